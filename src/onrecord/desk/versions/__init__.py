"""Two versions of the same thing: what differs, and how both are put together."""
