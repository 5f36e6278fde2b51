"""What Prometheus's own tool says of our figures and of the alerts that the documentation gives."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from onrecord.site.figures.families import FAMILIES
from tests.running import ROOT
from tests.serving import Story, serving

_DOCUMENTED = ROOT / "docs" / "howto" / "monitoring.md"


def _alerts() -> str:
    (rules,) = re.findall(r"^```yaml\n(groups:.*?)^```", _DOCUMENTED.read_text(), re.MULTILINE | re.DOTALL)
    return str(rules)


def _checked(*arguments: str, given: str = "") -> None:
    if not shutil.which("promtool"):
        pytest.skip("NOT RUN: there is no promtool on this machine (apt-get install prometheus)")
    done = subprocess.run(
        ["promtool", "check", *arguments], input=given, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_names_and_types_are_as_prometheus_wants_them() -> None:
    with serving() as site:
        story = Story(site.log)
        site.wait_for(story)
        with site.reader(f"/{story.slug}/stream") as reader:
            reader.next()
            _checked("metrics", given=site.get("/metrics").text)


def test_the_documented_alerts_are_rules(tmp_path: Path) -> None:
    (tmp_path / "alerts.yml").write_text(_alerts())
    _checked("rules", str(tmp_path / "alerts.yml"))


def test_the_documented_alerts_ask_for_figures_that_are_told() -> None:
    known = {family.shown + end for family in FAMILIES for end in ("", "_bucket", "_count", "_sum")}
    asked = set(re.findall(r"\bonrecord_\w+", _DOCUMENTED.read_text()))
    assert asked
    assert asked <= known
