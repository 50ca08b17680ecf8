"""What moderators decide, and how each contribution ends."""
