"""Who is at the desk, for how long, and what is kept for them when their session ends."""
