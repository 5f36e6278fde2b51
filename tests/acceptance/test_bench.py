"""The load tool, against a real server of ours and against somebody else's."""

import json
import shlex
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord.cli.bench.crowds import QUIET_SECONDS
from tests.acceptance.conftest import Terminal
from tests.running import COMMAND, Server, workers_of
from tests.sse_server import SseServer, certificate

_FEW = ("--readers", "60", "--processes", "2", "--events", "3", "--every", "0.2s", "--json")
_LISTEN = ("--readers", "20", "--processes", "2", "--for", "2s", "--json")


@pytest.fixture
def site(onrecord: Terminal) -> Iterator[Server]:
    """A running server on the terminal's own database."""
    server = Server(onrecord.folder / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def foreign() -> Iterator[Callable[..., SseServer]]:
    """Starts event streams of another make; all end with the test."""
    started: list[SseServer] = []

    def start(**conduct: Any) -> SseServer:
        server = SseServer(**conduct)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


def test_a_crowd_has_everything_once(onrecord: Terminal, site: Server) -> None:
    assert site.process is not None
    report = onrecord.does("bench", site.url, *_FEW).json
    assert report["ok"]
    assert report["readers"] == {"streams": 60, "stalled": 0, "polling": 0, "opened": 60}
    streams = report["streams"]
    assert (streams["events"], streams["deliveries"], streams["missing"], streams["doubled"]) == (3, 180, 0, 0)
    assert streams["measured_from"] == "publishing"
    assert 0 < streams["delivery_ms"]["p50"] <= streams["delivery_ms"]["max"]
    assert report["server"]["pids"] == [site.process.pid, *workers_of(site.process)]
    assert report["server"]["cpu_us_per_delivery"] > 0
    assert report["refused"] == {}


def test_those_who_poll_who_come_and_go_and_who_stall_are_counted_apart(onrecord: Terminal, site: Server) -> None:
    mixed = ("--polling", "20", "--stalled", "25", "--churn", "20")
    report = onrecord.does("bench", site.url, *_FEW, *mixed).json
    assert report["readers"] == {"streams": 45, "stalled": 15, "polling": 20, "opened": 80}
    assert report["streams"]["missing"] == report["streams"]["doubled"] == 0
    assert report["polling"]["deliveries"] == 60
    assert report["polling"]["missing"] == report["polling"]["doubled"] == 0
    assert report["came_and_went"] > 0


def test_it_publishes_through_the_api_with_a_token(onrecord: Terminal, site: Server) -> None:
    program = (
        "import django; django.setup();"
        "from django.contrib.auth.models import User;"
        "from onrecord.newsroom.tokens import TokenScope, make_token;"
        "made = make_token(User.objects.create_superuser('ida'), 'bench', TokenScope);"
        "print(made[1])"
    )
    settings = {**onrecord.environment, "DJANGO_SETTINGS_MODULE": "onrecord.site.settings"}
    python = COMMAND.parent / "python"
    made = subprocess.run([str(python), "-c", program], env=settings, capture_output=True, check=True, text=True)
    token = onrecord.write("token", made.stdout)
    elsewhere = str(onrecord.folder / "elsewhere")
    report = onrecord.does("bench", site.url, *_FEW, "--token-file", token, ONRECORD_DATA=elsewhere).json
    assert (report["streams"]["deliveries"], report["streams"]["missing"]) == (180, 0)


def test_into_a_coverage_that_is_named_it_publishes_only_when_told_to(
    onrecord: Terminal, site: Server, storm: str
) -> None:
    url = f"{site.url}/{storm}/stream"
    heard = onrecord.does("bench", url, "--readers", "5", "--for", "1s", "--json").json
    assert heard["streams"]["events"] == 0
    told = onrecord.does("bench", url, *_FEW).json
    assert (told["url"], told["streams"]["events"]) == (url, 3)


def test_readers_come_back_to_a_server_that_is_killed_and_lack_nothing(onrecord: Terminal, site: Server) -> None:
    patient = ("--events", "8", "--every", "0.5s", "--patience", "60s")
    command = [str(COMMAND), "bench", site.url, "--readers", "40", "--json", *patient]
    with subprocess.Popen(
        command, env=onrecord.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as bench:
        _wait_for_updates(onrecord, 2)
        site.kill()
        _wait_for_updates(onrecord, 8)
        # Nothing has come to anybody for longer than makes an end of it where all are there.
        time.sleep(QUIET_SECONDS + 1)
        site.start()
        out, err = bench.communicate(timeout=120)
    assert bench.returncode == 0, (out, err)
    report = json.loads(out)
    assert report["cut"] == report["came_back"] == 40
    assert report["streams"]["deliveries"] == 320


def test_another_servers_stream_is_heard(onrecord: Terminal, foreign: Callable[..., SseServer]) -> None:
    report = onrecord.does("bench", foreign().url, *_LISTEN).json
    assert report["streams"]["events"] > 2
    assert report["streams"]["missing"] == report["streams"]["doubled"] == 0
    assert report["streams"]["measured_from"] == "the time in the event"


def test_without_a_time_in_it_an_event_is_measured_from_its_first_reader(
    onrecord: Terminal, foreign: Callable[..., SseServer]
) -> None:
    report = onrecord.does("bench", foreign(has_time=False).url, *_LISTEN).json
    assert report["streams"]["measured_from"] == "the first reader who had it"


def test_what_a_server_loses_is_found(onrecord: Terminal, foreign: Callable[..., SseServer]) -> None:
    outcome = onrecord("bench", foreign(loses=7).url, *_LISTEN)
    assert outcome.status == 1
    streams = outcome.json["streams"]
    assert abs(streams["missing"] - streams["events"] / 2) < 1  # one reader's, every second one
    assert not outcome.json["ok"]


def test_what_a_server_says_twice_is_found(onrecord: Terminal, foreign: Callable[..., SseServer]) -> None:
    outcome = onrecord("bench", foreign(doubles=7).url, *_LISTEN)
    assert outcome.status == 1
    assert outcome.json["streams"]["doubled"] >= outcome.json["streams"]["events"] > 2
    assert outcome.json["streams"]["missing"] == 0


def test_an_encrypted_stream_is_heard(onrecord: Terminal, foreign: Callable[..., SseServer], tmp_path: Path) -> None:
    url = foreign(certificate=certificate(tmp_path)).url
    assert "certificate" in onrecord.refuses("bench", url, *_LISTEN)
    report = onrecord.does("bench", url, *_LISTEN, "--insecure").json
    assert report["readers"]["opened"] == 20
    assert report["streams"]["missing"] == 0
    assert report["streams"]["events"] > 2


def test_a_server_that_says_no_is_named(onrecord: Terminal, foreign: Callable[..., SseServer]) -> None:
    assert "status 503" in onrecord.refuses("bench", foreign(status=503).url, *_LISTEN)


def test_a_page_is_no_stream(onrecord: Terminal, site: Server, storm: str) -> None:
    assert "not an event stream but text/html" in onrecord.refuses("bench", f"{site.url}/{storm}", *_LISTEN)


def test_a_server_that_is_not_there_is_named(onrecord: Terminal) -> None:
    assert "is it running?" in onrecord.refuses("bench", "http://127.0.0.1:1", "--readers", "5")


def test_another_database_is_told_from_this_one(onrecord: Terminal, site: Server) -> None:
    elsewhere = str(onrecord.folder / "elsewhere")
    assert "another database" in onrecord.refuses("bench", site.url, "--readers", "5", ONRECORD_DATA=elsewhere)


def test_too_few_descriptors_are_refused_with_what_to_do(onrecord: Terminal) -> None:
    command = shlex.join([str(COMMAND), "bench", "http://127.0.0.1:1", "--readers", "900", "--processes", "1"])
    shell = ["/bin/sh", "-c", f"ulimit -n 200 && exec {command}"]
    ended = subprocess.run(shell, env=onrecord.environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "ulimit -Hn 964" in ended.stderr
    assert "--processes 7" in ended.stderr


def test_ctrl_c_ends_it_quietly(onrecord: Terminal, foreign: Callable[..., SseServer]) -> None:
    server = foreign()
    command = [str(COMMAND), "bench", server.url, "--readers", "5", "--for", "60s"]
    with subprocess.Popen(command, env=onrecord.environment, stderr=subprocess.PIPE, text=True) as bench:
        server.wait_for_readers(5)
        bench.send_signal(signal.SIGINT)
        _, err = bench.communicate(timeout=30)
    assert bench.returncode == 130
    assert "Traceback" not in err


def _wait_for_updates(onrecord: Terminal, count: int) -> None:
    """Until the bench has published so many."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with sqlite3.connect(onrecord.folder / "data" / "onrecord.sqlite3") as database:
            (found,) = database.execute("SELECT count(*) FROM onrecord_event").fetchone()
        if found > count:
            return
        time.sleep(0.05)
    raise AssertionError("nothing was published")
