"""What an examination has found."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was looked at, what was found, and what to do where there is something to do."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


def ok(name: str, found: str) -> Finding:
    return Finding(name=name, verdict=Verdict.OK, found=found)


def note(name: str, found: str, advice: str) -> Finding:
    return Finding(name=name, verdict=Verdict.NOTE, found=found, advice=advice)


def wrong(name: str, found: str, advice: str) -> Finding:
    return Finding(name=name, verdict=Verdict.WRONG, found=found, advice=advice)
