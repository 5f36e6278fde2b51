"""What the site writes to its log, and how: lines for people, or JSON for machines."""

from onrecord.site.logs.setup import configure

__all__ = ["configure"]
