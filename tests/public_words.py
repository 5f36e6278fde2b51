"""Everything that a site says to the public about a coverage, collected by walking all of its addresses."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import httpx

from tests.serving import PATIENCE, SITE, RawReader

_LINK = re.compile(r'(?:href|src|data-changes)="((?:https://live\.example)?/[^"#]*)')
# Withdrawals of one test; each opens a generation.
_GENERATIONS = 8


def all_that_is_said(port: int, slug: str, update_ids: Iterable[str] = ()) -> str:
    """Every reply of every public address in each coding, and every frame of the stream from its beginning."""
    said = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE, trust_env=False) as client:
        for path in _addresses(client, slug, update_ids):
            for coding in ("identity", "gzip"):
                with client.stream("GET", path, headers={"accept-encoding": coding}) as reply:
                    body = b"".join(reply.iter_raw())
                unpacked = gzip.decompress(body) if reply.headers.get("content-encoding") == "gzip" else body
                said += [str(reply.headers), unpacked.decode("utf-8", "replace")]
        head = client.get(f"/{slug}/changes/latest").json()["head"]
    for after in {0, head // 2}:
        with RawReader(port, f"/{slug}/stream?after={after}") as reader:
            said += [json.dumps(frame) for frame in reader.changes(head)]
    return "\n".join(said)


def _addresses(client: httpx.Client, slug: str, update_ids: Iterable[str]) -> Iterator[str]:
    """Every address that readers can have of this coverage, now or from earlier, and all that pages link to."""
    base = f"/{slug}"
    yield from ("/healthz", "/robots.txt", "/favicon.ico", f"{base}.json", "/nobody", f"{base}/embed")
    yield f"/oembed?url={quote(SITE + base, safe='')}"
    for suffix in ("rss", "atom", "json"):
        yield from (f"{base}{page}/feed.{suffix}" for page in ("", *(f"/page/{number}" for number in range(1, 8))))
    latest = client.get(f"{base}/changes/latest").json()
    for generation in range(_GENERATIONS):
        for segment in range(latest["segment"] + 1):
            yield f"{base}/changes/{generation}/{segment}"
    seen: set[str] = set()
    waiting = ["/", base, *(f"{base}/page/{number}" for number in range(1, 8))]
    waiting += [f"{base}/u/{update_id}" for update_id in update_ids]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        yield path
        reply = client.get(path)
        if "text/html" in reply.headers["content-type"]:
            waiting += [_path(urljoin(path, unescape(link))) for link in _LINK.findall(reply.text)]


def _path(address: str) -> str:
    """The address within the site, which its pages may name whole."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
