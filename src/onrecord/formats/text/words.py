"""The phrases of `words.toml`: what they do, by language."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("onrecord.formats.text").joinpath("words.toml").read_text(encoding="utf-8"))


def by_language(use: str) -> dict[str, tuple[str, ...]]:
    """The phrases of one use, by language."""
    return {language: tuple(phrase.strip() for phrase in row.split(" | ")) for language, row in _table()[use].items()}


def phrases(use: str) -> frozenset[str]:
    """The phrases of one use in all languages."""
    return frozenset(phrase for row in by_language(use).values() for phrase in row)


def any_of(use: str) -> str:
    """A regular expression for any phrase of one use, longer ones first: whole words where the script parts words.

    A star at either end of a phrase stands for more letters there, one inside it for a word or two.
    """
    ordered = sorted(phrases(use), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(_bounded(phrase) for phrase in ordered) + ")"


def _bounded(phrase: str) -> str:
    core = phrase.strip("*")
    pattern = re.escape(core).replace(r"\ ", r"\s").replace(r"\*", r"\S{1,20}(?:\s\S{1,20})?")
    # Scripts that run words together have no edges of words to hold on to.
    is_parted = not re.search("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]", core)
    before = r"(?<!\w)" if is_parted and phrase[0] != "*" else ""
    return before + pattern + (r"(?!\w)" if is_parted and phrase[-1] != "*" and core[-1].isalnum() else "")
