"""What people type into plain fields: text with a few marks, moments by the clock on the wall."""
