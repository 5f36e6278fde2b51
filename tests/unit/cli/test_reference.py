"""Every command, option and setting is in the reference, and has its help."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from onrecord.cli.main import onrecord
from onrecord.site.environment import SETTINGS, Setting

DOCS = Path(__file__).parents[3] / "docs" / "reference"
_CONTEXT = click.Context(onrecord, info_name="onrecord")


def _commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(_CONTEXT):
        command = group.get_command(_CONTEXT, name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{path} {name}")


COMMANDS = dict(_commands(onrecord, "onrecord"))


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_is_in_the_reference(path: str) -> None:
    text = (DOCS / "commands.md").read_text()
    assert f"\n## {path}\n" in text or f"\n    {path}" in text


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_says_what_it_does_and_gives_an_example(path: str) -> None:
    command = COMMANDS[path]
    assert command.help
    assert command.epilog is not None
    assert command.epilog.startswith(f"Example:\n\n  {path} ") or command.epilog == f"Example:\n\n  {path}"


@pytest.mark.parametrize("path", COMMANDS)
def test_every_option_has_its_help(path: str) -> None:
    silent = [p.name for p in COMMANDS[path].params if isinstance(p, click.Option) and not p.help]
    assert silent == []


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_in_the_reference_as_the_program_has_it(setting: Setting) -> None:
    text = (DOCS / "settings.md").read_text().replace("`", "")
    assert f"| {setting.name} |" in text
    assert setting.doc.replace("`", "") in text


def test_the_reference_names_no_setting_that_is_not_there() -> None:
    rows = [line.split("|")[1] for line in (DOCS / "settings.md").read_text().splitlines() if line.startswith("| `")]
    assert {row.strip(" `") for row in rows} == {setting.name for setting in SETTINGS}
