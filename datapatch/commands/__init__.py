"""One verb of the command line per file: it parses, calls one step, prints.

Each module defines ``command``. What is heavy is imported inside the command's function, so that
``datapatch --help`` and the other verbs need not load it.
"""
