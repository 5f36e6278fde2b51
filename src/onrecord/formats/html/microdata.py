"""Microdata and RDFa in the page: elements that say of themselves that they are live updates."""

from lxml.html import HtmlElement

from onrecord.formats.html.entry import Reading, entry
from onrecord.formats.html.found import Source

_UPDATES = (
    "//*[contains(concat(' ',normalize-space(@itemprop),' '),' liveBlogUpdate ')]",
    "//*[contains(concat(' ',normalize-space(@property),' '),'liveBlogUpdate ')]",
    "//*[@itemscope and contains(@itemtype,'LiveBlogPosting')]//*[@itemscope and contains(@itemtype,'/BlogPosting')]",
    "//*[contains(@typeof,'LiveBlogPosting')]//*[contains(@typeof,'BlogPosting')]",
    "//*[@itemscope and contains(@itemtype,'/BlogPosting')]",
)


def read(reading: Reading) -> Source | None:
    """The updates that the page marks as such in its own markup; None where it marks none."""
    for number, path in enumerate(_UPDATES):
        found: list[HtmlElement] = [
            node for node in reading.page.tree.xpath(path) if "Live" not in (node.get("typeof") or "")
        ]
        if found and (number < len(_UPDATES) - 1 or len(found) > 1):
            return Source(
                name="microdata" if number in (0, 2, 4) else "RDFa", updates=[entry(node, reading) for node in found]
            )
    return None
