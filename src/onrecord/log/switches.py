"""How much readers are given: switched by an operator, for the site or one coverage, and read by every process.

It stands beside the log rather than in it: it says nothing of what happened, and a reader node can read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from onrecord.domain.ids import CoverageId

SHORTEST_SECONDS = 1
LONGEST_SECONDS = 300


class Mode(StrEnum):
    """Each gives readers less than the one before it, and costs less."""

    LIVE = "live"
    POLL = "poll"
    STATIC = "static"


# How long a reader waits between two looks where the operator does not say. Polled every ten seconds a page is still
# live; a page that is not says so, and a minute is what caches everywhere honour.
USUAL_SECONDS = {Mode.LIVE: 3, Mode.POLL: 10, Mode.STATIC: 60}


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """What readers get; without `interval_seconds` as often as is usual in this mode."""

    mode: Mode = Mode.LIVE
    interval_seconds: int | None = None

    def __post_init__(self) -> None:
        if self.interval_seconds is not None and not SHORTEST_SECONDS <= self.interval_seconds <= LONGEST_SECONDS:
            raise ValueError(f"an interval is {SHORTEST_SECONDS} to {LONGEST_SECONDS} seconds")

    @property
    def seconds(self) -> int:
        """How long a reader who polls waits between two looks."""
        return USUAL_SECONDS[self.mode] if self.interval_seconds is None else self.interval_seconds


USUAL = Switch()
# By coverage; None is the whole site. What nobody has switched is not in it.
Switches = Mapping[CoverageId | None, Switch]


def in_force(switches: Switches, coverage_id: CoverageId | None) -> Switch:
    """What holds for a coverage, of its own and the site's switch the calmer mode and the longer interval; the site's
    where none is named.
    """
    thrown = [switch for switch in (switches.get(None), switches.get(coverage_id)) if switch is not None]
    if not thrown:
        return USUAL
    calmer = max((switch.mode for switch in thrown), key=list(Mode).index)
    return Switch(mode=calmer, interval_seconds=max(switch.seconds for switch in thrown))
