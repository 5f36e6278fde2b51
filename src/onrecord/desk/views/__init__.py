"""What each address of the desk shows and does."""
