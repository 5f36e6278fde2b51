"""Which updates stand on which page.

Page n holds the ordinals (n-1)·30+1 to n·30, counted from the oldest, so that an update never changes its page. The
front page holds the two newest pages, so that a page that has just begun is not an almost empty one.
"""

from onrecord.domain import Coverage

# What a phone scrolls through in a sitting; the front page holds at most twice as many.
PAGE_SIZE = 30
_FRONT_PAGES = 2
# What somebody else's page has room for; whoever wants more opens the coverage.
_EMBEDDED = 10


def archive_count(coverage: Coverage) -> int:
    """How many pages are older than the front page; their numbers run from 1."""
    pages = -(-len(coverage.updates) // PAGE_SIZE)
    return max(0, pages - _FRONT_PAGES)


def archive_ordinals(number: int) -> range:
    """The ordinals of one page, counted from 1, ascending."""
    return range((number - 1) * PAGE_SIZE + 1, number * PAGE_SIZE + 1)


def front_ordinals(coverage: Coverage) -> range:
    """The ordinals of the front page, ascending; those of held updates among them."""
    return range(archive_count(coverage) * PAGE_SIZE + 1, len(coverage.updates) + 1)


def embed_ordinals(coverage: Coverage) -> range:
    """The ordinals of what stands in a frame on another site, ascending; those of held updates among them."""
    return range(max(len(coverage.updates) - _EMBEDDED, 0) + 1, len(coverage.updates) + 1)


def page_of(coverage: Coverage, ordinal: int) -> int | None:
    """The number of the older page on which an update stands, None for the front page."""
    number = (ordinal - 1) // PAGE_SIZE + 1
    return number if number <= archive_count(coverage) else None
