"""What a journalist can do: load, decide, append. Drafts and media live here."""
