"""One coverage as the log has made it, and what its frames and pages are made of."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from onrecord import render
from onrecord.domain.coverage import Coverage
from onrecord.domain.events import PayloadRedacted, RecordedEvent, UpdateHeld, UpdateRetracted
from onrecord.domain.fold import apply
from onrecord.domain.ids import CoverageId
from onrecord.log import Log

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Enough for a page's start to be shown while a long log is still being read, few enough that no reader waits for it.
_BATCH = 512


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A coverage at one seq. Immutable: whoever holds one sees nothing change.

    `part_versions` are the seqs of the newest events that changed each part of the page; `reload_version` that of the
    newest one that changed every update at once (language or time zone); `generation` counts the events that took
    words away from readers.
    """

    coverage: Coverage
    part_versions: Mapping[str, int]
    part_values: Mapping[str, object]
    reload_version: int
    generation: int

    @property
    def head(self) -> int:
        return self.coverage.head


class Timeline:
    """Follows one coverage. Written by one thread at a time, read by any: a new moment replaces the old as a whole."""

    def __init__(self, coverage_id: CoverageId) -> None:
        self.coverage_id = coverage_id
        self._moment: Moment | None = None
        self._writing = Lock()
        # Which update an event concerned (its ordinal, 0 for none), and when it was recorded, in microseconds.
        self._ordinals = array("I")
        self._times = array("q")

    @property
    def moment(self) -> Moment:
        """The newest moment; raises LookupError before the coverage's opening has been read."""
        if self._moment is None:
            raise LookupError(self.coverage_id)
        return self._moment

    @property
    def head(self) -> int:
        return 0 if self._moment is None else self._moment.coverage.head

    def catch_up(self, log: Log) -> bool:
        """Read and apply what the log has after the head; says whether there was anything. Raises LogError."""
        with self._writing:
            before = self.head
            moment = self._moment
            for recorded in log.read(self.coverage_id, after=before):
                moment = self._after(moment, recorded)
                if recorded.seq % _BATCH == 0:
                    self._moment = moment
            self._moment = moment
            return self.head > before

    def ordinal(self, seq: int) -> int:
        """The ordinal of the update that the event at `seq` concerned, 0 where it concerned none."""
        return self._ordinals[seq - 1]

    def at(self, seq: int) -> datetime:
        """When the event at `seq` was recorded."""
        return _EPOCH + self._times[seq - 1] * _MICROSECOND

    def recorded_at(self, seq: int) -> float:
        """The same, in seconds of the epoch."""
        return self._times[seq - 1] / 1_000_000

    def _after(self, moment: Moment | None, recorded: RecordedEvent) -> Moment:
        seq = recorded.seq
        coverage = apply(None if moment is None else moment.coverage, recorded)
        update_id = getattr(recorded.event, "update_id", None)
        # A read that failed half-way is taken up again from the last whole moment: the events after it come twice.
        del self._ordinals[seq - 1 :], self._times[seq - 1 :]
        update = None if update_id is None else coverage.updates[update_id]
        self._ordinals.append(0 if update is None else update.ordinal)
        self._times.append((recorded.at - _EPOCH) // _MICROSECOND)
        if moment is None:
            values: dict[str, object] = {part: render.part_value(part, coverage) for part in render.PARTS}
            versions: dict[str, int] = dict.fromkeys(values, seq)
            return Moment(coverage=coverage, part_versions=versions, part_values=values, reload_version=0, generation=0)
        # Who reads the log after an erasure cannot see what it took from the page, so every part counts as changed; and
        # where it took an old head, which may have been in another language, everything does.
        is_erasure = isinstance(recorded.event, PayloadRedacted)
        is_reload = _written_in(coverage) != _written_in(moment.coverage) or (is_erasure and update_id is None)
        # A list of a hundred key events is not made at each event to find that it is the same.
        values = {
            part: moment.part_values[part]
            if not is_erasure and render.part_stands(part, moment.coverage, coverage, update)
            else render.part_value(part, coverage)
            for part in render.PARTS
        }
        versions = {
            part: seq if is_erasure or values[part] != moment.part_values[part] else moment.part_versions[part]
            for part in render.PARTS
        }
        return Moment(
            coverage=coverage,
            part_versions=versions,
            part_values=values,
            reload_version=seq if is_reload else moment.reload_version,
            generation=moment.generation + isinstance(recorded.event, UpdateHeld | UpdateRetracted | PayloadRedacted),
        )


def _written_in(coverage: Coverage) -> tuple[str, str]:
    return coverage.details.language, coverage.details.time_zone
