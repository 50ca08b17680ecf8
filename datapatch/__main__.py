"""``python -m datapatch`` is the command line."""

from datapatch.cli import main

main()
