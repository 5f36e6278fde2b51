"""Debian's nginx before a site, as a cache."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running import free_port
from tests.serving import wait_until

PROGRAM = Path("/usr/sbin/nginx")
_CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    proxy_cache_path {folder}/cache keys_zone=onrecord:16m max_size=256m;
    upstream onrecord {{ server 127.0.0.1:{origin}; keepalive 16; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        location / {{ proxy_pass http://onrecord; }}
        location ~ ^/[a-z0-9-]+/changes/ {{
            proxy_pass http://onrecord;
            proxy_cache onrecord;
            proxy_cache_lock on;
            proxy_cache_use_stale updating error timeout;
            proxy_cache_background_update on;
        }}
    }}
}}
"""


@contextmanager
def nginx_before(origin: int, folder: Path) -> Iterator[int]:
    """The port of an nginx before the site at this port."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    # Started by root it would give itself to somebody who may not enter this folder.
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(_CONFIGURATION.format(folder=folder, origin=origin, port=port, user=user))
    server = subprocess.Popen([str(PROGRAM), "-c", str(file), "-e", str(folder / "error.log"), "-p", str(folder)])
    try:
        wait_until(lambda: (folder / "pid").exists() and (folder / "pid").read_text().strip())
        yield port
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait(20)
