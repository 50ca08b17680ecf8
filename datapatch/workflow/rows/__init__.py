"""The rows of a table for whoever reads them: pages, one row, searches, counts, copies."""
