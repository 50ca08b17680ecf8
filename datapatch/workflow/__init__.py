"""The story, in order: see README.md."""
