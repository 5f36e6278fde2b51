"""Whatever stands in any field: nothing of it acts, nothing escapes its place, and nothing withdrawn is told."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from onrecord.domain import blocks, fold
from onrecord.domain.blocks import Block
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.events import (
    KeyPointsSet,
    PayloadRedacted,
    RecordedEvent,
    RevisionKind,
    UpdateHeld,
    UpdatePinned,
    UpdateRetracted,
    UpdateRevised,
)
from onrecord.domain.ids import UpdateId
from onrecord.render import render_index
from tests import strategies
from tests.story import Story, archive_page, front_page, update_page

_PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</p></div></article></main></body></html>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    " java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>1</script>'></iframe>",
    "<form action=/x><input name=a></form>",
    "<object data=x></object><embed src=x><base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/><meta http-equiv=refresh content=0>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<plaintext>",
    "<textarea>",
    "<noscript><p title='</noscript><img src=x onerror=1>'>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=\"https://ok.example/?a=1&b='\" onclick=alert(1) style='color:red' id=updates>x</a>",
    "<b id=u-one name=updates class=update>x</b>",
    "{{ update.id }}{% include 'page.html' %}",
    "\u202eevil\u202d",
    "\u2067\u202b\u2068",
    "\ud800",
    "\x00\x08\x1b[31m\x7f\x85",
    "\ufffe\uffff\ufdd0",
    "&lt;script&gt;&#0;&#x202e;&#27;",
    "👩‍👩‍👧‍👦🏴‍☠️",
    "w" * 3000,
    "http://[::1",
    "https://user:password@evil.example/",
    "//evil.example/x",
    "/\\evil.example",
    "https://ok.example/a,b c?d=\"'<>",
    "mailto:a@b.example?body=<script>",
    "/media/a.webp",
    'https://www.youtube.com/watch?v=abcdefghijk"onload=1',
    "https://x.com/a/status/1",
]
_words = st.lists(st.sampled_from(_PAYLOADS) | st.text(max_size=6), max_size=3).map("".join)
_maybe = st.none() | _words


def _tuples(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(strategy, max_size=2).map(tuple)


_numbers = st.none() | st.integers(min_value=-(2**60), max_value=2**60)
_renditions = st.builds(
    blocks.Rendition,
    url=_words,
    media_type=st.sampled_from(["image/avif", "image/svg+xml", 'x" onerror="1']),
    width=st.integers(),
    height=st.integers(),
)
_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(blocks.Text, html=_words),
    st.builds(blocks.Heading, text=_words, level=st.integers()),
    st.builds(blocks.ListBlock, items=_tuples(_words), ordered=st.booleans()),
    st.builds(blocks.Quote, text=_words, attribution=_maybe),
    st.builds(blocks.LinkCard, text=_words, url=_maybe),
    st.builds(blocks.Embed, url=_words, provider=_words, text=_words),
    st.builds(
        blocks.Table, rows=st.lists(_tuples(_words), max_size=2).map(tuple), header=_tuples(_words), caption=_words
    ),
    st.builds(
        blocks.Image,
        url=_maybe,
        alt=_words,
        caption=_words,
        credit_line=_words,
        width=_numbers,
        height=_numbers,
        renditions=st.lists(_renditions, max_size=2).map(tuple),
    ),
)
_contents = st.builds(
    UpdateContent,
    heading=_maybe,
    body=st.lists(_blocks, max_size=3).map(tuple),
    contributors=st.lists(st.builds(Contributor, name=_words, id=_maybe), max_size=2).map(tuple),
    sign_off=_maybe,
    dateline=_maybe,
    labels=_tuples(_words),
    source=st.none() | st.builds(Source, name=_maybe, url=_maybe),
)
_details = st.builds(
    CoverageDetails,
    headline=_words,
    kicker=_maybe,
    standfirst=_tuples(_words),
    language=st.sampled_from(["en", "ar", "he-Latn", "x-onerror", "zh-Hans"]),
    time_zone=st.sampled_from(["UTC", "Asia/Kathmandu", "../../etc/passwd"]),
)

_TAGS = re.compile(
    "html|head|meta|title|link|script|body|a|header|nav|main|div|p|span|bdi|h[1-4]|section|ul|ol|li|article|footer|"
    "time|button|details|summary|figure|figcaption|blockquote|picture|source|img|hr|table|thead|tbody|tr|th|td|"
    "b|strong|i|em|s|sub|sup|code|br"
)
_ATTRIBUTES = re.compile(
    "lang|dir|charset|name|content|href|rel|type|src|defer|class|id|role|hidden|tabindex|datetime|media|property|"
    "scope|alt|width|height|loading|decoding|srcset|sizes|data-[a-z-]+|aria-[a-z]+"
)
_ADDRESSES = re.compile(r"https?://|mailto:|/(?!/)|#")


def _assert_safe(html: str) -> LexborHTMLParser:
    html.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]", html)
    tree = LexborHTMLParser(html)
    ids = []
    for element in tree.css("*"):
        assert _TAGS.fullmatch(element.tag or ""), element.tag
        for name, value in element.attributes.items():
            assert _ATTRIBUTES.fullmatch(name), (element.tag, name)
            if name in ("href", "src", "data-embed"):
                assert _ADDRESSES.match(value or ""), (element.tag, name, value)
            if name == "id":
                ids.append(value)
    assert len(ids) == len(set(ids))
    for script in tree.css("script"):
        assert not script.text()
        assert (script.attributes["src"] or "").startswith("/assets/reader-")
    assert [child.tag for child in tree.css("html > *")] == ["head", "body"]
    assert tree.css_first("body > main#main") is not None
    return tree


def _assert_in_place(tree: LexborHTMLParser, ordinals: list[int]) -> None:
    listed = tree.css("#updates > article[data-order]")
    assert [int(article.attributes["data-order"] or 0) for article in listed] == ordinals
    assert len(tree.css("article[data-order]")) == len(listed)
    assert len(tree.css("#updates > *")) == len(listed)
    for part in ("coverage-head", "coverage-updated", "key-points", "pinned", "key-events"):
        assert tree.css_first(f"main #{part}[data-version]") is not None


@given(details=_details, contents=st.lists(_contents, min_size=1, max_size=4), note=_words)
def test_hostile_words_stay_words_on_every_page(
    details: CoverageDetails, contents: list[UpdateContent], note: str
) -> None:
    story = Story(details)
    for number, content in enumerate(contents):
        story.publish(f"id-{number}", content, is_key_event=True)
    first = UpdateId("id-0")
    story.happen(
        UpdatePinned(update_id=first),
        KeyPointsSet(points=(KeyPoint(html=note, update_id=first), KeyPoint(html=note))),
        UpdateRevised(
            update_id=first, revision=2, revision_kind=RevisionKind.CORRECTION, content=contents[0], note=note
        ),
    )
    ordinals = list(range(len(contents), 0, -1))
    _assert_in_place(_assert_safe(front_page(story.coverage)), ordinals)
    _assert_in_place(_assert_safe(update_page(story.coverage, "id-0")), [1])
    story.happen(UpdateRetracted(update_id=first, reason=note))
    _assert_in_place(_assert_safe(front_page(story.coverage)), ordinals)
    _assert_safe(render_index([story.coverage]))


@given(strategies.histories())
def test_every_history_makes_whole_pages(history: list[RecordedEvent]) -> None:
    coverage = fold(history)
    assert coverage is not None
    shown = [update.ordinal for update in coverage.updates.values() if not update.is_held]
    _assert_in_place(_assert_safe(front_page(coverage)), shown[::-1])


def _told(told: str) -> UpdateContent:
    """Content that says `told` in every field that there is."""
    return UpdateContent(
        heading=told,
        body=(
            blocks.Text(html=told),
            blocks.Heading(text=told),
            blocks.ListBlock(items=(told,)),
            blocks.Quote(text=told, attribution=told),
            blocks.LinkCard(text=told, url=f"https://a.example/{told}"),
            blocks.Embed(url=f"https://a.example/{told}", provider=told, text=told),
            blocks.Table(rows=((told,),), header=(told,), caption=told),
            blocks.Image(url=f"/media/{told}.webp", alt=told, caption=told, credit_line=told),
        ),
        contributors=(Contributor(name=told),),
        sign_off=told,
        dateline=told,
        labels=(told,),
        source=Source(name=told, url=f"https://a.example/{told}"),
    )


def test_what_was_held_retracted_or_redacted_is_on_no_page() -> None:
    story = Story()
    for number in range(70):
        fate = ("standing", "heldback", "withdrawn", "erased")[number % 4]
        story.publish(f"{number}", _told(f"{fate}word"), is_key_event=True)
        update_id = UpdateId(f"{number}")
        story.happen(UpdatePinned(update_id=update_id))
        if fate != "standing":
            note = f"{fate}note"
            revised = UpdateRevised(
                update_id=update_id,
                revision=2,
                revision_kind=RevisionKind.CORRECTION,
                content=replace(_told(f"{fate}word"), heading=None),
                note=note,
            )
            story.happen(revised)
        match fate:
            case "heldback":
                story.happen(UpdateHeld(update_id=update_id))
            case "withdrawn":
                story.happen(UpdateRetracted(update_id=update_id, reason="It was not so."))
            case "erased":
                seqs = tuple(revision.seq for revision in story.update(f"{number}").revisions)
                story.happen(PayloadRedacted(update_id=update_id, seqs=seqs, reason="By law."))
    points = tuple(KeyPoint(html="A point", update_id=UpdateId(f"{number}")) for number in range(4))
    coverage = story.happen(KeyPointsSet(points=points)).coverage
    pages = [front_page(coverage), archive_page(coverage, 1), render_index([coverage])]
    pages += [update_page(coverage, f"{number}") for number in range(4)]
    for page in pages:
        for gone in ("heldback", "withdrawnword", "withdrawnnote", "erased"):
            assert gone not in page
    assert "standingword" in pages[0]


def test_all_words_of_a_published_update_are_shown() -> None:
    story = Story().publish("one", _told("spoken"))
    tree = LexborHTMLParser(front_page(story.coverage))
    article = tree.css_first("#u-one")
    assert article is not None
    # Everything is said once; the picture's alt text is an attribute, the table's caption also names its region.
    assert article.text().count("spoken") == 19
    assert article.html is not None
    assert 'alt="spoken"' in article.html
