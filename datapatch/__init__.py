"""Data Patch: collaborative open data, versioned with git."""

__version__ = "0.1.0"
