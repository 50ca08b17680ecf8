"""People of the instance: they come in, and come back."""
