"""Web pages of live coverage: JSON-LD, microdata and the page's own markup, joined.

Structured data lies on real pages, so no source is believed by itself: times and titles are taken from the source in
which they differ between updates, bodies from the markup where it has the update, and the report says which was used.
"""

from onrecord.formats.html.assemble import read

__all__ = ["read"]
