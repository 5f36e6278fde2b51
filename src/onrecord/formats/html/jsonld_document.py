"""A JSON-LD document on its own, as a page's script or an API gives it."""

from typing import Any

from onrecord.formats.drafts import CoverageDraft, ImportRefused
from onrecord.formats.html import jsonld
from onrecord.formats.html.assemble import coverage
from onrecord.formats.html.entry import Reading
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import blank_page


def is_like(document: Any) -> bool:
    """Whether a JSON document holds a LiveBlogPosting."""
    try:
        return bool(jsonld.live_postings(jsonld.objects(document)))
    except ValueError:
        return False


def read(document: Any, *, url: str | None = None) -> CoverageDraft:
    """The coverage in such a document; raises ImportRefused where it has no updates."""
    if not is_like(document):
        raise ImportRefused("This JSON holds no LiveBlogPosting.")
    page = blank_page(url)
    return coverage(Reading(page=page, cleaner=Cleaner(page)), jsonld.objects(document))
