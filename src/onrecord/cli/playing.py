"""Plays a script into the newsroom as if it happened now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from onrecord.cli.steps import Step
from onrecord.domain.commands import PublishUpdate
from onrecord.domain.errors import CoverageNotLive, Refusal
from onrecord.domain.ids import CoverageId
from onrecord.newsroom import Newsroom


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How fast: hours of the original pass `speed` times as quickly, and no wait is longer than `longest_wait`."""

    speed: float = 60.0
    longest_wait: timedelta = timedelta(seconds=10)

    def wait(self, gap: timedelta) -> float:
        return min(gap.total_seconds() / self.speed, self.longest_wait.total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """What came of it: how many steps were done, and the reasons of those that were refused."""

    done: int
    refused: tuple[str, ...]
    is_whole: bool


def play(
    newsroom: Newsroom,
    coverage_id: CoverageId,
    steps: Sequence[Step],
    *,
    actor: str,
    pace: Pace,
    begin: timedelta = timedelta(0),
    wait: Callable[[float], bool],
    tell: Callable[[int, int | None], None] = lambda _done, _all: None,
) -> Played:
    """Carry the steps out one after the other; `wait` sleeps, and says whether to stop.

    Steps due before `begin` are carried out at once and dated back, as if the coverage had been running so long.
    A step that is refused, because somebody has changed the coverage meanwhile, is passed over; a closed one ends it.
    """
    refused: list[str] = []
    clock = begin
    for number, step in enumerate(steps):
        if step.after > clock:
            if wait(pace.wait(step.after - clock)):
                return Played(done=number, refused=tuple(refused), is_whole=False)
            clock = step.after
        command = step.command
        if step.after < begin and isinstance(command, PublishUpdate) and command.published_at is None:
            command = replace(command, published_at=_dated_back(newsroom.clock(), begin - step.after))
        try:
            newsroom.execute(coverage_id, command, actor=actor)
        except CoverageNotLive as refusal:
            return Played(done=number, refused=(*refused, str(refusal)), is_whole=False)
        except Refusal as refusal:
            refused.append(f"{type(command).__name__}: {refusal}")
        tell(number + 1, len(steps))
    return Played(done=len(steps), refused=tuple(refused), is_whole=True)


def _dated_back(now: datetime, by: timedelta) -> datetime:
    return now - by
