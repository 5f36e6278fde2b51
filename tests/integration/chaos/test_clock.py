"""The clock is set back an hour while the site is at work: nobody loses anything, and nothing stands still."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.chaos.recorded import recorded
from tests.integration.chaos.conftest import Editor
from tests.running import Journalist, Server, Story, workers_of
from tests.serving import RawReader
from tests.steadfast import SteadfastReaders, SteadfastWriter, wait_until

pytestmark = pytest.mark.slow
_LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")
_HOUR = 3600
# Long enough for a busy machine to be told of it.
_SOON = timedelta(seconds=5)


class Clock:
    """The clock of those whose environment has its settings; it tells the right time until it is set."""

    def __init__(self, file: Path, library: Path) -> None:
        self._file = file
        self._ahead = 0
        # What has been waited for goes by the monotonic clock, which no machine sets back.
        self.settings = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set_ahead(0)

    def set_ahead(self, seconds: int) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{seconds:+d}\n")
        fresh.replace(self._file)
        self._ahead = seconds

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    found = [path for pattern in _LIBRARIES for path in Path("/").glob(pattern[1:])]
    if not found:
        pytest.skip("NOT RUN: there is no libfaketime here (Debian: apt-get install faketime)")
    return Clock(tmp_path / "clock", found[0])


@pytest.fixture
def server(tmp_path: Path, clock: Clock) -> Iterator[Server]:
    data = tmp_path / "data"
    data.mkdir()
    server = Server(data, "--workers", "2", ONRECORD_SECRET_KEY="k" * 50, **clock.settings)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def story(server: Server) -> Iterator[Story]:
    journalist = Journalist(server.environment)
    yield journalist.open("harbour")
    journalist.leave()


@pytest.fixture
def editor(server: Server, editor_of: Editor) -> httpx.Client:
    return editor_of(server)


def _until(look: Callable[[], bool], what: str) -> None:
    wait_until(look, 120, lambda: what)


def _schedule(editor: httpx.Client, slug: str, update_id: str, clock: Clock) -> None:
    kept = editor.put(f"/api/v1/coverages/{slug}/drafts/{update_id}", json={"content": {"heading": "At its moment"}})
    path = f"/api/v1/coverages/{slug}/queue/{kept.raise_for_status().json()['number']}/schedule"
    answer = editor.post(path, json={"publish_at": (clock.now() + _SOON).isoformat()})
    assert answer.status_code < 300, answer.text


def test_a_clock_that_is_set_back_an_hour_disturbs_nobody(
    server: Server, clock: Clock, story: Story, editor: httpx.Client
) -> None:
    page = f"/{story.slug}"
    readers = SteadfastReaders([("127.0.0.1", server.port)], f"{page}/stream", 30)
    writer = SteadfastWriter(story, pause=0.1)
    writer.wait_for(5)
    _schedule(editor, story.slug, "before", clock)
    _until(lambda: "u-before" in editor.get(page).text, "what was scheduled is not published")
    resumed, etag = readers.resumed, editor.get(page).headers["etag"]

    clock.set_ahead(-_HOUR)
    with RawReader(server.port, f"{page}/stream") as quiet:
        # The moment of the first comes once more within the hour, and it does not fire again.
        _schedule(editor, story.slug, "after", clock)
        _until(lambda: "u-after" in editor.get(page).text, "what was scheduled is not published")
        writer.wait_for(10)
        writer.end()
        story.publish("The last one")
        events = recorded(f"sqlite:///{server.data}/onrecord.sqlite3", story.slug)
        readers.wait_for(len(events))
        assert readers.resumed == resumed, "a stream was cut"
        heard = [quiet.next()]
        # A stream begins with a beat; with another, meanwhile or afterwards, a line shows that it lives.
        while heard[-1].last_event_id != str(len(events)) or [each.type for each in heard].count("beat") < 2:
            heard.append(quiet.next())
    readers.end()
    scheduled = [event.update_id for event in events if event.update_id in ("before", "after")]
    assert scheduled == ["before", "after"]

    # Copies that stand are not sent again, others are; closed segments are there; a token still opens the desk's door.
    now = editor.get(page)
    assert now.headers["etag"] != etag
    assert editor.get(page, headers={"If-None-Match": now.headers["etag"]}).status_code == 304
    latest = editor.get(f"{page}/changes/latest").json()
    assert latest["head"] == len(events)
    closed = [editor.get(f"{page}/changes/{latest['generation']}/{each}").json() for each in range(latest["segment"])]
    frames = [frame["seq"] for segment in (*closed, latest) for frame in segment["frames"]]
    assert frames == list(range(1, len(events) + 1))
    assert editor.get("/readyz").status_code == 200
    assert editor.get("/api/v1/coverages").status_code == 200


def _workers_in(editor: httpx.Client) -> list[str]:
    """The workers in whose name there are figures: a number may be there twice, for one who has ended."""
    lines = editor.get("/metrics").text.splitlines()
    return sorted(line.partition('worker="')[2][0] for line in lines if line.startswith("onrecord_process_start"))


def test_figures_of_a_worker_that_has_ended_do_not_outlive_it_by_an_hour(
    server: Server, clock: Clock, editor: httpx.Client
) -> None:
    process = server.process
    assert process is not None
    clock.set_ahead(-_HOUR)
    killed = workers_of(process)[0]
    os.kill(killed, signal.SIGKILL)
    _until(lambda: killed not in workers_of(process) and _workers_in(editor) == ["0", "1"], "the dead are counted")
