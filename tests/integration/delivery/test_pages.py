"""Pages from memory: one body in each coding, an ETag for each, and honest words to caches."""

import gzip
import json

import brotli  # type: ignore[import-untyped] # ships no types
import httpx
import pytest

from onrecord.domain import events as e
from onrecord.domain.ids import UpdateId
from tests.page_model import PageModel
from tests.serving import Site, Story

PAGE_CACHE = "public, max-age=1, stale-while-revalidate=10"


@pytest.fixture
def long_story(site: Site, story: Story) -> Story:
    """A coverage with three older pages."""
    story.publish_many(130)
    site.wait_for(story)
    return story


@pytest.fixture
def paths(long_story: Story) -> list[str]:
    base = f"/{long_story.slug}"
    changes = [f"{base}/changes/latest", f"{base}/changes/0/0"]
    return ["/", base, f"{base}/page/1", f"{base}/u/m3", f"{base}.json", *changes]


def raw(site: Site, path: str, accept: str, method: str = "GET") -> tuple[httpx.Response, bytes]:
    """The reply, and its bytes as they came."""
    with site.client.stream(method, path, headers={"accept-encoding": accept}) as response:
        return response, b"".join(response.iter_raw())


def test_all_codings_carry_the_same_body(site: Site, paths: list[str]) -> None:
    for path in paths:
        _, identity = raw(site, path, "identity")
        packed, gzipped = raw(site, path, "gzip")
        brotlied, in_brotli = raw(site, path, "gzip, br")
        assert packed.headers["content-encoding"] == "gzip"
        assert brotlied.headers["content-encoding"] == "br"
        assert gzip.decompress(gzipped) == identity
        assert brotli.decompress(in_brotli) == identity


def test_each_coding_has_an_etag_of_its_own_and_says_that_it_varies(site: Site, paths: list[str]) -> None:
    for path in paths:
        replies = [raw(site, path, accept)[0] for accept in ("identity", "gzip", "br")]
        assert len({reply.headers["etag"] for reply in replies}) == 3
        assert {reply.headers["vary"] for reply in replies} == {"Accept-Encoding"}


def test_who_has_these_very_bytes_is_told_so(site: Site, paths: list[str]) -> None:
    for path in paths:
        etag = site.get(path).headers["etag"]
        for condition in (etag, f"W/{etag}", f'"other", {etag}', "*"):
            again = site.get(path, If_None_Match=condition)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
            assert "cache-control" in again.headers
        assert site.get(path, If_None_Match='"other"').status_code == 200


def test_head_has_the_headers_of_get_and_no_body(site: Site, paths: list[str]) -> None:
    for path in paths:
        got, _ = raw(site, path, "br")
        headed, body = raw(site, path, "br", "HEAD")
        assert body == b""
        names = ("content-length", "etag", "content-type", "cache-control", "content-encoding")
        assert [headed.headers[name] for name in names] == [got.headers[name] for name in names]


def test_caches_are_told_what_the_documents_say(site: Site, long_story: Story) -> None:
    base = f"/{long_story.slug}"
    for path in ("/", base, f"{base}/page/1", f"{base}/u/m3", f"{base}.json"):
        assert site.get(path).headers["cache-control"] == PAGE_CACHE
    assert site.get(f"{base}/changes/latest").headers["cache-control"] == "public, max-age=1"
    assert site.get(f"{base}/changes/0/0").headers["cache-control"] == "public, max-age=600, immutable"


def test_a_page_shows_the_head_it_names(site: Site, story: Story) -> None:
    for number in range(5):
        story.publish(f"n{number}")
        site.wait_for(story)
        page = PageModel.load(site.get(f"/{story.slug}").content)
        assert page.head == story.head
        assert f"u-n{number}" in page.updates


def test_every_update_is_on_one_page(site: Site, long_story: Story) -> None:
    paths = [f"/{long_story.slug}{page}" for page in ("", "/page/3", "/page/2", "/page/1")]
    pages = [PageModel.load(site.get(path).content) for path in paths]
    shown = [name for page in pages for name, *_ in page.shown(0)]
    assert shown == [f"u-m{number}" for number in reversed(range(130))]


def test_a_held_update_has_a_page_without_its_words(site: Site, story: Story) -> None:
    story.publish("doubtful", "Zanzibarbuckle")
    story.do(e.UpdateHeld(update_id=UpdateId("doubtful")))
    site.wait_for(story)
    reply = site.get(f"/{story.slug}/u/doubtful")
    assert reply.status_code == 200
    assert "Zanzibarbuckle" not in reply.text


def test_a_coverage_as_json_holds_what_readers_see(site: Site, story: Story) -> None:
    story.publish("one", "Ferries <b>stay</b> in.")
    story.publish("two")
    story.publish("three")
    story.do(e.UpdateHeld(update_id=UpdateId("two")))
    story.do(e.UpdateRetracted(update_id=UpdateId("three"), reason="Not so."))
    site.wait_for(story)
    coverage = json.loads(site.get(f"/{story.slug}.json").content)
    assert coverage["headline"] == "Harbour closed"
    assert [update["id"] for update in coverage["updates"]] == ["one", "three"]
    assert coverage["updates"][0]["body"] == [{"type": "text", "html": "Ferries <b>stay</b> in."}]
    assert coverage["updates"][1]["withdrawal"]["reason"] == "Not so."
    assert "body" not in coverage["updates"][1]


@pytest.mark.parametrize(
    "path",
    [
        *("/nobody", "/nobody/stream", "/nobody.json", "/search", "/Harbour", "//harbour", "/harbour/x"),
        *("/harbour/page/1", "/harbour/page/0", "/harbour/u/none", "/harbour/u/" + "%F0%9F%92%A5" * 40),
        *("/harbour/changes/0/0", "/harbour/changes/1/0", "/harbour/changes/0/99999999999", "/harbour/changes/x/0"),
        *("/harbour/changes/0/-1", "/assets/", "/assets/manifest.json"),
        *("/assets/../pages.py", "/assets/%2e%2e/pages.py", "/%00", "/" + "a" * 3000),
    ],
)
@pytest.mark.usefixtures("story")
def test_where_there_is_nothing_the_answer_is_not_found(site: Site, path: str) -> None:
    with site.reader(path) as reader:
        assert reader.status == 404


def test_other_methods_are_refused_by_name(site: Site, story: Story) -> None:
    for path in ("/", f"/{story.slug}", f"/{story.slug}/stream", "/nobody"):
        reply = site.client.post(path, content=b"x")
        assert (reply.status_code, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_browser_that_asks_first_may_read_from_another_site(site: Site, story: Story) -> None:
    reply = site.client.options(f"/{story.slug}/stream", headers={"origin": "https://example.org"})
    assert reply.status_code == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "last-event-id" in reply.headers["access-control-allow-headers"].lower()


def test_pages_run_nothing_but_our_own(site: Site, story: Story) -> None:
    for path in ("/", f"/{story.slug}", "/nobody"):
        headers = site.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "referrer-policy" in headers


def test_an_address_with_a_slash_too_many_leads_to_the_one_without(site: Site, story: Story) -> None:
    reply = site.get(f"/{story.slug}/")
    assert (reply.status_code, reply.headers["location"]) == (308, f"/{story.slug}")


def test_the_small_files_that_everybody_asks_for_are_there(site: Site) -> None:
    assert site.get("/robots.txt").status_code == 200
    assert site.get("/favicon.ico").status_code == 200
    assert site.get("/healthz").text == "ok\n"
