"""What verbs share at a terminal: tables and keys that are named to them, and what they write."""
