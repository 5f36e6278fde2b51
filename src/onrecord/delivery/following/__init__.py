"""What this process knows of the log: coverages in memory, and the fragments and frames made of them, once."""
