"""Values as text: what the command line prints, row by row. Pure, as the tables are.

Each presenter yields pieces of text, so that a long answer is written while it is made.
"""
