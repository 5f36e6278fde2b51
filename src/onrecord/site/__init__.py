"""Settings, addresses, and which part is joined to which."""
