"""Live pages of other systems on their way into the log."""

import http.server
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.acceptance.conftest import Terminal, events
from tests.acceptance.pages import SCRAPE, live_page, posts, update
from tests.running import COMMAND

FIRST = [update(n, f"Harbour update {n}", f"What was said on the quay at the {n}th hour.") for n in range(1, 4)]
UPDATE_KEYS = {
    "source_id",
    "heading",
    "published_at",
    "revised_at",
    "contributors",
    "is_key_event",
    "is_pinned",
    "is_retracted",
    "blocks",
}


def test_a_page_becomes_a_coverage(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page(FIRST))
    report = onrecord.does("import", "page.html", "--json").json
    assert (report["slug"], report["published"], report["unchanged"]) == ("harbour-on-alert", 3, 0)
    headings = [
        e["payload"]["content"]["heading"] for e in events(onrecord, report["slug"]) if e["type"] == "UpdatePublished"
    ]
    assert headings == ["Harbour update 1", "Harbour update 2", "Harbour update 3"]


@pytest.mark.parametrize(("name", "page"), [("page.html", live_page(FIRST)), ("page.txt", SCRAPE)])
def test_the_same_source_twice_changes_nothing(onrecord: Terminal, name: str, page: str) -> None:
    onrecord.write(name, page)
    slug = onrecord.does("import", name, "--json").json["slug"]
    before = onrecord.does("export", slug).out
    report = onrecord.does("import", name, "--json").json
    assert (report["slug"], report["published"], report["revised"]) == (slug, 0, 0)
    assert onrecord.does("export", slug).out == before


def test_a_later_version_updates_by_id(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page(FIRST))
    onrecord.does("import", "page.html")
    changed = update(2, "Harbour update 2, corrected", "Another text altogether stands here now.")
    onrecord.write(
        "page.html", live_page([FIRST[0], changed, FIRST[2], update(4, "Harbour update 4", "New on the quay.")])
    )
    report = onrecord.does("import", "page.html", "--json").json
    assert (report["published"], report["revised"], report["unchanged"]) == (1, 1, 2)


def test_a_coverage_that_is_over_at_its_source_is_closed_here_and_can_still_be_brought_up_to_date(
    onrecord: Terminal,
) -> None:
    over = {"url": "https://news.example/live/over", "headline": "Harbour calm", "ended_at": "2026-03-01T20:00:00Z"}
    onrecord.write("page.html", live_page(FIRST, **over))
    slug = onrecord.does("import", "page.html", "--json").json["slug"]
    assert events(onrecord, slug)[-1]["type"] == "CoverageClosed"
    onrecord.write("page.html", live_page([*FIRST, update(4, "Harbour update 4", "One more thing.")], **over))
    assert onrecord.does("import", "page.html", "--json").json["published"] == 1
    assert onrecord.does("import", "page.html", "--json").json["published"] == 0
    assert [event["type"] for event in events(onrecord, slug)][-3:] == [
        "CoverageResumed",
        "UpdatePublished",
        "CoverageClosed",
    ]


def test_what_the_source_has_taken_down_is_not_published(onrecord: Terminal) -> None:
    onrecord.write("posts.json", posts(deleted=2))
    assert "--headline" in onrecord.refuses("import", "posts.json")
    report = onrecord.does("import", "posts.json", "--headline", "Harbour", "--json").json
    assert (report["published"], report["retracted"]) == (2, 0)
    assert b"Harbour post 2" not in onrecord.does("export", report["slug"]).out


def test_what_the_source_takes_down_later_is_retracted_here(onrecord: Terminal) -> None:
    onrecord.write("posts.json", posts())
    onrecord.does("import", "posts.json", "--headline", "Harbour", "--slug", "harbour")
    onrecord.write("posts.json", posts(deleted=2))
    for retracted in (1, 0):
        report = onrecord.does("import", "posts.json", "--headline", "Harbour", "--slug", "harbour", "--json").json
        assert (report["retracted"], report["published"], report["unchanged"]) == (retracted, 0, 2)
    assert [e["type"] for e in events(onrecord, "harbour")][-1] == "UpdateRetracted"


