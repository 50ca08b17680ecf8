"""Files that Data Patch ships: JSON Schemas of what it writes, and Table Schemas.

Read them with ``importlib.resources.files("datapatch.schemas")``.
"""
