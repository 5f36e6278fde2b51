"""What is answered whole: pages, feeds, JSON and segments, made once for each state and kept with their codings."""
