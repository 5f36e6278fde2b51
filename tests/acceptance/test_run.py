"""The whole site, started as an operator starts it."""

import json
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from tests.acceptance.conftest import Terminal
from tests.running import COMMAND, kill_all

_SOON = 60.0
_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Site:
    """A server, and what it has printed."""

    process: subprocess.Popen[bytes]
    log: Path

    def printed(self, pattern: str) -> str:
        """The first group of the pattern, once the server has printed it."""
        return _eventually(lambda: re.search(pattern, self.log.read_text()), self.log)[1]

    @property
    def url(self) -> str:
        return self.printed(r"On Record is at (\S+)")

    def page(self, path: str) -> str:
        def fetched() -> str | None:
            try:
                with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:  # noqa: S310 - our own address
                    text: str = answer.read().decode()
                    return text
            except OSError:
                return None

        return _eventually(fetched, self.log)


def _eventually(look: Callable[[], _T | None], log: Path) -> _T:
    deadline = time.monotonic() + _SOON
    while (seen := look()) is None:
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
    return seen


@pytest.fixture
def run(onrecord: Terminal) -> Iterator[Callable[..., Site]]:
    """Starts `onrecord run` on a free port; all are killed in the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> Site:
        log = onrecord.folder / f"server-{len(started)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [str(COMMAND), "run", "--port", "0", *arguments],
                cwd=onrecord.folder,
                env=onrecord.environment,
                stdout=file,
                stderr=file,
            )
        started.append(process)
        return Site(process=process, log=log)

    yield start
    for process in started:
        kill_all(process)


def _updates(site: Site, slug: str = "storm-yarrow") -> int:
    return site.page(f"/{slug}").count("<article")


def test_with_the_sample_a_story_is_on_the_page_and_goes_on(run: Callable[..., Site], onrecord: Terminal) -> None:
    site = run("--sample")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/accounts/link/[\w-]{20,}", site.printed(r"Sign in as owner.*: (\S+)"))
    assert site.printed(r"The sample coverage: (\S+)") == f"{site.url}/storm-yarrow"
    _eventually(lambda: _updates(site) >= 14 or None, site.log)
    assert [account["name"] for account in onrecord.does("user", "list", "--json").json] == ["owner"]
    before = json.loads(onrecord.does("export", "storm-yarrow").out)["records"][-1]["seq"]

    def gone_on() -> bool | None:
        return json.loads(onrecord.does("export", "storm-yarrow").out)["records"][-1]["seq"] > before or None

    _eventually(gone_on, site.log)


def test_after_a_kill_the_sample_goes_on_in_the_same_coverage(run: Callable[..., Site], onrecord: Terminal) -> None:
    first = run("--sample")
    _eventually(lambda: _updates(first) >= 5 or None, first.log)
    kill_all(first.process)
    second = run("--sample")
    _eventually(lambda: _updates(second) >= 14 or None, second.log)
    records = onrecord.does("export", "storm-yarrow").json["records"]
    names = [r["facts"]["source_id"] for r in records if r["type"] == "UpdatePublished"]
    assert len(names) == len(set(names))
    assert "storm-yarrow-2" not in second.page("/")


def test_without_the_sample_there_is_neither_a_story_nor_an_account(
    run: Callable[..., Site], onrecord: Terminal
) -> None:
    site = run("--no-sample")
    assert "onrecord user add" in site.printed("(There is no account.*)")
    site.page("/")
    assert onrecord.does("user", "list", "--json").json == []


def test_what_is_published_from_another_process_is_on_the_page(
    run: Callable[..., Site], onrecord: Terminal, storm: str
) -> None:
    site = run()
    onrecord.does("publish", storm, "--heading", "No ship may leave the harbour")
    _eventually(lambda: "No ship may leave the harbour" in site.page(f"/{storm}") or None, site.log)


def test_a_taken_port_is_refused(onrecord: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert "--port" in onrecord.refuses("run", "--port", str(port))


def test_a_host_that_is_not_here_is_refused(onrecord: Terminal) -> None:
    assert "--host" in onrecord.refuses("run", "--host", "192.0.2.1", "--port", "0")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly(run: Callable[..., Site], number: signal.Signals) -> None:
    site = run("--sample")
    site.page("/")
    site.process.send_signal(number)
    assert site.process.wait(timeout=30) in (0, 128 + number, -number)
    assert "Traceback" not in site.log.read_text()


def test_without_a_public_address_pages_and_feeds_name_the_one_where_it_listens(
    run: Callable[..., Site], storm: str
) -> None:
    site = run()
    assert f'<link rel="canonical" href="{site.url}/{storm}">' in site.page(f"/{storm}")
    assert f"<link>{site.url}/{storm}</link>" in site.page(f"/{storm}/feed.rss")
