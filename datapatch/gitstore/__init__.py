"""Datasets in git: the only importer of dulwich, and the only room that runs stock git."""
