"""Foreign formats, one a module: `read()` gives drafts, `write()` takes a folded coverage and rendered HTML."""
