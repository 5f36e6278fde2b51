"""The rows of the table: each measures this project beside a peer, and yields its figures."""
