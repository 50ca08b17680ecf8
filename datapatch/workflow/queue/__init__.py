"""What waits for a moderator, and for which one."""
