"""What readers get through Caddy with the documented configuration."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.deployment.conftest import Site
from tests.nginx import DOCUMENTED, HOST, Proxy, next_event
from tests.running import free_port

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
_NODES = "127.0.0.1:8000 127.0.0.1:8001"


@pytest.fixture
def caddy(site: Site, tmp_path: Path) -> Iterator[Proxy]:
    if not shutil.which("caddy"):
        pytest.skip("NOT RUN: there is no Caddy on this machine (apt-get install caddy)")
    port = free_port()
    for name in ("certificate.pem", "key.pem"):
        shutil.copy(site.proxy.folder / name, tmp_path)
    documented = (DOCUMENTED.parent / "Caddyfile").read_text()
    assert documented.count(f"{HOST} {{") == documented.count(_NODES) == 1
    ours = documented.replace(
        f"{HOST} {{", f"https://{HOST}:{port} {{\n\tbind 127.0.0.1\n\ttls {tmp_path}/certificate.pem {tmp_path}/key.pem"
    ).replace(_NODES, " ".join(f"127.0.0.1:{node.port}" for node in site.nodes))
    (tmp_path / "Caddyfile").write_text("{\n\tadmin off\n\tauto_https off\n}\n" + ours)
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(tmp_path / "Caddyfile")]
    with (tmp_path / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        proxy = Proxy(tmp_path, port)
        deadline = time.monotonic() + 30
        while subprocess.run(proxy.command("/"), capture_output=True, timeout=30, check=False).returncode:
            if running.poll() is not None or time.monotonic() > deadline:
                raise AssertionError((tmp_path / "log").read_text())
            time.sleep(0.05)
        yield proxy
        running.terminate()


def test_a_page_and_a_stream_pass_over_http_2(site: Site, caddy: Proxy) -> None:
    story = site.journalist.open("through-caddy")
    page = caddy.get("/through-caddy")
    assert page.startswith("HTTP/2 200")
    assert "Harbour on alert" in page
    command = caddy.command("/through-caddy/stream", "--no-buffer", "--max-time", "60")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        next_event(reader.stdout, "beat")
        story.publish("Ferries stay in")
        assert "Ferries stay in" in next_event(reader.stdout, "change")
        reader.kill()
