"""Data Patch beside its peers, measured in one run: ``make bench`` writes ``RESULTS.md``."""
