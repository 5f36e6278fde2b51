"""Append and read events, in order, for ever."""
