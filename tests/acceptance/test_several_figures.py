"""Several workers, seen from outside: one scrape tells of all, and so does `onrecord doctor`."""

import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.running import COMMAND, Server
from tests.serving import RawReader

_PATIENCE = 60.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "run"
    folder.mkdir()
    server = Server(tmp_path, "--workers", "2", RUNTIME_DIRECTORY=str(folder))
    server.start()
    yield server
    server.stop()


def _figures(server: Server, name: str) -> dict[str, float]:
    """By worker, the sum of the samples of this name."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=10) as reply:  # noqa: S310 - our own address
        families = list(text_string_to_metric_families(reply.read().decode()))
    told: dict[str, float] = {}
    for sample in (sample for family in families for sample in family.samples if sample.name == name):
        told[sample.labels["worker"]] = told.get(sample.labels["worker"], 0) + sample.value
    return told


def _until(so: object) -> None:
    assert callable(so)
    deadline = time.monotonic() + _PATIENCE
    while not so():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.1)


def test_a_scrape_of_any_worker_and_the_doctor_tell_of_all(server: Server) -> None:
    _until(lambda: _figures(server, "onrecord_up") == {"0": 1, "1": 1})
    opened = subprocess.run(
        [COMMAND, "open", "Storm", "--slug", "storm"], env=server.environment, capture_output=True, check=True
    )
    assert opened.returncode == 0
    with urllib.request.urlopen(f"{server.url}/storm", timeout=30) as page:  # noqa: S310 - our own address
        assert page.status == 200
    readers = [RawReader(server.port, "/storm/stream") for _ in range(8)]
    for reader in readers:
        reader.next()
    _until(lambda: sum(_figures(server, "onrecord_readers").values()) == 8)
    report = subprocess.run(
        [COMMAND, "doctor", "--json"], env=server.environment, capture_output=True, text=True, check=False
    )
    findings = {each["name"]: each["found"] for each in json.loads(report.stdout)["findings"]}
    assert "is ready" in findings["worker 0"]
    assert "is ready" in findings["worker 1"]
    for reader in readers:
        reader.close()
