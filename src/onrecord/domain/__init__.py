"""What may happen in a coverage, and what it then looks like. Pure: the standard library only."""
