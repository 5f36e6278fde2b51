"""Hostile pages: nothing executable passes, nothing crashes, nothing takes long."""

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.domain.blocks import Embed, Image, LinkCard, ListBlock, Text
from onrecord.formats import html, sniff
from onrecord.formats.drafts import CoverageDraft, ImportRefused

HEAD = '<!doctype html><html lang="en"><body><h1>Harbour live</h1>'
SLOWEST = 20.0  # seconds for one page on a busy machine; a quadratic walk takes minutes


def entry(number: int, extra: str = "") -> str:
    return (
        f'<article class="post" id="post-{number}"><time datetime="2025-01-01T10:{number:02}:00Z"></time>'
        f"<h3>Heading {number}</h3><p>What happened in update number {number}.</p>{extra}</article>"
    )


def read(extra: str) -> CoverageDraft:
    return html.read((HEAD + entry(1, extra) + entry(2)).encode("utf-8", "replace"), url="https://harbour.example/live")


ATTACKS = [
    "<script>alert(1)</script>",
    "<p onclick=alert(1)>words</p>",
    "<img src=x onerror=alert(1)>",
    '<p><a href="javascript:alert(1)">words</a></p>',
    '<p><a href=" java\nscript:alert(1)">words</a></p>',
    '<p><a href="data:text/html,<script>alert(1)</script>">words</a></p>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    "<math><mtext><script>alert(1)</script></mtext></math>",
    '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
    "<style>p{background:url(javascript:alert(1))}</style>",
    '<p style="background:url(javascript:alert(1))">words</p>',
    '<video src="javascript:alert(1)"></video>',
    '<ul><li><a href="vbscript:alert(1)">words</a><script>alert(1)</script></li></ul>',
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
]


def markup_of(draft: CoverageDraft) -> str:
    parts: list[str] = []
    for update in draft.updates:
        for block in update.blocks:
            match block:
                case Text(html=inline):
                    parts.append(inline)
                case ListBlock(items=items):
                    parts += items
                case Embed(url=url) | LinkCard(url=url) | Image(url=url):
                    parts.append(url or "")
                case _:
                    pass
    return "\n".join(parts).lower()


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_executable_passes(attack: str) -> None:
    markup = markup_of(read(attack))
    for bad in ("<script", "javascript:", "vbscript:", "<svg", "<iframe", "<style", "onerror=", "onclick=", "data:"):
        assert bad not in markup.replace("&lt;script", "")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_executable_passes_by_way_of_structured_data(attack: str) -> None:
    document = {
        "@type": "LiveBlogPosting",
        "liveBlogUpdate": {"@type": "BlogPosting", "headline": attack, "articleBody": attack + "<p>words</p>"},
    }
    markup = markup_of(sniff.read(json.dumps(document).encode(), name="live.json"))
    assert "<script" not in markup
    assert "javascript:" not in markup.replace("url(javascript:alert(1))", "")


def test_what_was_dropped_is_named_once_for_each_kind() -> None:
    warnings = read("<script>1</script><script>2</script><p onclick=x onfocus=y>words</p>").warnings
    assert [line for line in warnings if "script" in line] == ["Left out of the updates: 2 event handlers, 2 scripts."]


def test_no_entity_of_a_file_is_resolved() -> None:
    page = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + HEAD + entry(1, "<p>&x;</p>") + entry(2)
    assert "root:" not in json.dumps(html.read(page.encode()).report())


