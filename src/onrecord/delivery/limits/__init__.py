"""What decides how much readers are given: addresses, what operators switched, how hard the process works."""
