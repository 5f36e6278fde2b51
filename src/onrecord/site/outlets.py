"""The formats that readers' side speaks beside its pages, joined to it here: neither room knows the other."""

from onrecord.delivery import Outlets
from onrecord.formats import atom, jsonfeed, jsonld, rss


def outlets(site: str) -> Outlets:
    """All of them, for a site at this address."""
    feeds = {"rss": rss.write, "atom": atom.write, "json": jsonfeed.write}
    return Outlets(site=site, feeds=feeds, linked_data=jsonld.write)
