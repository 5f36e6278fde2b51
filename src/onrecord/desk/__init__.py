"""The editor's web app: translates forms into the newsroom's commands."""
