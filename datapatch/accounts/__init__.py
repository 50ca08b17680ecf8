"""People, what lets them in, and the one function that answers "may X do Y to Z?"."""
