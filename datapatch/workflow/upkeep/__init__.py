"""Data kept true: still correct, reminders, places asked about their rows."""