def test_a_page_is_known_again_by_its_address_whatever_its_headline(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page(FIRST))
    onrecord.does("import", "page.html")
    onrecord.write("page.html", live_page(FIRST, headline="Harbour safe again"))
    report = onrecord.does("import", "page.html", "--json").json
    assert (report["slug"], report["published"]) == ("harbour-on-alert", 0)


def test_another_source_does_not_fall_into_a_coverage_of_the_same_slug(onrecord: Terminal, storm: str) -> None:
    onrecord.write("page.html", live_page(FIRST))
    assert "--slug" in onrecord.refuses("import", "page.html", "--slug", storm)
    onrecord.does("import", "page.html")
    onrecord.write("other.html", live_page(FIRST, url="https://other.example/live"))
    assert onrecord.does("import", "other.html", "--json").json["slug"] == "harbour-on-alert-2"
    assert "not imported from this source" in onrecord.refuses("import", "other.html", "--slug", "harbour-on-alert")


def test_headline_language_and_slug_can_be_given(onrecord: Terminal) -> None:
    onrecord.write("page.html", live_page(FIRST))
    onrecord.does("import", "page.html", "--slug", "hafen", "--language", "de", "--headline", "Hafen in Alarm")
    details = events(onrecord, "hafen")[0]["payload"]["details"]
    assert (details["headline"], details["language"]) == ("Hafen in Alarm", "de")


@pytest.mark.parametrize("given", [["--slug", "Not A Slug"], ["--language", "d e"]])
def test_what_cannot_be_is_refused(onrecord: Terminal, given: list[str]) -> None:
    onrecord.write("page.html", live_page(FIRST))
    onrecord.refuses("import", "page.html", *given)


@pytest.mark.parametrize(("name", "page"), [("page.html", live_page(FIRST)), ("page.txt", SCRAPE)])
def test_a_dry_run_reports_what_the_contract_says_and_records_nothing(fresh: Terminal, name: str, page: str) -> None:
    fresh.write(name, page)
    report = fresh.does("import", name, "--dry-run", "--json").json
    keys = {"format", "headline", "kicker", "standfirst", "key_points", "language", "url", "started_at", "ended_at"}
    assert report.keys() == keys | {"warnings", "updates"}
    assert len(report["updates"]) == 3
    assert all(each.keys() == UPDATE_KEYS for each in report["updates"])
    assert not (fresh.folder / "data").exists()


def test_standard_input_is_read_for_a_hyphen(onrecord: Terminal) -> None:
    assert onrecord.does("import", "-", "--json", given=SCRAPE.encode()).json["published"] == 3


def test_warnings_are_printed_on_stderr(onrecord: Terminal) -> None:
    report = onrecord.does("import", "-", "--dry-run", "--json", given=SCRAPE.encode()).json
    told = onrecord.does("import", "-", "--dry-run", given=SCRAPE.encode()).err
    assert told.count("onrecord: ") == len(report["warnings"])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"\x00" * 5000, "empty|binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "PNG"),
        (b"%PDF-1.7 ...........................", "PDF"),
        (b'{"liveBlogUpdate": [1, 2', "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"some": "thing", "that": "nobody knows"}', "JSON"),
        (b"<html><body><p>Nothing to see here</p></body></html>", "."),
        (b'{"onrecord_export":1,"records":[\n{"seq":1', "cut off"),
        (b'{"onrecord_export":9,"records":[]}', "version"),
        (b"Only one line", "."),
    ],
)
def test_what_is_not_understood_is_refused_with_a_reason(fresh: Terminal, content: bytes, reason: str) -> None:
    fresh.write("page", content)
    for dry in ([], ["--dry-run", "--json"]):
        assert re.search(reason, fresh.refuses("import", "page", *dry))
    assert not (fresh.folder / "data").exists()


def test_a_page_cut_off_anywhere_is_read_or_refused(onrecord: Terminal) -> None:
    page = live_page(FIRST)
    for cut in range(10, len(page), len(page) // 7):
        onrecord.write("page.html", page[:cut])
        outcome = onrecord("import", "page.html", "--dry-run", "--json")
        assert outcome.status in (0, 1), outcome.err
        assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    ("source", "reason"), [("nowhere.html", "no file"), (".", "folder"), ("ftp://x.example/", "https://")]
)
def test_what_cannot_be_opened_is_refused(onrecord: Terminal, source: str, reason: str) -> None:
    assert reason in onrecord.refuses("import", source)


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT RUN: root may read every file")
def test_a_file_that_may_not_be_read_is_refused(onrecord: Terminal) -> None:
    (onrecord.folder / onrecord.write("page.html", "x")).chmod(0)
    assert "permission" in onrecord.refuses("import", "page.html")


