"""What git must not or cannot hold: people, rights, contributions under review, mail to send.

``models`` gathers the tables, ``session`` opens the database, ``migrations`` brings an older
database up to date. Nothing here knows the web.
"""
