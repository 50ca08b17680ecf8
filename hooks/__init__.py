"""Git hooks: they hand a push to the running server and repeat its answer."""
