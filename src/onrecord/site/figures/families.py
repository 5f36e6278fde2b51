"""Every figure that `/metrics` tells: its name, its type, its labels beside `worker`, and what it says."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """The figures of one name. A counter's name ends in `_total` where it is told, not here."""

    name: str
    type: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The name as queries have it."""
        return f"{self.name}_total" if self.type == "counter" else self.name


def _counter(name: str, doc: str, *labels: str) -> Family:
    return Family(name=f"onrecord_{name}", type="counter", help=doc, labels=labels)


def _gauge(name: str, doc: str, *labels: str) -> Family:
    return Family(name=f"onrecord_{name}", type="gauge", help=doc, labels=labels)


def _histogram(name: str, doc: str) -> Family:
    return Family(name=f"onrecord_{name}", type="histogram", help=doc)


FAMILIES: tuple[Family, ...] = (
    _gauge("up", "1 for each process that has told its figures lately.", "version"),
    _gauge("ready", "Whether new readers should be sent to this process, as /readyz says: 1 or 0."),
    _gauge("readers", "Open streams; for `polling` an estimate from the requests of the last seconds.", "transport"),
    _gauge("coverage_readers", "Open streams of the most read coverages.", "coverage"),
    _counter("stream_openings", "Streams asked for: new, resumed, reset, refused, draining.", "outcome"),
    _counter("stream_endings", "Streams ended: gone, stalled, behind, switched, drained, failed.", "reason"),
    _counter("stream_late", "Times that a reader's line did not take all that was written to it."),
    _gauge("stream_late_readers", "Readers whose line does not take more at present."),
    _gauge("stream_queued_writes", "Readers to whom a frame that is going out has not been written yet."),
    _counter("stream_frames", "Frames written to readers."),
    _counter("stream_bytes", "Bytes of streams handed to the kernel."),
    _counter("stream_beats", "Signs of life written to readers."),
    _histogram("delivery_seconds", "From an event's record to its write, for each reader who was there."),
    _histogram("last_reader_seconds", "From an event's record to its write to the last reader, for each event."),
    _histogram("pickup_seconds", "From an event's record until its frames were ready in this process."),
    _histogram("render_seconds", "Reading, folding and rendering what is new in a coverage."),
    _histogram(
        "build_seconds", "Making and compressing a page, a feed or a JSON reply, waiting for a thread included."
    ),
    _histogram("loop_lag_seconds", "How much later than due the event loop came round to a timer."),
    _gauge(
        "waiting_connections",
        "Connections on which nothing whole is asked (half_open, idle), or a reply is not taken at once (taking).",
        "how",
    ),
    _gauge("waiting_places", "How many such connections may be open before those that waited longest are closed."),
    _counter("connections_sent_away", "Connections closed because too many waited, in all or of one address."),
    _gauge("builds_queued", "Pages, feeds and JSON replies that are being made, or wait to be."),
    _counter("replies", "Replies, by kind of address and status.", "kind", "status"),
    _counter("reply_bytes", "Bytes of bodies sent, streams apart.", "kind", "status"),
    _counter("replies_from_memory", "Replies that had been made before."),
    _counter("replies_built", "Replies that had to be made or compressed first."),
    _gauge("reply_cache_bytes", "Bytes of replies kept in memory."),
    _gauge("log_head", "The sum of all coverages' heads in the log, as this process has seen it."),
    _gauge("log_lag_events", "Events seen in the log that this process has not brought to its readers yet."),
    _gauge("log_lag_seconds", "Seconds since this process last read the log with success."),
    _gauge("coverages", "Coverages in the log, and those of them in this process's memory.", "where"),
    _gauge("process_start_time_seconds", "When the process started, in seconds of the epoch."),
    _counter("process_cpu_seconds", "User and system time of the process."),
    _gauge("process_resident_memory_bytes", "Resident memory of the process."),
    _gauge("process_open_fds", "Open descriptors of the process."),
    _gauge("process_max_fds", "Descriptors that the process may open."),
)
BY_NAME = {family.name.removeprefix("onrecord_"): family for family in FAMILIES}
