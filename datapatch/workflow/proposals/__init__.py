"""From a form, a file or a program to a contribution."""
