"""`onrecord run --workers`: several processes serve one site, and whatever becomes of one of them it goes on."""

import os
import re
import resource
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.acceptance.conftest import Terminal
from tests.running import COMMAND, free_port, is_running, kill_all, workers_of

_T = TypeVar("_T")
_SOON = 90


class Site:
    """A supervisor and its workers, and what they have printed."""

    def __init__(self, terminal: Terminal, *arguments: str, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = terminal.folder / f"server-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(COMMAND), "run", "--port", str(self.port), *arguments],
                cwd=terminal.folder,
                env={**terminal.environment, **settings},
                stdout=log,
                stderr=log,
            )

    @property
    def workers(self) -> list[int]:
        return workers_of(self.process)

    @property
    def said(self) -> str:
        return self.log.read_text()

    def until(self, look: Callable[[], _T | None]) -> _T:
        deadline = time.monotonic() + _SOON
        while not (seen := look()):
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)
        return seen

    def until_it_says(self, words: str, times: int = 1) -> None:
        self.until(lambda: len(re.findall(words, self.said)) >= times)

    def page(self, path: str = "/") -> str | None:
        """What a new connection is answered, None where it is not."""
        try:
            with urllib.request.urlopen(f"{self.url}{path}", timeout=30) as answer:  # noqa: S310 - our own address
                text: str = answer.read().decode()
                return text
        except OSError:
            return None

    def answers(self, connections: int = 12) -> None:
        """Until so many connections in a row, which the kernel spreads over the workers, are answered."""
        self.until(lambda: all(self.page() for _ in range(connections)))


Start = Callable[..., Site]


@pytest.fixture
def run(onrecord: Terminal) -> Iterator[Start]:
    started: list[Site] = []

    def start(*arguments: str, **settings: str) -> Site:
        site = Site(onrecord, *arguments, **settings)
        started.append(site)
        return site

    yield start
    for site in started:
        kill_all(site.process)


def test_each_worker_is_a_process_that_answers(run: Start) -> None:
    site = run("--workers", "3")
    site.answers(30)
    assert len(site.workers) == 3


def test_a_worker_that_is_killed_is_replaced_and_told_of(run: Start) -> None:
    site = run("--workers", "2")
    site.answers()
    first, second = site.workers
    os.kill(first, signal.SIGKILL)
    site.until_it_says(rf"worker \d \(process {first}\) was ended by signal 9 \(SIGKILL\); starting another")
    # Also those connections that the kernel had for the one who died are answered, by its successor.
    site.answers(30)
    assert second in site.workers
    assert len(site.workers) == 2


def test_workers_do_not_outlive_their_supervisor(run: Start) -> None:
    site = run("--workers", "2")
    site.answers()
    workers = site.workers
    site.process.kill()
    site.until(lambda: not any(map(is_running, workers)))
    again = run("--workers", "2", "--port", str(site.port))
    assert again.until(lambda: site.page())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_supervisor_ends_all(run: Start, tmp_path: Path, number: signal.Signals) -> None:
    site = run("--workers", "2", TMPDIR=str(tmp_path))
    site.answers()
    workers = site.workers
    site.process.send_signal(number)
    assert site.process.wait(timeout=_SOON) == 0
    assert not any(map(is_running, workers))
    assert list(tmp_path.glob("onrecord-run-*")) == []
    assert "Traceback" not in site.said
    assert "starting another" not in site.said


def test_a_port_that_others_share_is_refused(run: Start, onrecord: Terminal) -> None:
    site = run("--workers", "2")
    site.answers()
    assert "--port" in onrecord.refuses("run", "--workers", "2", "--port", str(site.port))


def test_what_cannot_be_served_is_refused_once_whatever_the_number_of_workers(onrecord: Terminal) -> None:
    bad = "postgresql://nobody@127.0.0.1:1/nothing"
    refused = onrecord.refuses("run", "--workers", "3", "--port", "0", ONRECORD_DATABASE_URL=bad)
    assert "database" in refused
    assert "ONRECORD_FRONT_DOOR" in onrecord.refuses("run", "--workers", "3", "--port", "0", ONRECORD_FRONT_DOOR="ajar")


def test_workers_that_cannot_be_started_at_all_are_given_up(onrecord: Terminal) -> None:
    settings = onrecord.folder / "settings"
    settings.write_text(f"ONRECORD_LARGE={'x' * 200_000}\n")  # more than a process can be given
    outcome = onrecord("run", "--port", "0", "--workers", "2", "--env-file", str(settings))
    assert outcome.status == 1
    tries = re.findall(r"worker 0 cannot be started \(.+\); trying again", outcome.err)
    assert len(tries) == 4, outcome.err
    assert "no use in trying again" in outcome.err


def test_a_reload_replaces_every_worker_and_reads_the_settings_anew(run: Start, onrecord: Terminal) -> None:
    onrecord.write("onrecord.env", "# nobody may come yet\nONRECORD_ALLOWED_HOSTS=elsewhere.example\n")
    site = run("--workers", "2", "--env-file", "onrecord.env")
    site.answers()
    before = site.workers
    assert site.page("/accounts/login/") is None
    onrecord.write("onrecord.env", "ONRECORD_ALLOWED_HOSTS='127.0.0.1'\n")
    site.process.send_signal(signal.SIGHUP)
    site.until_it_says("onrecord: reloaded")
    assert not set(before) & set(site.workers)
    assert len(site.workers) == 2
    assert all(site.page("/accounts/login/") for _ in range(12))


@pytest.mark.parametrize("broken", ["ONRECORD_FRONT_DOOR=ajar", "no setting at all"])
def test_a_reload_with_broken_settings_leaves_those_who_serve(run: Start, onrecord: Terminal, broken: str) -> None:
    onrecord.write("onrecord.env", "")
    site = run("--workers", "2", "--env-file", "onrecord.env")
    site.answers()
    before = site.workers
    onrecord.write("onrecord.env", broken)
    site.process.send_signal(signal.SIGHUP)
    site.until_it_says("the reload was given up")
    site.answers()
    assert site.workers == before
    # One that dies now is replaced by one with the settings that are known to be good.
    os.kill(before[0], signal.SIGKILL)
    site.until_it_says("starting another")
    site.answers()
    assert len(site.workers) == 2


def test_the_sample_is_played_by_one_worker_and_goes_on_when_that_one_dies(run: Start, onrecord: Terminal) -> None:
    site = run("--workers", "2", "--sample")
    site.until(lambda: (page := site.page("/storm-yarrow")) and page.count("<article") >= 5)

    def names() -> list[str]:
        records = onrecord.does("export", "storm-yarrow").json["records"]
        return [r["facts"]["source_id"] for r in records if r["type"] == "UpdatePublished"]

    for worker in site.workers:
        had = len(names())
        os.kill(worker, signal.SIGKILL)
        site.until(lambda had=had: len(names()) > had)  # type: ignore[misc]
    assert len(names()) == len(set(names()))
    assert "storm-yarrow-2" not in (site.page("/") or "")


def test_a_worker_takes_the_descriptors_that_it_may_have(run: Start) -> None:
    """Each reader is one, and most systems give a process 1,024 unless it asks for more."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, most))
    try:
        site = run()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, most))
    site.answers()
    (worker,) = site.workers
    has, _ = resource.prlimit(worker, resource.RLIMIT_NOFILE)
    assert has == min(most, 65_536)
