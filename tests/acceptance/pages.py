"""Small live pages of other systems, made up for the tests."""

import json
from collections.abc import Sequence
from typing import Any


def update(number: int, heading: str, text: str, **more: Any) -> dict[str, Any]:
    return {
        "@type": "BlogPosting",
        "@id": f"https://news.example/live/harbour#{number}",
        "headline": heading,
        "datePublished": f"2026-03-01T{8 + number // 60:02}:{number % 60:02}:00Z",
        "articleBody": text,
        **more,
    }


def live_page(
    updates: Sequence[dict[str, Any]],
    *,
    headline: str = "Harbour on alert",
    url: str = "https://news.example/live/harbour",
    ended_at: str | None = None,
) -> str:
    """A page with its updates as JSON-LD, newest first."""
    data = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": headline,
        "url": url,
        "liveBlogUpdate": list(reversed(updates)),
        **({} if ended_at is None else {"coverageEndTime": ended_at}),
    }
    script = json.dumps(data).replace("</", "<\\/")
    return (
        f'<!doctype html><html lang="en"><head><title>{headline}</title><link rel="canonical" href="{url}">'
        f'<script type="application/ld+json">{script}</script></head><body><h1>{headline}</h1></body></html>'
    )


def posts(*, deleted: int | None = None, count: int = 3) -> str:
    """An answer of a posts API, in which one post may be marked as deleted."""
    items = [
        {
            "_id": f"post-{number}",
            "headline": f"Harbour post {number}",
            "published_date": f"2026-03-01T{8 + number:02}:00:00+00:00",
            "deleted": number == deleted,
            "groups": [
                {"id": "main", "refs": [{"item": {"item_type": "text", "text": f"<p>Said on the quay, {number}.</p>"}}]}
            ],
        }
        for number in range(count, 0, -1)
    ]
    return json.dumps({"_items": items})


SCRAPE = """Harbour on alert as water rises past the old mark

The council has asked people below the quay to move their cars.

10:40

Ferry service suspended until the evening

The operator said that the last boat had left and that no other would follow before high water.

10:15

Sandbags are handed out at the fish market

Volunteers have filled four hundred of them since dawn, and a queue has formed along the quay.

09:50

Warning raised from yellow to amber

The forecasters expect the peak shortly after noon, they said in a statement to reporters.
"""
