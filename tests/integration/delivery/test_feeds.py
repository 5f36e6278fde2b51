"""Feeds, embeds and what a page's head says: of the same pieces as the page, at the same time, from memory."""

import gzip
import html
import json
from urllib.parse import quote

import brotli  # type: ignore[import-untyped] # ships no types
import feedparser  # type: ignore[import-untyped] # ships no types
import pytest
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from onrecord.domain import events as e
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from tests.serving import SITE, Site, Story

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("feed.rss", "feed.atom", "feed.json")
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


def titles(site: Site, path: str) -> list[str]:
    """The titles in an Atom feed, in its order."""
    feed = etree.fromstring(site.get(path).content)
    return [title.text or "" for title in feed.iterfind(f"{ATOM}entry/{ATOM}title")]


@pytest.fixture
def long_story(site: Site, story: Story) -> Story:
    """A coverage with one older page."""
    for number in range(75):
        story.publish(f"n{number}")
    site.wait_for(story)
    return story


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_says_what_it_is_and_anybody_may_read_it(site: Site, story: Story, name: str) -> None:
    story.publish("one")
    site.wait_for(story)
    reply = site.get(f"/{story.slug}/{name}")
    assert reply.headers["content-type"].split(";")[0] == TYPES[name.split(".")[1]]
    assert reply.headers["cache-control"] == "public, max-age=30, stale-while-revalidate=30"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", [*FEEDS, "embed"])
def test_every_coding_of_a_feed_has_the_same_body_and_an_etag_of_its_own(site: Site, story: Story, name: str) -> None:
    story.publish("one", "Ferries stay in. " * 30)
    site.wait_for(story)
    bodies, etags = set(), set()
    for coding in ("identity", "gzip", "br"):
        with site.client.stream("GET", f"/{story.slug}/{name}", headers={"accept-encoding": coding}) as reply:
            raw = b"".join(reply.iter_raw())
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(coding, bytes)
        bodies.add(unpack(raw))
        etags.add(reply.headers["etag"])
        again = site.get(f"/{story.slug}/{name}", If_None_Match=reply.headers["etag"], Accept_Encoding=coding)
        assert (again.status_code, again.content) == (304, b"")
    assert (len(bodies), len(etags)) == (1, 3)


def test_a_feed_and_its_older_pages_hold_every_update_once(site: Site, long_story: Story) -> None:
    base = f"/{long_story.slug}"
    found = [*titles(site, f"{base}/feed.atom"), *titles(site, f"{base}/page/1/feed.atom")]
    assert found == [f"Report n{number}" for number in reversed(range(75))]
    assert site.get(f"{base}/page/2/feed.atom").status_code == 404


def test_an_older_update_that_was_corrected_comes_again(site: Site, long_story: Story) -> None:
    revised = UpdateContent(heading="Ten boats")
    kind = e.RevisionKind.CORRECTION
    long_story.do(
        e.UpdateRevised(update_id=UpdateId("n3"), revision=2, revision_kind=kind, content=revised, note="Not twelve.")
    )
    site.wait_for(long_story)
    assert titles(site, f"/{long_story.slug}/feed.atom")[-1] == "Ten boats"
    assert "Not twelve." in site.get(f"/{long_story.slug}/feed.rss").text


def test_an_older_update_that_was_withdrawn_is_said_to_be(site: Site, long_story: Story) -> None:
    long_story.do(e.UpdateRetracted(update_id=UpdateId("n3"), reason="It was not so."))
    site.wait_for(long_story)
    for name in FEEDS:
        text = site.get(f"/{long_story.slug}/{name}").text
        assert "It was not so." in text
        assert "Report n3<" not in html.unescape(text)


def test_an_older_update_that_was_only_flagged_does_not_come_again(site: Site, long_story: Story) -> None:
    long_story.do(e.UpdateFlagged(update_id=UpdateId("n3")))
    site.wait_for(long_story)
    assert len(titles(site, f"/{long_story.slug}/feed.atom")) == 45


def test_a_feed_that_a_parser_reads_leads_to_pages_that_are_there(site: Site, long_story: Story) -> None:
    for name in ("feed.rss", "feed.atom"):
        feed = feedparser.parse(site.get(f"/{long_story.slug}/{name}").content)
        assert not feed.bozo
        assert len(feed.entries) == 45
        for link in {feed.entries[0].link, *(link.href for link in feed.feed.links)}:
            assert link.startswith(f"{SITE}/")
            assert site.get(link.removeprefix(SITE)).status_code == 200


