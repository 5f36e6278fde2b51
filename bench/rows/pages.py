"""A page, and the word that it has not changed, against nginx sending the same bytes from files."""

import http.client
import random
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.machine import CROWDS, cpu, family, pin, require
from bench.measure import Figure, Size, in_turn, ratio
from bench.servers import nginx, running
from tests.running import free_port

_CONNECTIONS = 64
_REQUESTS = re.compile(r"(\d+) requests in ([\d.]+)s")
_FAILED = re.compile(r"Non-2xx or 3xx responses: \d+|Socket errors: .*")
_LEAST_BYTES = 60_000
_SYLLABLES = (
    *("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu", "pa", "re", "si", "to"),
    *("va", "we", "ya", "ster", "land", "berg", "ing", "ton", "or", "an", "en", "al", "st"),
)


@dataclass(frozen=True)
class Page:
    """One address at one port, asked for in one way."""

    port: int
    path: str
    headers: tuple[str, ...]
    pids: list[int]

    def load(self, seconds: float) -> tuple[float, float]:
        """Requests a second, and seconds of processor that a request takes the server."""
        given = [part for header in self.headers for part in ("-H", header)]
        command = [
            "wrk",
            "-t1",
            f"-c{_CONNECTIONS}",
            f"-d{seconds:g}s",
            *given,
            f"http://127.0.0.1:{self.port}{self.path}",
        ]
        begun = cpu(self.pids)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            pin([process.pid], CROWDS)
            said, _ = process.communicate()
        used = cpu(self.pids) - begun
        found = _REQUESTS.search(said)
        if found is None or _FAILED.search(said):
            raise ChildProcessError(said)
        return int(found[1]) / float(found[2]), used / int(found[1])


def run(size: Size, folder: Path) -> Iterator[Figure]:
    """The page of one coverage as browsers ask for it, plainly, and again with its ETag."""
    require("wrk", "wrk")
    require("nginx", "nginx")
    with running(folder / "run", 560) as site:
        _fill(site.story.publish, site.port)
        plain, packed = _get(site.port, ""), _get(site.port, "br")
        files = folder / "files"
        files.mkdir()
        (files / "page").write_bytes(plain[0])
        (files / "page.br").write_bytes(packed[0])
        port = free_port()
        with nginx(folder / "nginx", _FILES.format(port=port, files=files)) as pid:
            theirs = family(pid)[1:]
            brotli = ("Accept-Encoding: br",)
            ours = Page(site.port, "/harbour", brotli, site.pids), Page(port, "/page.br", brotli, theirs)
            yield _rate(f"page {len(packed[0]) / 1000:.0f} KB brotli", size, *ours, must=0.80, aim=0.95)
            etags = (f"If-None-Match: {packed[1]}",), (f"If-None-Match: {_get(port, '', '/page.br')[1]}",)
            again = Page(site.port, "/harbour", brotli + etags[0], site.pids), Page(port, "/page.br", etags[1], theirs)
            yield _rate("304", size, *again, must=0.70, aim=0.87)
            whole = Page(site.port, "/harbour", (), site.pids), Page(port, "/page", (), theirs)
            yield from _cost(f"page {len(plain[0]) / 1000:.0f} KB", size, *whole)


def _rate(what: str, size: Size, ours: Page, theirs: Page, *, must: float, aim: float) -> Figure:
    this, that = in_turn(_asked(ours, size, 0), _asked(theirs, size, 0), size.rounds)
    return ratio(f"{what}, requests a second", "nginx", this, that, unit="/s", must=must, aim=aim, is_more_better=True)


def _cost(what: str, size: Size, ours: Page, theirs: Page) -> Iterator[Figure]:
    this, that = in_turn(_asked(ours, size, 1), _asked(theirs, size, 1), size.rounds)
    yield ratio(f"{what}, processor a request", "nginx", this, that, unit="us", scale=1e6, must=1.3, aim=1.1)


def _asked(page: Page, size: Size, which: int) -> Callable[[], float]:
    return lambda: page.load(size.seconds)[which]


def _fill(publish: Callable[..., object], port: int) -> None:
    """Until the page is as large as a running story's is, of words that a coding finds again as often as in prose."""
    chance = random.Random(7)  # noqa: S311 - the same words each time
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(1_200)]
    often = [1 / (rank + 3) for rank in range(len(words))]
    number = 0
    while len(_get(port, "")[0]) < _LEAST_BYTES:
        number += 1
        publish(f"Report {number}", *(" ".join(chance.choices(words, often, k=45)) for _ in range(3)))
        if number > 500:
            raise RuntimeError("the page does not grow")


def _get(port: int, encoding: str, path: str = "/harbour") -> tuple[bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={"Accept-Encoding": encoding or "identity"})
    reply = connection.getresponse()
    body = reply.read()
    connection.close()
    if reply.status != 200:
        raise ConnectionError(reply.status)
    return body, str(reply.headers["ETag"])


_FILES = """
    server {{
        listen 127.0.0.1:{port} sndbuf=64k backlog=4096;
        root {files};
        default_type "text/html; charset=utf-8";
        add_header cache-control "public, max-age=1, stale-while-revalidate=10";
        add_header vary Accept-Encoding;
        add_header x-content-type-options nosniff;
        add_header referrer-policy strict-origin-when-cross-origin;
        location = /page.br {{ add_header content-encoding br; }}
    }}
"""
