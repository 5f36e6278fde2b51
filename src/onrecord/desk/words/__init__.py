"""What the desk calls things, and in which language it speaks."""