BIG = {
    "deep divs": HEAD + "<div>" * 100_000 + "hi",
    "deep update": HEAD + entry(1) + entry(2, "<span>" * 100_000),
    "many in deep update": HEAD + entry(1) + entry(2, "<div>" * 200 + "<b>a</b> " * 50_000),
    "attribute of megabytes": HEAD
    + entry(1)
    + entry(2)
    + f'<article class="post {"a " * 500_000}" id="{"x" * 1_000_000}">',
    "word of megabytes": HEAD + entry(1) + entry(2, f"<p>{'x' * 5_000_000}</p>"),
    "breaks": HEAD + entry(1) + entry(2, "<br> " * 50_000),
    "elements": HEAD + "<div>a</div>" * 600_000,
    "spaces in JSON-LD": HEAD + f'<script type="application/ld+json">{" " * 3_000_000}x</script>' + entry(1) + entry(2),
    "commas in JSON-LD": HEAD
    + f'<script type="application/ld+json">{{"a":1{", " * 2_000_000}</script>'
    + entry(1)
    + entry(2),
    "quotes in JSON-LD": HEAD
    + '<script type="application/ld+json">{"a":"'
    + '\\"' * 2_000_000
    + "</script>"
    + entry(1)
    + entry(2),
    "brackets in JSON-LD": HEAD + f'<script type="application/ld+json">{"[" * 200_000}</script>' + entry(1) + entry(2),
    "captions": HEAD
    + entry(1)
    + entry(2, f"<figure><img src=/a.jpg><figcaption>{'(Photo: ' * 20_000}</figcaption></figure>"),
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    + HEAD
    + entry(1)
    + entry(2, "&b;" * 9000),
}


@pytest.mark.parametrize("page", BIG.values(), ids=BIG.keys())
def test_an_enormous_page_is_read_or_refused_in_bounded_time(page: str) -> None:
    begun = time.monotonic()
    with contextlib.suppress(ImportRefused):
        html.read(page.encode())
    assert time.monotonic() - begun < SLOWEST


SCRAPS = st.sampled_from(
    [
        "<",
        ">",
        "<div>",
        "</div>",
        "<p>",
        "<time datetime='2025-01-01T10:00Z'>",
        "<h3>",
        "<article class=post id=a>",
        "</article>",
        "<ul><li>",
        "<br>",
        "<svg>\n    ",
        "<blockquote>",
        "<figure><img src=a><figcaption>",
        "&amp;#39;",
        "&#0;",
        "&#xd800;",
        "12.30 Uhr: x",
        "<table><tr><td>",
        "</script>",
        "]}",
        "<!--",
        "\x00\n    ",
        '<script type="application/ld+json">',
        '{"@type":"LiveBlogPosting","liveBlogUpdate":[',
        '{"headline":1}',
        "<iframe src=//[>\n    ",
        "<base href='http://[::1'>",
        "<a href='http://[bad'>x</a>",
        "<div itemprop=liveBlogUpdate>",
        "�",
    ]
)


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(ImportRefused):
        sniff.read(data, name="page").report()


@settings(max_examples=400)
@given(st.lists(SCRAPS | st.text(max_size=8), max_size=60))
def test_any_scraps_of_a_page_are_read_or_refused(scraps: list[str]) -> None:
    try:
        draft = html.read(("<html><body>" + "".join(scraps)).encode("utf-8", "surrogatepass"))
    except ImportRefused:
        return
    json.dumps(draft.report()).encode("utf-8")
    assert draft.updates


KEYS = [
    "@type",
    "@id",
    "@graph",
    "liveBlogUpdate",
    "headline",
    "url",
    "author",
    "articleBody",
    "image",
    "datePublished",
    "blocks",
    "elements",
    "_type",
    "html",
    "title",
    "posts",
    "_items",
    "groups",
    "refs",
    "item",
    "text",
    "documents",
    "block_id",
    "time",
    "attributes",
    "meta",
]
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("<p>x</p>")
JSON = st.recursive(
    VALUES | st.just("2025-01-01T10:00Z"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=400)
@given(JSON)
def test_any_json_is_read_or_refused(document: object) -> None:
    for wrapped in (
        document,
        {"@type": "LiveBlogPosting", "liveBlogUpdate": document},
        {"blocks": [{"elements": [document]}, document]},
        {"posts": {"_items": [{"groups": document}, {"groups": [{"refs": [{"item": document}]}]}]}},
        {"documents": [{"text": document, "time": document}, document]},
    ):
        with contextlib.suppress(ImportRefused):
            sniff.read(json.dumps(wrapped).encode(), name="live.json").report()
