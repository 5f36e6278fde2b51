"""The `onrecord` command: translates arguments into the newsroom's commands."""
