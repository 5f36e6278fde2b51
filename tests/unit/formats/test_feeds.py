"""Feeds that any reader can parse, whatever a coverage holds, and that say what the coverage says."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser  # type: ignore[import-untyped] # ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from onrecord.domain import Coverage
from onrecord.domain import events as e
from onrecord.domain.blocks import Embed, Image, Table, Text
from onrecord.domain.content import Contributor, CoverageDetails, UpdateContent
from onrecord.domain.events import RecordedEvent
from onrecord.domain.fold import fold
from onrecord.domain.ids import UpdateId
from onrecord.domain.updates import Standing, Update
from onrecord.formats import atom, jsonfeed, jsonld, rss
from onrecord.formats.feed import changed_at, update_address, urn, utc
from onrecord.formats.html import jsonld_document
from onrecord.render import entry_titles, render_entry
from tests.story import NINE, Story, words
from tests.strategies import erased_histories, times

SITE = "https://live.example"
SCHEMA = etree.RelaxNG(etree.parse(Path(__file__).parents[2] / "data" / "feeds" / "atom.rng"))
NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}
WRITERS = [rss.write, atom.write, jsonfeed.write]
Write = Callable[..., bytes]


def folded(history: Sequence[RecordedEvent]) -> Coverage:
    coverage = fold(history)
    assert coverage is not None
    return coverage


def entries_of(coverage: Coverage) -> list[tuple[Update, str, str]]:
    made = [(update, render_entry(coverage, update, SITE)) for update in coverage.updates.values()]
    return [(update, entry.title, entry.html) for update, entry in made if entry is not None]


def written(write: Write, coverage: Coverage, **more: Any) -> bytes:
    return write(coverage, entries_of(coverage), site=SITE, **more)


def shown(coverage: Coverage) -> list[tuple[Update, str, str]]:
    return list(reversed(entries_of(coverage)))


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.iterfind(path, NAMES)]


@given(erased_histories())
def test_any_coverage_is_an_atom_feed_that_says_the_same(history: Sequence[RecordedEvent]) -> None:
    coverage = folded(history)
    feed = etree.fromstring(written(atom.write, coverage))
    SCHEMA.assertValid(feed)
    expected = shown(coverage)
    assert texts(feed, "a:entry/a:id") == [urn(update.id, coverage.id) for update, _, _ in expected]
    assert texts(feed, "a:entry/a:title") == [title for _, title, _ in expected]
    assert texts(feed, "a:entry/a:content") == [html for _, _, html in expected]
    updated = [datetime.fromisoformat(text) for text in texts(feed, "a:entry/a:updated")]
    assert updated == [changed_at(update) for update, _, _ in expected]
    published = [datetime.fromisoformat(text) for text in texts(feed, "a:entry/a:published")]
    assert published == [update.published_at for update, _, _ in expected if update.published_at]


@given(erased_histories())
def test_any_coverage_is_an_rss_feed_that_says_the_same(history: Sequence[RecordedEvent]) -> None:
    coverage = folded(history)
    channel = etree.fromstring(written(rss.write, coverage))[0]
    expected = shown(coverage)
    assert texts(channel, "item/guid") == [urn(update.id, coverage.id) for update, _, _ in expected]
    assert texts(channel, "item/title") == [title for _, title, _ in expected]
    assert texts(channel, "item/link") == [update_address(coverage, update, SITE) for update, _, _ in expected]
    assert texts(channel, "item/content:encoded") == [html for _, _, html in expected]
    published = [parsedate_to_datetime(text) for text in texts(channel, "item/pubDate")]
    assert published == [
        utc(update.published_at).replace(microsecond=0) for update, _, _ in expected if update.published_at
    ]


@given(erased_histories())
def test_any_coverage_is_a_json_feed_that_says_the_same(history: Sequence[RecordedEvent]) -> None:
    coverage = folded(history)
    items = json.loads(written(jsonfeed.write, coverage))["items"]
    expected = shown(coverage)
    assert [(item["id"], item["title"], item["content_html"]) for item in items] == [
        (urn(update.id, coverage.id), title, html) for update, title, html in expected
    ]
    assert [item["_onrecord"]["standing"] for item in items] == [update.standing.value for update, _, _ in expected]


@given(erased_histories())
def test_any_coverage_is_linked_data_that_says_the_same(history: Sequence[RecordedEvent]) -> None:
    coverage = folded(history)
    updates = list(coverage.updates.values())
    titles = entry_titles(coverage, updates)
    text = jsonld.write(coverage, list(zip(updates, titles, strict=True)), site=SITE)
    assert not set("<>&") & set(text)
    assert [(posting["@id"], posting["headline"]) for posting in json.loads(text)["liveBlogUpdate"]] == [
        (urn(update.id, coverage.id), title)
        for update, title in zip(updates, titles, strict=True)
        if update.standing is Standing.PUBLISHED
    ]


# Times that are all alike are a page's, not its updates': the importer leaves them out on purpose.
@given(st.lists(times, min_size=2, max_size=8, unique=True))
def test_our_own_importer_reads_linked_data_back(moments: list[datetime]) -> None:
    story = Story()
    for number, at in enumerate(moments):
        story.publish(f"u{number}", words(f"The {number}th boat is late.", heading=f"Boat {number}"), at=at)
    updates = list(story.coverage.updates.values())
    titles = entry_titles(story.coverage, updates)
    text = jsonld.write(story.coverage, list(zip(updates, titles, strict=True)), site=SITE)
    draft = jsonld_document.read(json.loads(text))
    assert draft.headline == "The river rises"
    assert [(update.source_id, update.heading, update.published_at) for update in draft.updates] == [
        (urn(update.id, story.coverage.id), title, update.published_at)
        for update, title in zip(updates, titles, strict=True)
    ]


@given(erased_histories())
def test_every_address_in_an_entry_is_whole(history: Sequence[RecordedEvent]) -> None:
    coverage = folded(history)
    for _, _, html in entries_of(coverage):
        tree = LexborHTMLParser(html)
        for name in ("src", "href", "srcset"):
            for node in tree.css(f"[{name}]"):
                assert (node.attributes[name] or "").startswith(("https://", "http://", "mailto:"))
        assert not tree.css("script, button, source, [hidden], [id]")


@pytest.mark.parametrize("write", WRITERS)
def test_words_that_no_xml_can_hold_do_not_break_a_feed(write: Write) -> None:
    hostile = "a\x00b\x0b\x1b\x85\ud800\ufffe\U0010ffff ]]> </title>& \u202eabc \U0001f6a2"
    story = Story(CoverageDetails(headline=hostile, standfirst=(hostile,)), slug="river")
    content = UpdateContent(
        heading=hostile, body=(Text(html=hostile),), contributors=(Contributor(name=hostile),), labels=(hostile,)
    )
    story.publish("u\x01\ud800", content)
    story.publish("two", content)
    story.happen(e.UpdateRetracted(update_id=UpdateId("two"), reason=hostile))
    raw = written(write, story.coverage)
    text = raw.decode()
    assert "\U0001f6a2" in text
    assert not {"\u202e", "\x00", "\ufffe", "\x1b"} & set(text)
    if write is not jsonfeed.write:
        etree.fromstring(raw)


@pytest.mark.parametrize("write", WRITERS)
def test_withdrawn_words_leave_a_feed_and_their_reason_stays(write: Write) -> None:
    story = Story()
    for name in ("one", "two", "three"):
        story.publish(name, words(f"Quixotaberrant {name}", heading=f"Quixotaberrant {name}"))
    story.happen(
        e.UpdateRetracted(update_id=UpdateId("one"), reason="It was not so."),
        e.UpdateHeld(update_id=UpdateId("two")),
        e.PayloadRedacted(seqs=(4,), reason="By order of a court.", update_id=UpdateId("three")),
    )
    text = written(write, story.coverage).decode()
    assert "Quixotaberrant" not in text
    assert urn("two", story.coverage.id) not in text
    assert "It was not so." in text
    assert "By order of a court." in text
    assert "This update was withdrawn" in text


def test_a_retracted_update_has_a_tombstone_no_older_than_its_entry() -> None:
    story = Story().publish("one", words("Not so.", heading="Not so"))
    story.happen(e.UpdateRetracted(update_id=UpdateId("one"), reason="It was not so."))
    feed = etree.fromstring(written(atom.write, story.coverage))
    (tombstone,) = feed.iterfind("at:deleted-entry", NAMES)
    assert tombstone.get("ref") == texts(feed, "a:entry/a:id")[0]
    assert texts(tombstone, "at:comment") == ["It was not so."]
    assert [tombstone.get("when")] == texts(feed, "a:entry/a:updated")


@pytest.mark.parametrize("kind", list(e.RevisionKind))
def test_a_revised_update_keeps_its_id_and_is_updated_anew(kind: e.RevisionKind) -> None:
    story = Story().publish("one", words("Twelve boats.", heading="Boats"))
    before = etree.fromstring(written(atom.write, story.coverage))
    revised = e.UpdateRevised(
        update_id=UpdateId("one"), revision=2, revision_kind=kind, content=words("Ten boats."), note="Ten, not twelve."
    )
    after = etree.fromstring(written(atom.write, story.happen(revised).coverage))
    assert texts(before, "a:entry/a:id") == texts(after, "a:entry/a:id")
    assert texts(before, "a:entry/a:published") == texts(after, "a:entry/a:published")
    assert texts(before, "a:entry/a:updated") < texts(after, "a:entry/a:updated")
    (html,) = texts(after, "a:entry/a:content")
    assert ("Ten, not twelve." in html) is (kind is not e.RevisionKind.MINOR)


def test_times_are_the_same_moments_in_any_zone() -> None:
    nine = NINE.astimezone(timezone(timedelta(hours=5, minutes=45)))
    story = Story(CoverageDetails(headline="River", time_zone="Asia/Kathmandu", language="ar"))
    story.publish("one", words("One"), at=nine)
    assert texts(etree.fromstring(written(rss.write, story.coverage)), "channel/item/pubDate") == [
        "Mon, 16 Feb 2026 09:00:00 GMT"
    ]
    assert texts(etree.fromstring(written(atom.write, story.coverage)), "a:entry/a:published") == [
        "2026-02-16T09:00:00Z"
    ]


def test_language_and_direction_go_with_the_words() -> None:
    story = Story(CoverageDetails(headline="النهر", language="ar")).publish("one", words("ارتفع", heading="ارتفع"))
    feed = etree.fromstring(written(atom.write, story.coverage))
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ar"
    div = LexborHTMLParser(texts(feed, "a:entry/a:content")[0]).css_first("div")
    assert div is not None
    assert (div.attributes["lang"], div.attributes["dir"]) == ("ar", "rtl")


def test_an_entry_is_made_of_what_a_feed_reader_can_show() -> None:
    story = Story().publish(
        "one",
        words(
            "See <a href='https://a.example/'>this</a>.",
            Image(url="/media/a.webp", alt="A boat", caption="Boats", credit_line="Ada", width=40, height=30),
            Embed(url="https://www.youtube.com/watch?v=abcdefghijk", provider="youtube", text="A film"),
            Table(rows=(("1", "2"),), header=("a", "b"), caption="Boats"),
        ),
    )
    (_, _, html), *_ = entries_of(story.coverage)
    assert '<img src="https://live.example/media/a.webp" alt="A boat" width="40" height="30">' in html
    assert "Open on YouTube" in html
    assert "Show the content" not in html
    assert "data-" not in html


def test_older_pages_of_a_feed_are_linked_both_ways() -> None:
    story = Story().publish("one", words("One"))

    def links(**more: Any) -> dict[str, str]:
        feed = etree.fromstring(written(atom.write, story.coverage, **more))
        SCHEMA.assertValid(feed)
        return {link.get("rel", ""): link.get("href", "") for link in feed.iterfind("a:link", NAMES)}

    base = f"{SITE}/river"
    assert links(count=2)["prev-archive"] == f"{base}/page/2/feed.atom"
    assert "prev-archive" not in links(count=0)
    first, second = links(number=1, count=2), links(number=2, count=2)
    assert first["next-archive"] == second["self"] == f"{base}/page/2/feed.atom"
    assert second["prev-archive"] == first["self"] == f"{base}/page/1/feed.atom"
    assert first["current"] == f"{base}/feed.atom"
    assert "prev-archive" not in first
    assert "next-archive" not in second
    assert json.loads(written(jsonfeed.write, story.coverage, count=2))["next_url"] == f"{base}/page/2/feed.json"


@pytest.mark.parametrize("write", [rss.write, atom.write])
def test_a_widely_used_parser_finds_nothing_wrong(write: Write) -> None:
    story = Story(CoverageDetails(headline="Boats & <bridges>", standfirst=("The <b>river</b> rises.",)))
    content = UpdateContent(
        heading="Ferries & trains", body=(Text(html="They <b>stay</b> in."),), contributors=(Contributor(name="Ada"),)
    )
    story.publish("one", content)
    feed = feedparser.parse(written(write, story.coverage))
    assert not feed.bozo
    assert feed.version in ("rss20", "atom10")
    assert feed.feed.links
    (entry,) = feed.entries
    assert entry.title == "Ferries & trains"
    assert entry.author == "Ada"
    assert entry.id == urn("one", story.coverage.id)
    assert entry.link == f"{SITE}/river/u/one"
    assert entry.published_parsed[:5] == (2026, 2, 16, 9, 0)
    assert "They <b>stay</b> in." in entry.content[0].value


def test_the_id_of_an_update_is_its_uuid_wherever_the_site_moves() -> None:
    assert urn("019c6000-0000-7000-8000-000000000001") == "urn:uuid:019c6000-0000-7000-8000-000000000001"
    assert urn("m3", "one") != urn("m3", "other")


def test_linked_data_cannot_end_its_script() -> None:
    story = Story(CoverageDetails(headline="</script><script>alert(1)</script><!--"))
    story.publish("one", words("&lt;/script>&lt;!--", heading="</ScRiPt>"))
    update = story.update("one")
    text = jsonld.write(story.coverage, [(update, "</ScRiPt>")], site=SITE)
    assert not set("<>&") & set(text)
    assert json.loads(text)["liveBlogUpdate"][0]["headline"] == "</ScRiPt>"
