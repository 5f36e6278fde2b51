"""A server that has to go tells its readers first, and then goes quickly."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import PATIENCE, RawReader

ROOT = Path(__file__).parents[3]
# A server of one coverage, in a process that can be sent signals; it prints its port once it listens.
PROGRAM = """
import os
import sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
import django
django.setup()
from onrecord.delivery import Delivery
from onrecord.log import MemoryLog
from onrecord.site.application import Application
from onrecord.site.listening import listening_socket
from onrecord.site.server import server
from tests.serving import Story
log = MemoryLog()
Story(log).publish_many(3)
listening = listening_socket("127.0.0.1", 0)
listening.listen()
print(listening.getsockname()[1], flush=True)
server(Application(Delivery(log, front_door=sys.argv[1] == "True"))).run(sockets=[listening])
"""


@pytest.fixture
def process(has_front_door: bool, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", PROGRAM, str(has_front_door)]
    environment = {**os.environ, "ONRECORD_DATA": str(tmp_path)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_sends_every_reader_away_at_a_time_of_their_own(
    process: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    assert process.stdout is not None
    port = int(process.stdout.readline())
    readers = [RawReader(port, "/harbour/stream?after=4") for _ in range(40)]
    for reader in readers:
        assert reader.next().type == "beat"
    began = time.monotonic()
    process.send_signal(number)
    waits = []
    for reader in readers:
        (event,) = reader.rest()
        assert event.type == "drain"
        assert event.last_event_id == "4"
        waits.append(json.loads(event.data)["retry_ms"])
        assert reader.parser.retry_ms == waits[-1]
        reader.close()
    assert all(500 <= wait <= 8000 for wait in waits)
    assert len(set(waits)) > 20
    process.wait(timeout=PATIENCE)
    assert time.monotonic() - began < 5
