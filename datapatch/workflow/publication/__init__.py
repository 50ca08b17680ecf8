"""A verdict becomes a revision of the published branch."""
