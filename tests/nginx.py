"""A real nginx with the configuration that the documentation gives, before servers of ours."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from tests.running import ROOT, free_port

DOCUMENTED = ROOT / "docs" / "howto" / "deployment" / "nginx.conf"
HOST = "live.example.org"
_NGINX = """
daemon off;
{user}
worker_processes 1;
worker_rlimit_nofile 8192;
pid {folder}/pid;
events {{ worker_connections 4000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Proxy:
    """nginx before some nodes; `get` speaks HTTP/2 with it and trusts its certificate alone."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.url = f"https://{HOST}:{port}"

    def command(self, path: str, *arguments: str) -> list[str]:
        """What asks for a path of the site, from outside."""
        resolved = f"{HOST}:{self.port}:127.0.0.1"
        trusted = str(self.folder / "certificate.pem")
        return ["curl", "-sS", "--http2", "--resolve", resolved, "--cacert", trusted, *arguments, self.url + path]

    def get(self, path: str, *arguments: str) -> str:
        """Head and body of the answer."""
        asked = self.command(path, "--include", "--max-time", "30", *arguments)
        return subprocess.run(asked, capture_output=True, check=True, timeout=60).stdout.decode()


@contextmanager
def nginx_before(ports: Sequence[int], folder: Path) -> Iterator[Proxy]:
    """The documented site in front of servers on these ports."""
    if not (shutil.which("nginx") and shutil.which("curl") and shutil.which("openssl")):
        pytest.skip("NOT RUN: there is no nginx, curl or openssl on this machine (apt-get install nginx curl openssl)")
    folder.mkdir()
    plain, secure = free_port(), free_port()
    _make_certificate(folder)
    (folder / "site.conf").write_text(_ours(DOCUMENTED.read_text(), ports, folder, plain, secure))
    # Started by root it would give itself to somebody who may not enter this folder once another test run closes it.
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, user=user))
    command = ["nginx", "-e", str(folder / "error.log"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as nginx:
        try:
            _wait_for(plain, nginx, folder)
            yield Proxy(folder, secure)
        finally:
            nginx.terminate()


def next_event(stream: IO[str], name: str) -> str:
    """The data of the next event of this name."""
    event = ""
    for line in stream:
        if line.startswith("event: "):
            event = line[7:].strip()
        if line.startswith("data: ") and event == name:
            return line[6:]
    raise AssertionError(f"the stream ended before {name!r}")


def _ours(documented: str, ports: Sequence[int], folder: Path, plain: int, secure: int) -> str:
    """The documentation's words with what it says to replace replaced."""
    replaced = {
        "server 127.0.0.1:8000;": "".join(f"server 127.0.0.1:{port};" for port in ports),
        "server 127.0.0.1:8001;": "",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{secure} ssl http2;",
        "/etc/ssl/live.example.org.pem": f"{folder}/certificate.pem",
        "/etc/ssl/live.example.org.key": f"{folder}/key.pem",
        "/var/cache/nginx/onrecord": f"{folder}/cache",
    }
    for theirs, ours in replaced.items():
        assert documented.count(theirs) == 1, f"{theirs!r} stands {documented.count(theirs)} times in {DOCUMENTED}"
        documented = documented.replace(theirs, ours)
    return documented


def _make_certificate(folder: Path) -> None:
    asked = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    about = ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*asked, *about, *files], check=True, capture_output=True, timeout=60)


def _wait_for(port: int, nginx: "subprocess.Popen[bytes]", folder: Path) -> None:
    class NoRedirect(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    opener = urllib.request.build_opener(NoRedirect)
    deadline = time.monotonic() + 30
    while True:
        try:
            opener.open(f"http://127.0.0.1:{port}/", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it leads elsewhere, so it answers
        except OSError as error:
            if nginx.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"nginx did not start:\n{(folder / 'error.log').read_text()}") from error
            time.sleep(0.05)
