"""Other formats, turned into tables and back."""
