"""The JSON API: translates requests into the newsroom's commands."""
