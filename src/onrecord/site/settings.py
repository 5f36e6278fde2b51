"""Settings."""
SECRET_KEY="x"
