"""Requests as clients, proxies and attackers send them: most of them plain, many with something odd."""

from hypothesis import strategies as st

SLUG = "harbour"
_PATHS = [
    *("/", f"/{SLUG}", f"/{SLUG}.json", f"/{SLUG}/page/1", f"/{SLUG}/u/m3", f"/{SLUG}/u/none", f"/{SLUG}/page/9"),
    *(f"/{SLUG}/changes/latest", f"/{SLUG}/changes/0/0", f"/{SLUG}/changes/1/0", f"/{SLUG}/stream", "/healthz"),
    *(
        f"/{SLUG}/feed.rss",
        f"/{SLUG}/feed.xml",
        f"/{SLUG}/page/1/feed.atom",
        f"/{SLUG}/embed",
        "/oembed",
        f"/{SLUG}/embed/",
    ),
    *("/nobody", "/robots.txt", "/favicon.ico", "/assets/manifest.json", f"/{SLUG}/", "/desk/", "/media/x", "/a~b"),
]
_ODD_PATHS = [
    *(
        "//",
        f"//{SLUG}",
        f"/{SLUG}/%75/m3",
        f"http://localhost/{SLUG}",
        "*",
        f"/{SLUG}#top",
        f"/../{SLUG}",
        f"/{SLUG}\\",
    ),
    *(f"/{SLUG};v=1", f"/{SLUG}/\x01", "", f"/{SLUG}/./stream", "/" + "a" * 500),
]
_QUERIES = [
    "",
    "",
    "?",
    "?after=40",
    "?after=3&x=1",
    "?after=999",
    "?after=",
    "?after=x",
    "?after=%34",
    "?a?b",
    "?after=4;b",
]
_HEADERS = [
    *("Accept-Encoding: gzip, deflate, br", "Accept-Encoding: gzip", "accept-encoding: br;q=0, gzip;q=0.5"),
    *("Accept-Encoding:", "If-None-Match: *", 'If-None-Match: "nothing"', "Last-Event-ID: 40", "Last-Event-ID: -1"),
    *("Last-Event-ID:", "Connection: keep-alive", "Connection: close", "Connection: Keep-Alive", "Accept: */*"),
    *("User-Agent: Mozilla/5.0 (X11; Linux x86_64)", "Cookie: sessionid=abc; theme=dark", "Cache-Control: no-cache"),
    *("X-Forwarded-For: 192.0.2.7", "Range: bytes=0-3", "Referer: http://localhost/", "Accept-Language: uk, en;q=0.5"),
]
_ODD_HEADERS = [
    *("Content-Length: 0", "Content-Length: 3", "Content-Length: +3", "Content-Length: 3, 3", "Content-Length : 3"),
    *("Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Transfer-Encoding: chunked, x", "TE: trailers"),
    *("Transfer-Encoding:\x0bchunked", "Expect: 100-continue", "Upgrade: h2c", "Upgrade: websocket", "Name"),
    *("Connection: upgrade", "Connection: close, keep-alive", "Connection: x", "Proxy-Connection: close", ": x"),
    *("Host: other", " folded: yes", "\tfolded", "Name: a\x00b", "Name: a\nHost: b", "Name: a\rb", "Na me: x"),
    *("Name: \N{GREEK SMALL LETTER ALPHA}", "Last-Event-ID:  40", "Last-Event-ID: 40 ", "Accept-Encoding: gzip\t"),
    *("Cookie: " + "c" * 9000, "Na_me: x", "If-None-Match:", "HTTP2-Settings: AAMAAABk", "Trailer: x"),
]
_METHODS = ["GET"] * 10 + ["HEAD"] * 3
_ODD_METHODS = ["POST", "OPTIONS", "get", "GE", "DELETE", "CONNECT", "TRACE", "PRI", ""]
_ODD_VERSIONS = ["HTTP/1.0", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/1.1 ", "http/1.1", "HTTP/11", ""]


@st.composite
def requests(draw: st.DrawFn) -> bytes:
    """The bytes of about one request."""
    is_odd = {part: draw(st.integers(0, 9)) == 0 for part in ("method", "path", "version", "headers", "end", "bytes")}
    method = draw(st.sampled_from(_ODD_METHODS if is_odd["method"] else _METHODS))
    path = draw(st.sampled_from(_ODD_PATHS if is_odd["path"] else _PATHS)) + draw(st.sampled_from(_QUERIES))
    version = draw(st.sampled_from(_ODD_VERSIONS)) if is_odd["version"] else "HTTP/1.1"
    headers = ["Host: localhost", *draw(st.lists(st.sampled_from(_HEADERS), max_size=4, unique_by=_name))]
    if is_odd["headers"]:
        headers += draw(st.lists(st.sampled_from(_ODD_HEADERS), min_size=1, max_size=2))
        headers = draw(st.permutations(headers))
    end, more = draw(st.sampled_from(_ENDS)) if is_odd["end"] else ("\r\n", "")
    data = (end.join([f"{method} {path} {version}", *headers, "", ""]) + more).encode()
    return draw(_changed(data)) if is_odd["bytes"] else data


_ENDS = [("\n", ""), ("\r", ""), ("\r\n", "abc"), ("\r\n", "\r\n"), ("\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n")]


def _name(header: str) -> str:
    return header.partition(":")[0].lower()


@st.composite
def _changed(draw: st.DrawFn, data: bytes) -> bytes:
    """The same with a few bytes lost, added or replaced."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(changed)))
        changed[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(changed)
