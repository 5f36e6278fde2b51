"""What is configured, what is wrong, what to do."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import onrecord as package
from onrecord.cli.settings import shown_settings
from onrecord.site.capacity import most_streams
from onrecord.site.environment import SETTINGS
from tests.acceptance.conftest import Terminal

BUILT = pytest.mark.skipif(
    not (Path(package.__file__).parent / "render" / "assets" / "manifest.json").exists(),
    reason="NOT RUN: the client has not been built (make client)",
)


def _findings(terminal: Terminal, **settings: str) -> dict[str, dict[str, Any]]:
    report = terminal("doctor", "--json", given=b"", **settings).json
    return {finding["name"]: finding for finding in report["findings"]}


@BUILT
def test_a_sound_installation_has_nothing_wrong(onrecord: Terminal, storm: str) -> None:
    onrecord.does("publish", storm, "--heading", "Go")
    outcome = onrecord.does("doctor")
    assert b"Nothing is wrong." in outcome.out
    assert onrecord.does("doctor", "--json").json["ok"] is True


@BUILT
def test_where_onrecord_has_never_run_nothing_is_wrong_yet(fresh: Terminal) -> None:
    assert fresh.does("doctor", "--json").json["ok"] is True


def test_every_setting_is_told_with_its_value_or_its_default(onrecord: Terminal) -> None:
    told = onrecord("doctor", "--json", ONRECORD_ALLOWED_HOSTS="live.example").json["settings"]
    assert [setting["name"] for setting in told] == [setting.name for setting in SETTINGS]
    by_name = {setting["name"]: setting for setting in told}
    assert by_name["ONRECORD_ALLOWED_HOSTS"] == {
        "name": "ONRECORD_ALLOWED_HOSTS",
        "value": "live.example",
        "is_default": False,
    }
    assert by_name["ONRECORD_DEBUG"]["is_default"] is True


def test_trying_the_database_leaves_no_trace(onrecord: Terminal, storm: str) -> None:
    before = onrecord.does("export", storm).out
    onrecord("doctor")
    assert onrecord.does("export", storm).out == before
    onrecord.does("open", "Doctor on duty", "--slug", "doctor")
    assert _findings(onrecord)["log"]["verdict"] == "ok"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ida:hush-hush@db.example/live",
        "postgresql://ida:hush-hush%40x@db.example/live?sslmode=require",
        "postgresql://ida:p@hush-hush@db.example/live",
        "postgresql://ida:p/hush-hush@db.example/live",
        "postgresql://db.example/live?user=ida&password=hush-hush",
        "hush-hush",
    ],
)
def test_secrets_are_masked(url: str) -> None:
    shown = {
        s.name: s.value for s in shown_settings({"ONRECORD_DATABASE_URL": url, "ONRECORD_SECRET_KEY": "hush-hush"})
    }
    assert not [value for value in shown.values() if "hush" in value]


def test_secrets_are_not_printed(onrecord: Terminal) -> None:
    outcome = onrecord("doctor", ONRECORD_SECRET_KEY="hush-hush-hush-hush-hush-hush-hush-hush")
    assert b"hush" not in outcome.out
    assert "hush" not in outcome.err


def test_a_missing_client_build_is_found(tmp_path: Path, onrecord: Terminal) -> None:
    """A copy of the package, from which the build is taken away."""
    copy = tmp_path / "copy" / "onrecord"
    shutil.copytree(Path(package.__file__).parent, copy, ignore=shutil.ignore_patterns("manifest.json", "__pycache__"))
    outcome = subprocess.run(
        [sys.executable, "-c", "from onrecord.cli.main import main; main()", "doctor"],
        env={**onrecord.environment, "PYTHONPATH": str(copy.parent)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert outcome.returncode == 1
    assert "WRONG  assets: the client is not built" in outcome.stdout
    assert "make client" in outcome.stdout


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="NOT RUN: this system has no /proc")
def test_an_unwritable_data_folder_is_found(onrecord: Terminal) -> None:
    """/proc is a folder in which nobody, root included, may make a file."""
    findings = _findings(onrecord, ONRECORD_DATA="/proc", ONRECORD_SECRET_KEY="k" * 50)
    assert findings["data folder"]["verdict"] == "wrong"
    assert "ONRECORD_DATA" in findings["data folder"]["advice"]
    assert findings["database"]["verdict"] == "wrong"


def test_a_data_folder_that_cannot_be_made_is_found(onrecord: Terminal) -> None:
    onrecord.write("file", "x")
    outcome = onrecord("doctor", ONRECORD_DATA="file/data")
    assert outcome.status == 1
    assert b"WRONG  settings" in outcome.out
    assert b"ONRECORD_DATA" in outcome.out


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONRECORD_PUBLIC_URL", "live.example.org"),
        ("ONRECORD_DATABASE_URL", "mysql://db.example/live"),
        ("ONRECORD_DATABASE_URL", "sqlite:///"),
        ("ONRECORD_DEBUG", "perhaps"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(onrecord: Terminal, name: str, value: str) -> None:
    settings = _findings(onrecord, **{name: value})["settings"]
    assert settings["verdict"] == "wrong"
    assert name in settings["found"]
    assert name in onrecord.refuses("open", "x", given=b"", **{name: value})


def test_a_misspelt_setting_is_found(onrecord: Terminal) -> None:
    assert "ONRECORD_DATABASE" in _findings(onrecord, ONRECORD_DATABASE="x")["environment"]["found"]


def test_a_database_that_is_away_is_found_and_refused_in_one_sentence(onrecord: Terminal) -> None:
    away = "postgresql://ida:hush-hush@127.0.0.1:1/live"
    finding = _findings(onrecord, ONRECORD_DATABASE_URL=away)["database"]
    assert finding["verdict"] == "wrong"
    assert "hush" not in finding["found"]
    refused = onrecord.refuses("publish", "storm", "--heading", "x", ONRECORD_DATABASE_URL=away)
    assert "onrecord doctor" in refused
    assert "hush" not in refused


def test_a_database_file_that_is_none_is_found(onrecord: Terminal) -> None:
    (onrecord.folder / "data" / "onrecord.sqlite3").write_bytes(b"this is not a database" * 1000)
    assert _findings(onrecord)["database"]["verdict"] == "wrong"
    assert "onrecord doctor" in onrecord.refuses("open", "x")


def test_a_readable_secret_key_is_found(onrecord: Terminal) -> None:
    onrecord("doctor")
    key = onrecord.folder / "data" / "secret-key"
    key.chmod(0o644)
    assert "chmod 600" in _findings(onrecord)["secret key"]["advice"]


def test_a_short_secret_key_is_found(onrecord: Terminal) -> None:
    assert _findings(onrecord, ONRECORD_SECRET_KEY="short")["secret key"]["verdict"] == "wrong"


def test_a_site_that_answers_to_any_name_is_found(onrecord: Terminal) -> None:
    assert _findings(onrecord, ONRECORD_ALLOWED_HOSTS="*")["host names"]["verdict"] == "wrong"


def test_it_says_how_many_streams_a_worker_holds_and_when_that_is_less_than_is_wanted(onrecord: Terminal) -> None:
    held = most_streams()
    found = _findings(onrecord, ONRECORD_MOST_READERS=str(held + 1))["descriptors"]
    assert (found["verdict"], f"a worker holds {held:,} streams at most" in found["found"]) == ("note", True)
    assert _findings(onrecord, ONRECORD_MOST_READERS=str(held))["descriptors"]["verdict"] == "ok"
