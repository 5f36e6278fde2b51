"""What readers and the desk get through nginx with the documented configuration, from two nodes on one PostgreSQL."""

import re
import subprocess

import pytest

from tests.integration.deployment.conftest import Site
from tests.nginx import next_event

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


def _head(answer: str) -> str:
    return answer.partition("\r\n\r\n")[0].lower()


def test_a_page_comes_over_http_2_and_the_second_time_out_of_the_cache(site: Site) -> None:
    site.journalist.open("harbour")
    first = site.proxy.get("/harbour", "--compressed")
    second = site.proxy.get("/harbour", "--compressed")
    assert first.startswith("HTTP/2 200")
    assert "x-cache: miss" in _head(first)
    assert re.search("x-cache: (hit|stale|updating|expired|revalidated)", _head(second))
    assert "Harbour on alert" in second


def test_a_question_behind_the_address_does_not_lead_round_the_cache(site: Site) -> None:
    site.journalist.open("asked")
    site.proxy.get("/asked?1")
    heads = [_head(site.proxy.get(f"/asked?{number}")) for number in range(2, 6)]
    assert not any("x-cache: miss" in head for head in heads)


def test_an_embed_is_found_by_what_is_asked(site: Site) -> None:
    for slug in ("framed", "another"):
        site.journalist.open(slug)
        answer = site.proxy.get(f"/oembed?url=https://live.example.org/{slug}")
        assert f"/{slug}/embed" in answer


def test_each_coding_is_a_copy_of_its_own_in_the_cache(site: Site) -> None:
    site.journalist.open("codings")
    codings = {}
    for asked in ("gzip, deflate, br, zstd", "gzip", "identity"):
        for _ in range(2):
            answer = site.proxy.get("/codings", "--header", f"Accept-Encoding: {asked}", "--output", "-", "--head")
        found = re.search(r"content-encoding: (\w+)", _head(answer))
        codings[asked] = found and found[1]
    assert codings == {"gzip, deflate, br, zstd": "br", "gzip": "gzip", "identity": None}


def test_a_stream_passes_at_once_what_is_published_through_either_node(site: Site) -> None:
    story = site.journalist.open("passing")
    command = site.proxy.command("/passing/stream", "--no-buffer", "--max-time", "120")
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    try:
        for reader in readers:
            assert reader.stdout is not None
            next_event(reader.stdout, "beat")
        story.publish("Ferries stay in")
        for reader in readers:
            assert reader.stdout is not None
            assert "Ferries stay in" in next_event(reader.stdout, "change")
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
            assert reader.stdout is not None
            reader.stdout.close()


def test_a_node_that_dies_is_passed_over(site: Site) -> None:
    story = site.journalist.open("dying")
    site.nodes[0].kill()
    story.publish("Ferries stay in")
    for path in (
        "/dying",
        "/dying.json",
        "/dying/embed",
        "/dying/feed.atom",
        "/dying/feed.rss",
        "/dying/changes/latest",
    ):
        answer = site.proxy.get(path)
        assert answer.startswith("HTTP/2 200")
        assert "Ferries stay in" in answer
    command = site.proxy.command("/dying/stream?after=1", "--no-buffer", "--max-time", "60")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        assert "Ferries stay in" in next_event(reader.stdout, "change")
        reader.kill()


def test_the_last_good_page_is_served_while_no_node_answers(site: Site) -> None:
    site.journalist.open("last-good")
    site.proxy.get("/last-good")
    for node in site.nodes:
        node.kill()
    answer = site.proxy.get("/last-good")
    assert answer.startswith("HTTP/2 200")
    assert "x-cache: stale" in _head(answer) or "x-cache: updating" in _head(answer) or "x-cache: hit" in _head(answer)


def test_the_desk_is_never_cached_and_its_cookies_are_for_tls_alone(site: Site) -> None:
    for _ in range(2):
        answer = site.proxy.get("/accounts/login/")
        assert answer.startswith("HTTP/2 200")
        assert "x-cache" not in _head(answer)
        cookies = [line for line in _head(answer).splitlines() if line.startswith("set-cookie")]
        assert cookies
        assert all("secure" in cookie for cookie in cookies)


def test_the_clear_address_leads_to_the_secure_one_and_operators_pages_are_closed(site: Site) -> None:
    configuration = (site.proxy.folder / "site.conf").read_text()
    found = re.search(r"listen 127\.0\.0\.1:(\d+);", configuration)
    assert found is not None
    asked = ["curl", "-sS", "--include", "--header", "Host: live.example.org", f"http://127.0.0.1:{found[1]}/harbour"]
    answer = subprocess.run(asked, capture_output=True, check=True, timeout=60, text=True).stdout
    assert "location: https://live.example.org/harbour" in answer.lower()
    assert re.search(
        r"location ~ \^/\(\?:metrics\|healthz\|readyz\)\$ \{\s+allow 127\.0\.0\.1;.*\s+deny all;", configuration
    )
