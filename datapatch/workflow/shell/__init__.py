"""What commands do with files and tables that a person names."""
