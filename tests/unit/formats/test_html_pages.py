"""Invented live pages in several languages, each against what it must come out as."""

import json
from pathlib import Path

import pytest

from onrecord.formats import sniff
from onrecord.formats.drafts import ImportRefused

PAGES = Path(__file__).resolve().parents[2] / "data" / "html"
HEAD = '<!doctype html><html lang="en"><head><title>Harbour live</title></head><body><h1>Harbour live</h1>'


def entry(number: int, extra: str = "") -> str:
    return (
        f'<article class="post" id="post-{number}">'
        f'<time datetime="2025-01-01T{number // 60:02}:{number % 60:02}:00Z"></time>'
        f"<h3>Heading {number}</h3><p>What happened in update number {number}.</p>{extra}</article>"
    )


def posting(count: int) -> str:
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Heading {number}",
            "datePublished": f"2025-01-01T{number // 60:02}:{number % 60:02}:00Z",
            "url": f"https://harbour.example/live#post-{number}",
            "articleBody": f"What happened in update number {number}.",
        }
        for number in range(count)
    ]
    document = {"@type": "LiveBlogPosting", "headline": "Harbour live", "liveBlogUpdate": updates}
    return f'<script type="application/ld+json">{json.dumps(document)}</script>'


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_a_page_comes_out_as_its_golden_report(page: Path) -> None:
    report = sniff.read(page.read_bytes(), name=page.name).report()
    assert report == json.loads(page.with_suffix(".golden.json").read_text("utf-8"))


def test_all_updates_of_the_structured_data_are_kept_where_the_markup_has_fewer() -> None:
    draft = sniff.read((HEAD + posting(428) + "".join(map(entry, range(30)))).encode(), name="page.html")
    assert len({update.source_id for update in draft.updates}) == len(draft.updates) == 428


def test_all_updates_of_the_markup_are_kept_where_the_structured_data_has_fewer() -> None:
    draft = sniff.read((HEAD + posting(30) + "".join(map(entry, range(100)))).encode(), name="page.html")
    assert [update.heading for update in draft.updates] == [f"Heading {number}" for number in range(100)]


def test_the_report_says_which_source_was_used() -> None:
    draft = sniff.read((HEAD + posting(3) + "".join(map(entry, range(3)))).encode(), name="page.html")
    assert "times taken from the JSON-LD" in draft.warnings[0]


TEASERS = "".join(
    f'<article class="card"><h3><a href="/story-{n}">Story {n} of the day</a></h3>'
    f'<time datetime="2025-01-01T10:0{n}:00Z"></time>'
    "<p>A summary that is long enough to be read as prose.</p></article>"
    for n in range(9)
)
COMMENTS = "".join(
    f'<div class="comment" id="c{n}"><time datetime="2025-01-01T10:0{n}:00Z"></time>'
    f"<p>I think this is remark {n}.</p></div>"
    for n in range(9)
)


@pytest.mark.parametrize(
    "body",
    [
        "<article><p>" + "One long article, and no updates in it. " * 30 + "</p></article>",
        TEASERS,
        f'<article><p>{"An article. " * 30}</p></article><div class="comments">{COMMENTS}</div>',
        '<script type="application/ld+json">{"@type":"LiveBlogPosting","liveBlogUpdate":[]}</script>',
        '<div id="app"></div>',
    ],
    ids=["article", "front page", "comments", "no updates", "built by script"],
)
def test_a_page_without_live_coverage_is_refused_with_the_reason(body: str) -> None:
    with pytest.raises(ImportRefused, match="not understood as live coverage"):
        sniff.read((HEAD + body).encode(), name="page.html")


def test_a_time_in_the_middle_of_a_sentence_stays_in_the_body() -> None:
    said = (
        "<p>The harbour master said the last ferry of the evening leaves at "
        '<time datetime="21:30">half past nine</time> sharp.</p>'
    )
    draft = sniff.read((HEAD + entry(1, said) + entry(2)).encode(), name="page.html")
    assert "half past nine sharp" in draft.updates[0].blocks[-1].words
