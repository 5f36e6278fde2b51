"""Live coverage, on the record."""
