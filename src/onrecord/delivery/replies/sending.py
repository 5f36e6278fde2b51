"""How a snapshot is sent, and when a client has it already."""

from onrecord.delivery.http import ALWAYS, Header, Kind, Scope, Send, header
from onrecord.delivery.replies.snapshot import Snapshot


async def answer_snapshot(scope: Scope, send: Send, snapshot: Snapshot, kind: Kind) -> None:
    """Send a snapshot, or 304 to a client that has these very bytes."""
    status, headers = snapshot_head(snapshot, kind, header(scope, b"if-none-match"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    is_bare = status == 304 or scope["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if is_bare else snapshot.body})


def snapshot_head(snapshot: Snapshot, kind: Kind, if_none_match: bytes | None) -> tuple[int, list[Header]]:
    """The status and the headers that a snapshot is sent with."""
    shared: list[Header] = [
        *ALWAYS,
        (b"etag", snapshot.etag),
        (b"cache-control", kind.cache_control),
        (b"vary", b"Accept-Encoding"),
        *kind.headers,
    ]
    if kind.status == 200 and has_it(if_none_match, snapshot.etag):
        return 304, shared
    if snapshot.encoding != "identity":
        shared.append((b"content-encoding", snapshot.encoding.encode()))
    return kind.status, [
        (b"content-type", kind.content_type),
        (b"content-length", b"%d" % len(snapshot.body)),
        *shared,
    ]


def has_it(if_none_match: bytes | None, etag: bytes) -> bool:
    """The weak comparison that RFC 9110 asks for: a cache on the way may have marked ours as weak."""
    if if_none_match is None:
        return False
    listed = (item.strip() for item in if_none_match.split(b","))
    return any(item in (etag, b"*") or item.removeprefix(b"W/") == etag for item in listed)
