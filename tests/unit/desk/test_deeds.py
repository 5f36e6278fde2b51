"""The audit log's names of what was done."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import onrecord
from onrecord.desk.words.deeds import DEEDS, deed
from onrecord.domain.events import Event
from onrecord.newsroom.audit import event_action
from onrecord.newsroom.switches import DELIVERY_SWITCHED

_SOURCES = Path(onrecord.__file__).parent
# Of `account_{action}d` and `draft_{change}`, whose values stand in addresses and buttons.
_BUILT = {"account_enabled", "account_disabled"} | {
    f"draft_{change}" for change in ("submit", "take_back", "approve", "send_back", "schedule", "embargo")
}


def _noted() -> Iterator[str]:
    """Every word that the sources hand to a function that notes something."""
    for path in _SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.note", "note", "_note", "_noted"):
                if path.parent.name == "cli" and ast.unparse(node.func) == "note":
                    continue  # a finding of `doctor`
                yield from (
                    each.value
                    for each in node.args
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value.isidentifier()
                )


def test_everything_that_is_noted_and_every_event_has_a_name() -> None:
    events = {event_action(event) for event in get_args(Event)}
    assert {*_noted(), *events, *_BUILT, DELIVERY_SWITCHED} - {*DEEDS} == set()


def test_what_a_newer_version_wrote_down_is_shown_as_it_stands() -> None:
    assert deed("sang_a_song") == "sang_a_song"