def test_wrong_usage_exits_with_2(onrecord: Terminal) -> None:
    assert onrecord("import").status == 2
    assert onrecord("import", "a", "b").status == 2


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://169.254.169.254/latest"]
)
def test_an_address_inside_the_house_is_refused(onrecord: Terminal, url: str) -> None:
    assert "not an address of the public internet" in onrecord.refuses("import", url)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        pass


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which it is served."""
    folder = tmp_path / "site"
    folder.mkdir()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_fetched_and_known_again(onrecord: Terminal, site: tuple[Path, str]) -> None:
    folder, url = site
    (folder / "page.html").write_text(live_page(FIRST))
    for published in (3, 0):
        outcome = onrecord.does("import", f"{url}/page.html", "--json", ONRECORD_IMPORT_ALLOW_PRIVATE="yes")
        assert outcome.json["published"] == published
    assert "404" in onrecord.refuses("import", f"{url}/nowhere", ONRECORD_IMPORT_ALLOW_PRIVATE="yes")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["html", "text", "json", "export", "records"])
def test_100_megabytes_are_refused_in_bounded_memory_and_time(onrecord: Terminal, kind: str) -> None:
    record = b'{"seq": 1},\n'
    beginning, piece = {
        "html": (b"<!doctype html><html><body>", b"<p>word</p>\n"),
        "text": (b"A headline\n\n", b"word after word\n"),
        "json": (b'{"liveBlogUpdate": [', b"{},"),
        "export": (b'{"onrecord_export":1,"records":[', b"{},"),
        "records": (b'{"onrecord_export":1,"records":[\n', record),
    }[kind]
    with (onrecord.folder / "huge").open("wb") as file:
        file.write(beginning)
        for _ in range(100):
            file.write(piece * (1024 * 1024 // len(piece)))
    started = time.monotonic()
    process = subprocess.Popen(
        [str(COMMAND), "import", "huge"], cwd=onrecord.folder, env=onrecord.environment, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    error = process.stderr.read().decode()
    process.stderr.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 1, error
    assert error.startswith("onrecord: ")
    assert "Traceback" not in error
    assert usage.ru_maxrss < 400 * 1024, "in KB"
    assert time.monotonic() - started < 30


def test_hostile_words_of_a_page_are_recorded_harmless(onrecord: Terminal) -> None:
    evil = "Rising <script>alert(1)</script><img src=x onerror=alert(2)> \u202e water"
    page = live_page(
        [update(1, evil, f"{evil} <a href='javascript:alert(3)'>x</a>"), *FIRST[1:]], headline="Harbour <svg onload=x>"
    )
    onrecord.write("page.html", page)
    slug = onrecord.does("import", "page.html", "--json").json["slug"]
    for record in events(onrecord, slug):
        for block in (record["payload"].get("content") or {}).get("body", ()):
            html = json.dumps(block, ensure_ascii=False)
            assert "<script" not in html
            assert "<img" not in html
            assert "javascript:" not in html.replace("&", "")
            assert "\u202e" not in html


def test_a_wrong_language_and_an_impossible_time_do_not_keep_a_page_out(onrecord: Terminal) -> None:
    said = [
        {
            "headline": f"Quay {n}",
            "articleBody": f"Words from quay {n}.",
            "datePublished": f"000{n}-01-01T00:00:00+14:00",
        }
        for n in (1, 2)
    ]
    live = {"@type": "LiveBlogPosting", "headline": "Quays", "inLanguage": "en_GB", "liveBlogUpdate": said}
    onrecord.write("page.html", f'<script type="application/ld+json">{json.dumps(live)}</script><h1>Quays</h1>')
    report = onrecord.does("import", "page.html", "--json").json
    assert report["published"] == 2
    assert any("1 times" in warning for warning in report["warnings"])
