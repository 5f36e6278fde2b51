"""The public site as readers have it, asked from the desk: the site joins the two where both are in one process."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from onrecord.domain.ids import CoverageId


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What a public address answers."""

    status: int
    body: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """Another machine of the site, and whether it has applied an event: None where it has not said that."""

    name: str
    heard_at: datetime
    has_applied: bool | None = None
    is_silent: bool = False


class PublicSite(Protocol):
    """Readers' side of this process; for any thread but the event loop's own."""

    def get(self, path: str, *, until: Callable[[bytes], bool] | None = None, seconds: float = 10.0) -> Reply:
        """What this address answers; of a stream, what has come when `until` is content. Raises TimeoutError."""

    def readers(self, coverage_id: CoverageId) -> int:
        """How many streams of this coverage are open, in all processes of this machine."""

    @property
    def hears_all(self) -> bool:
        """False while some process or machine does not say how many readers it has."""

    def behind(self, coverage_id: CoverageId, seq: int, position: int) -> list[str]:
        """The other processes of this machine that have not applied the event; the log has it at this position."""

    def machines(self, coverage_id: CoverageId, seq: int, position: int) -> list[Machine]:
        """The other machines that are known, and whether they have."""


_joined: list[PublicSite] = []


def join(site: PublicSite) -> None:
    """From now on ask here."""
    _joined[:] = [site]


def public_site() -> PublicSite | None:
    """None in a process that serves no readers."""
    return _joined[0] if _joined else None


class Readers(NamedTuple):
    """So many at least; `is_all` is False while somebody who serves others does not say how many."""

    known: int
    is_all: bool


def readers_now(coverage_id: CoverageId) -> Readers | None:
    """How many read this coverage's stream; None where this process serves no readers."""
    site = public_site()
    return None if site is None else Readers(site.readers(coverage_id), site.hears_all)
