"""What stands before the web server: plain requests read and answered, everything else left to it."""
