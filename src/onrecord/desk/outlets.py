"""Where else a coverage can be read, for the desk to copy: its feeds, and the code that shows it in another page."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from onrecord.domain import Coverage


def outlets(coverage: Coverage) -> dict[str, Any]:
    """What `desk/outlets.html` shows."""
    site = settings.PUBLIC_URL
    address = f"{site}/{coverage.slug}"
    return {
        "address": address,
        "feeds": [
            ("RSS", f"{address}/feed.rss"),
            ("Atom", f"{address}/feed.atom"),
            ("JSON Feed", f"{address}/feed.json"),
            (_("The whole of it as JSON"), f"{address}.json"),
        ],
        "embed_code": render_to_string(
            "desk/embed_code.html",
            {"site": site, "slug": coverage.slug, "headline": " ".join(coverage.details.headline.split())},
        ).strip(),
    }
