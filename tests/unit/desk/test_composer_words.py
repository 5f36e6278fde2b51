"""The phrases of the desk's scripts, as translators are given them."""

import re
from pathlib import Path

from onrecord.desk.words.composer import PHRASES

CLIENT = Path(__file__).parents[3] / "client" / "desk"
_CALL = re.compile(r"\bt\(\s*\"((?:[^\"\\]|\\.)*)\"")


def test_translators_are_given_every_phrase_of_the_scripts_and_no_other() -> None:
    said = {phrase for file in CLIENT.rglob("*.ts") for phrase in _CALL.findall(file.read_text(encoding="utf-8"))}
    assert len(said) > 50
    assert set(PHRASES) == said
