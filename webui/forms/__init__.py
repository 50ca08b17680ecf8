"""Requests, turned into values of the workflow."""
