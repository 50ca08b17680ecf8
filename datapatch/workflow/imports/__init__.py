"""What comes in: files, packages and repositories become datasets."""
