"""The fetcher against a real server: what it refuses, and what it bounds."""

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from onrecord.formats import fetch as fetching
from onrecord.formats.drafts import ImportRefused
from onrecord.formats.fetch import FetchRefused, fetch, is_public

PAGE = "<!doctype html><title>Harbour</title><p>Ferries sail again — slowly.".encode()
MEGABYTE = 1024 * 1024


class Newsroom(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stopping = threading.Event()

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        getattr(self, "get_" + path.strip("/").replace("-", "_"), self.missing)()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        pass

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def missing(self) -> None:
        self.send(b"no such page", 404)

    def get_page(self) -> None:
        self.send(PAGE)

    def get_host(self) -> None:
        self.send((self.headers["Host"] or "").encode())

    def get_gzip(self) -> None:
        self.send(gzip.compress(PAGE), Content_Encoding="gzip")

    def get_deflate(self) -> None:
        self.send(zlib.compress(PAGE), Content_Encoding="deflate")

    def get_bare_deflate(self) -> None:
        packer = zlib.compressobj(wbits=-15)
        self.send(packer.compress(PAGE) + packer.flush(), Content_Encoding="deflate")

    def get_cut_gzip(self) -> None:
        self.send(gzip.compress(PAGE * 50)[:-20], Content_Encoding="gzip")

    def get_not_gzip(self) -> None:
        self.send(PAGE, Content_Encoding="gzip")

    def get_bomb(self) -> None:
        self.send(gzip.compress(bytes(200 * MEGABYTE), 9), Content_Encoding="gzip")

    def get_twice(self) -> None:
        self.send(gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip")

    def get_announced(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**15))
        self.end_headers()

    def get_endless(self) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while not self.stopping.is_set():
                self.wfile.write(b"x" * 65_536)
        except OSError:
            self.close_connection = True

    def get_drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while not self.stopping.wait(0.05):
                self.wfile.write(b"x")
        except OSError:
            self.close_connection = True

    def get_silent(self) -> None:
        self.stopping.wait(30)

    def get_picture(self) -> None:
        self.send(b"\x89PNG\r\n\x1a\n", Content_Type="image/png")

    def get_nothing(self) -> None:
        self.send(b"", 500)

    def get_round(self) -> None:
        self.send(b"", 302, Location="/round")

    def get_moved(self) -> None:
        self.send(b"", 301, Location="page?from=moved")

    def get_to_file(self) -> None:
        self.send(b"", 302, Location="file:///etc/passwd")

    def get_to_metadata(self) -> None:
        self.send(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def get_to_nowhere(self) -> None:
        self.send(b"", 302)

    def get_to_password(self) -> None:
        self.send(b"", 302, Location="http://desk:secret@example.org/")


class Server(ThreadingHTTPServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    Newsroom.stopping.clear()
    server = Server(("127.0.0.1", 0), Newsroom)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    Newsroom.stopping.set()
    server.shutdown()
    server.server_close()
    thread.join()


def get(url: str, **bounds: float) -> fetching.Fetched:
    return fetch(
        url, allow_private=True, max_bytes=int(bounds.get("max_bytes", MEGABYTE)), timeout=bounds.get("timeout", 10.0)
    )


def test_a_page_comes_with_its_bytes_type_and_charset(site: str) -> None:
    fetched = get(f"{site}/page")
    assert (fetched.data, fetched.content_type, fetched.charset) == (PAGE, "text/html; charset=utf-8", "utf-8")


@pytest.mark.parametrize("path", ["gzip", "deflate", "bare-deflate"])
def test_compressed_pages_are_unpacked(site: str, path: str) -> None:
    assert get(f"{site}/{path}").data == PAGE


def test_a_redirect_is_followed_and_the_last_address_reported(site: str) -> None:
    assert get(f"{site}/moved").url == f"{site}/page?from=moved"


def test_the_server_is_asked_for_the_name_not_for_the_address_it_resolved_to(site: str) -> None:
    port = site.rsplit(":", 1)[1]
    assert get(f"http://localhost:{port}/host").data == f"localhost:{port}".encode()


def test_this_machine_is_refused_unless_allowed(site: str) -> None:
    with pytest.raises(FetchRefused, match="not an address of the public internet"):
        fetch(f"{site}/page")


def test_a_name_that_resolves_to_this_machine_is_refused(site: str) -> None:
    with pytest.raises(FetchRefused, match="not an address of the public internet"):
        fetch(f"http://localhost:{site.rsplit(':', 1)[1]}/page")


def answering(addresses: list[str], asked: list[str]) -> object:
    def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return resolve


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(["93.184.216.34", "10.0.0.7"], []))
    with pytest.raises(FetchRefused, match=r"10\.0\.0\.7"):
        fetch("http://harbour.example/")


def test_a_name_is_resolved_once_and_only_the_vetted_address_connected_to(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that would answer differently the second time is not asked a second time."""
    asked: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", answering(["127.0.0.1"], asked))
    port = site.rsplit(":", 1)[1]
    connected: list[object] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], *rest: object, **named: object) -> socket.socket:
        connected.append(address)
        monkeypatch.undo()
        return real(address, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", connect)
    assert get(f"http://harbour.example:{port}/host").data == f"harbour.example:{port}".encode()
    assert asked == ["harbour.example"]
    assert connected == [("127.0.0.1", int(port))]


def test_every_redirect_is_vetted_as_the_first_address_was(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address is let through as if it were public; the one it redirects to is not."""
    monkeypatch.setattr(fetching, "is_public", lambda address: address == "127.0.0.1" or is_public(address))
    with pytest.raises(FetchRefused, match=r"169\.254\.169\.254"):
        fetch(f"{site}/to-metadata")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("round", "redirects more than 5 times"),
        ("to-file", "Only http and https"),
        ("to-nowhere", "without saying where"),
        ("to-password", "name or a password"),
        ("missing", "answered 404"),
        ("nothing", "answered 500"),
        ("picture", "image/png"),
        ("bomb", r"more than 1\.0 MB"),
        ("announced", r"more than 1\.0 MB"),
        ("endless", r"more than 1\.0 MB"),
        ("twice", "compresses"),
        ("cut-gzip", "compression is broken"),
        ("not-gzip", "compression is broken"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_the_reason(site: str, path: str, reason: str) -> None:
    with pytest.raises(FetchRefused, match=reason):
        get(f"{site}/{path}")


@pytest.mark.parametrize("path", ["drip", "silent"])
def test_a_slow_server_cannot_hold_the_reporter_past_the_time_limit(site: str, path: str) -> None:
    begun = time.monotonic()
    with pytest.raises(FetchRefused, match=r"too long|in time"):
        get(f"{site}/{path}", timeout=0.6)
    assert time.monotonic() - begun < 3


def test_a_server_that_is_not_there_is_refused_with_its_name() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        with pytest.raises(FetchRefused, match=r"127\.0\.0\.1"):
            get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/live",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,hello",
        "//example.org/live",
        "/live",
        "",
        "http://",
        "http://desk@example.org/",
        "http://desk:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://[::1",
        "http://" + "a" * 5000 + "/",
        "gopher://example.org/",
    ],
)
def test_addresses_that_are_none_or_hold_secrets_are_refused(url: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(url, allow_private=True, timeout=2)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://169.254.169.254/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
    ],
)
def test_no_spelling_of_an_inner_address_passes(url: str) -> None:
    with pytest.raises(FetchRefused):
        fetch(url, timeout=3)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_public_however_they_are_wrapped(address: str) -> None:
    assert is_public(address)


def test_a_refusal_to_fetch_is_a_refusal_to_import() -> None:
    assert issubclass(FetchRefused, ImportRefused)
