"""Files of other formats <-> tables. Pure: bytes in, tables out, and back; pandas may live here.

``reading.read_tables`` and ``writing.write_table`` are the doors; one file per format behind them.
"""
