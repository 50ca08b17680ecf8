"""The databases of tests/db, for the tests of this folder."""

from tests.db.databases import *  # noqa: F403 - fixtures are found by name
