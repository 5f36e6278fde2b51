"""The disk is full while the whole site is at work: what cannot be kept is refused, and everything else goes on."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.chaos.recorded import recorded
from tests.integration.chaos.conftest import Editor
from tests.photographs import corners, encoded
from tests.running import Journalist, Server
from tests.steadfast import SteadfastReaders, SteadfastWriter, wait_until

pytestmark = pytest.mark.slow


class SmallDisk:
    """A file system of 24 megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        """Take all that is left, to the last page."""
        with self._ballast.open("wb", buffering=0) as ballast:
            try:
                while ballast.write(b"\0" * 4096) == 4096:
                    pass
            except OSError:
                return

    def make_room(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NOT RUN: mounting a small file system needs the rights of root")
    yield SmallDisk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def server(disk: SmallDisk) -> Iterator[Server]:
    server = Server(disk.folder, "--workers", "2", ONRECORD_SECRET_KEY="k" * 50)
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _photograph(editor: httpx.Client, name: str, shade: int) -> httpx.Response:
    picture = corners(400 + shade, 300)
    return editor.post("/api/v1/pictures", files={"file": (f"{name}.png", encoded(picture, "PNG"))})


def test_a_full_disk_refuses_what_it_cannot_keep_and_loses_nothing(
    disk: SmallDisk, server: Server, editor_of: Editor
) -> None:
    editor = editor_of(server)
    journalist = Journalist(server.environment)
    story = journalist.open("harbour")
    readers = SteadfastReaders([("127.0.0.1", server.port)], "/harbour/stream", 30)
    writer = SteadfastWriter(story)
    writer.wait_for(20)
    assert _photograph(editor, "before", 0).status_code == 201
    media = _files(disk)

    disk.fill()
    refused = writer.retries
    wait_until(lambda: writer.retries > refused + 5, 60, lambda: "updates are still taken")
    disk.fill()  # what a checkpoint has freed
    resumed = readers.resumed
    publishing = {"content": {"body": [{"type": "text", "html": "No room for this."}]}, "id": "no-room"}
    answer = editor.post("/api/v1/coverages/harbour/updates", json=publishing)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "log_unavailable"), answer.text
    answer = _photograph(editor, "meanwhile", 1)
    assert answer.status_code in (503, 507), answer.text
    assert answer.json()["error"]["message"]
    for path in ("/", "/harbour", "/harbour.json", "/harbour/changes/latest", "/harbour/feed.rss", "/healthz"):
        assert editor.get(path).status_code == 200, path
    assert readers.resumed == resumed, "a stream was cut"
    assert _files(disk) == media, "half a picture was left"

    disk.make_room()
    writer.wait_for(20)
    assert _photograph(editor, "after", 2).status_code == 201
    assert editor.post("/api/v1/coverages/harbour/updates", json=publishing).status_code == 201
    acknowledged = writer.end()
    events = recorded(f"sqlite:///{disk.folder}/onrecord.sqlite3", "harbour")
    assert sorted(event.update_id or "" for event in events[1:]) == sorted([*acknowledged, "no-room"])
    readers.wait_for(len(events))
    readers.end()
    journalist.leave()


def _files(disk: SmallDisk) -> list[str]:
    media = disk.folder / "media"
    return sorted(str(path.relative_to(media)) for path in media.rglob("*") if path.is_file())
