"""Derived data, by object id: see README.md."""
