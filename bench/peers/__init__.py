"""Other servers of event streams. What they need is installed into an environment of the bench's own, var/bench."""

import subprocess
import sys
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.machine import SERVERS, pin
from bench.measure import NotMeasured
from bench.peers import pushpin
from bench.servers import Origin, Peer, Start
from tests.running import ROOT, free_port

_HERE = Path(__file__).parent
_FOLDER = ROOT / "var" / "bench"
_SERVER = ("uvicorn", "uvloop", "httptools")


def _python(program: str, *packages: str) -> Callable[[bytes], Start]:
    """A program in this folder, run with these packages and none of this project's."""

    def peer(frame: bytes) -> Start:
        python = _environment(*packages)

        @contextmanager
        def start(_: Path) -> Iterator[Origin]:
            port = free_port()
            command = [str(python), str(_HERE / f"{program}.py"), str(port)]
            with subprocess.Popen(command, cwd=_HERE, stderr=subprocess.DEVNULL) as process:
                try:
                    served = Peer(port, process.pid, frame)
                    pin(served.pids, SERVERS)
                    yield served
                finally:
                    process.terminate()

        return start

    return peer


def _environment(*packages: str) -> Path:
    """Its Python; raises NotMeasured if one of the packages cannot be had."""
    python = _FOLDER / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(_FOLDER / "venv", with_pip=True)
    quiet = ("--quiet", "--disable-pip-version-check")
    command = [str(python), "-m", "pip", "install", *quiet, *packages]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        raise NotMeasured(f"{', '.join(packages)} cannot be installed into {_FOLDER.relative_to(ROOT)}/venv")
    return python


PEERS: dict[str, Callable[[bytes], Start]] = {
    "sse-starlette": _python("starlette_app", "sse-starlette", *_SERVER),
    "Granian": _python("granian_app", "granian"),
    "Django Channels": _python("channels_app", "channels", "daphne"),
    "pushpin": pushpin.peer,
}