def test_the_pages_of_a_json_feed_follow_one_another(site: Site, long_story: Story) -> None:
    address: str | None = f"{SITE}/{long_story.slug}/feed.json"
    found: list[str] = []
    while address is not None:
        page = json.loads(site.get(address.removeprefix(SITE)).content)
        assert page["feed_url"] == address
        found += [item["title"] for item in page["items"]]
        address = page.get("next_url")
    assert found == [f"Report n{number}" for number in reversed(range(75))]


def test_a_page_leads_to_its_feeds_and_says_where_it_belongs(site: Site, story: Story) -> None:
    story.publish("one")
    site.wait_for(story)
    head = LexborHTMLParser(site.get(f"/{story.slug}").content)
    links = {node.attributes["type"]: node.attributes["href"] or "" for node in head.css("link[rel=alternate]")}
    assert set(links) == {*TYPES.values(), "application/json", "application/json+oembed"}
    for link in links.values():
        assert site.get(link.removeprefix(SITE)).status_code == 200
    canonical = head.css_first("link[rel=canonical]")
    assert canonical is not None
    assert canonical.attributes["href"] == f"{SITE}/{story.slug}"


def test_the_linked_data_of_a_page_is_of_the_newest_updates_that_stand(site: Site, story: Story) -> None:
    for number in range(14):
        story.publish(f"n{number}")
    story.do(e.UpdateRetracted(update_id=UpdateId("n12"), reason="It was not so."))
    site.wait_for(story)
    (script,) = LexborHTMLParser(site.get(f"/{story.slug}").content).css('script[type="application/ld+json"]')
    posting = json.loads(script.text())
    assert posting["@type"] == "LiveBlogPosting"
    expected = [f"Report n{number}" for number in (13, 11, 10, 9, 8, 7, 6, 5, 4, 3)]
    assert [update["headline"] for update in posting["liveBlogUpdate"]] == expected


def test_an_embed_may_stand_in_a_frame_anywhere_and_a_page_may_not(site: Site, story: Story) -> None:
    story.publish("one")
    site.wait_for(story)
    embed = site.get(f"/{story.slug}/embed")
    assert "frame-ancestors *" in embed.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in site.get(f"/{story.slug}").headers["content-security-policy"]
    assert "unsafe" not in embed.headers["content-security-policy"]
    assert "set-cookie" not in embed.headers
    assert "x-frame-options" not in embed.headers


def test_an_embed_holds_the_ten_newest_updates(site: Site, long_story: Story) -> None:
    tree = LexborHTMLParser(site.get(f"/{long_story.slug}/embed").content)
    found = [node.attributes["id"] for node in tree.css("#updates > article")]
    assert found == [f"u-n{number}" for number in range(74, 64, -1)]


def test_an_address_is_exchanged_for_a_frame(site: Site, story: Story) -> None:
    address = quote(f"{SITE}/{story.slug}", safe="")
    reply = site.get(f"/oembed?url={address}&maxwidth=400&format=json")
    told = json.loads(reply.content)
    assert (told["type"], told["version"], told["width"], told["title"]) == ("rich", "1.0", 400, "Harbour closed")
    frame = LexborHTMLParser(told["html"]).css_first("iframe")
    assert frame is not None
    assert frame.attributes["src"] == f"{SITE}/{story.slug}/embed"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?url=",
        "?url=https://elsewhere.example/harbour",
        "?url=https://live.example/nobody",
        "?url=https://live.example/desk/",
        "?url=https://live.example@elsewhere.example/harbour",
        "?url=javascript:alert(1)",
        "?url=https://[live",
        "?url=%ff",
        "?" + "&".join(["url=https://live.example/harbour"] * 30),
        "?url=" + "a" * 5000,
    ],
)
@pytest.mark.usefixtures("story")
def test_what_is_no_address_of_ours_is_not_exchanged(site: Site, query: str) -> None:
    assert site.get(f"/oembed{query}").status_code == 404


def test_no_other_format_is_offered(site: Site, story: Story) -> None:
    address = quote(f"{SITE}/{story.slug}", safe="")
    assert site.get(f"/oembed?url={address}&format=xml").status_code == 501


def test_no_reply_repeats_the_host_that_a_request_names(site: Site, story: Story) -> None:
    story.publish("one")
    site.wait_for(story)
    for path in ("", "/embed", *(f"/{name}" for name in FEEDS)):
        reply = site.get(f"/{story.slug}{path}", Host="evil.example", X_Forwarded_Host="evil.example")
        assert "evil.example" not in reply.text
