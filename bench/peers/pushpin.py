"""pushpin: a proxy that holds streams which an application behind it has opened; Debian's package."""

import json
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.machine import SERVERS, cpu, family, pin, require
from bench.servers import Origin, Start, nginx, wait_for
from tests.running import free_port

_OWN = Path("/usr/lib/pushpin")


class Pushpin:
    path = "/stream"

    def __init__(self, port: int, control: int, processes: list[int], frame: bytes) -> None:
        self.port = port
        self._control, self._processes = control, processes
        content = f"event: change\ndata: {frame.decode()}\n\n"
        item = {"channel": "harbour", "formats": {"http-stream": {"content": content}}}
        self._item = json.dumps({"items": [item]}).encode()
        wait_for(self.publish)

    @property
    def pids(self) -> list[int]:
        return [pid for process in self._processes for pid in family(process)]

    def used(self) -> float:
        return cpu(self.pids)

    def publish(self) -> None:
        urllib.request.urlopen(f"http://127.0.0.1:{self._control}/publish/", self._item, timeout=30).close()


def peer(frame: bytes) -> Start:
    """Raises NotMeasured where it cannot be had."""
    for program in ("nginx", "pushpin", "zurl"):
        require(program, program)

    @contextmanager
    def start(_: Path) -> Iterator[Origin]:
        ports = {name: free_port() for name in ("port", "control", "pull", "sub", "command", "application")}
        # Names of sockets are in it, and those must be short.
        with tempfile.TemporaryDirectory(prefix="pushpin-") as home, ExitStack() as stack:
            folder = Path(home)
            (folder / "run").mkdir()
            (folder / "routes").write_text(f"* 127.0.0.1:{ports['application']}\n")
            (folder / "zurl.conf").write_text(_ZURL.format(folder=folder))
            (folder / "pushpin.conf").write_text(_CONFIGURATION.format(own=_OWN, folder=folder, **ports))
            stack.enter_context(nginx(folder / "nginx", _APPLICATION.format(port=ports["application"])))
            processes = []
            for program in ("zurl", "pushpin"):
                command = [program, f"--config={folder / program}.conf"]
                process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
                stack.callback(process.terminate)
                processes.append(process.pid)
            served = Pushpin(ports["port"], ports["control"], processes, frame)
            wait_for(lambda: urllib.request.urlopen(f"http://127.0.0.1:{ports['port']}/stream", timeout=5).close())
            pin(served.pids, SERVERS)
            yield served

    return start


# Tells pushpin to hold a stream.
_APPLICATION = """
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        default_type text/event-stream;
        add_header Grip-Hold stream;
        add_header Grip-Channel harbour;
        location / {{ return 200 ": hello\\n\\n"; }}
    }}
"""
_ZURL = """
[General]
in_spec=ipc://{folder}/run/zurl-in
in_stream_spec=ipc://{folder}/run/zurl-in-stream
out_spec=ipc://{folder}/run/zurl-out
in_req_spec=ipc://{folder}/run/zurl-req
defpolicy=allow
max_open_requests=20000
buffer_size=200000
timeout=600
in_hwm=100000
out_hwm=100000
"""
_CONFIGURATION = """
[global]
include={own}/internal.conf
rundir={folder}/run
ipc_prefix=bench-
port_offset=0

[runner]
services=condure,pushpin-proxy,pushpin-handler
http_port=127.0.0.1:{port}
logdir={folder}/log
log_level=1
client_buffer_size=8192
client_maxconn=20000

[proxy]
routesfile=routes
debug=false
zurl_out_specs=ipc://{folder}/run/zurl-in
zurl_out_stream_specs=ipc://{folder}/run/zurl-in-stream
zurl_in_specs=ipc://{folder}/run/zurl-out

[handler]
push_in_spec=tcp://127.0.0.1:{pull}
push_in_sub_specs=tcp://127.0.0.1:{sub}
push_in_sub_connect=false
push_in_http_addr=127.0.0.1
push_in_http_port={control}
stats_spec=ipc://{folder}/run/stats
command_spec=tcp://127.0.0.1:{command}
message_rate=1000000
message_hwm=1000000
"""
