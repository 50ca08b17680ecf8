"""Tables as values: pure functions, without files, git, clock or database."""
