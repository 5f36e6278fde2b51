"""What is answered for ever: readers of streams, as tasks or as bare descriptors, and how they come and go."""
