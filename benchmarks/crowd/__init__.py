"""Many people at once on one server, and whether all that they were told is true at the end."""
