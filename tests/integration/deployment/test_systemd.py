"""The documented unit of systemd: every directive is one, and what it starts can be started."""

import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from tests.running import COMMAND, ROOT

_DOCUMENTED = ROOT / "docs" / "howto" / "deployment" / "onrecord.service"
_PROGRAM = "/opt/onrecord/bin/onrecord"


def _verified(unit: str, folder: Path) -> str:
    """What systemd has to say of this unit, of which the program is ours."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("NOT RUN: there is no systemd-analyze on this machine (apt-get install systemd)")
    file = folder / "onrecord.service"
    assert unit.count(_PROGRAM) == 1
    file.write_text(unit.replace(_PROGRAM, str(COMMAND)))
    done = subprocess.run(
        ["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False, timeout=60
    )
    # What other units of this machine are like is not ours to say.
    return "\n".join(line for line in (done.stdout + done.stderr).splitlines() if "onrecord" in line)


def test_systemd_knows_every_directive(tmp_path: Path) -> None:
    assert _verified(_DOCUMENTED.read_text(), tmp_path) == ""


def test_systemd_says_what_it_does_not_know(tmp_path: Path) -> None:
    """Without this the other test would pass whatever the unit says."""
    unit = _DOCUMENTED.read_text().replace("PrivateTmp=yes", "PrivateTemp=yes")
    assert "PrivateTemp" in _verified(unit, tmp_path)


def test_what_it_starts_is_a_command_with_its_options() -> None:
    unit = ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # capitals count
    unit.read_string(_DOCUMENTED.read_text())
    service = unit["Service"]
    program, command, *options = shlex.split(service["ExecStart"])
    assert (program, command) == (_PROGRAM, "run")
    told = subprocess.run([COMMAND, command, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    assert [option for option in options if option.startswith("--") and option not in told] == []
    # The supervisor gives its workers 20 seconds, and says that it lives and when it is ready.
    assert int(service["TimeoutStopSec"]) > 20
    assert service["Type"] == "notify"
    assert service["KillMode"] == "mixed"
