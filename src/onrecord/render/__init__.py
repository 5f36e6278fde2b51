"""HTML for readers: one update, one page."""
