"""A part of the crowd, in a process of its own: one loop over many lines."""

import heapq
import itertools
import random
import select
import ssl
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection

from onrecord.cli.bench.address import Address
from onrecord.cli.bench.descriptors import raise_limit
from onrecord.cli.bench.event_stream import Event
from onrecord.cli.bench.line import Line
from onrecord.cli.bench.poll_reader import PollReader, Said
from onrecord.cli.bench.stream_reader import StreamReader
from onrecord.cli.bench.tally import Counted, Tally

# So many lines may be on their way at a time: more would only wait in the server's queue.
_MOST_ARRIVING = 512
_EVENTS = 1024
_REMEMBERED = 64
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What one process is to do; `first` is the number of its first reader, `ramp` and `churn` are readers a second."""

    address: Address
    first: int
    streams: int
    stalled: int
    polling: int
    polling_path: str
    ramp: float
    churn: float
    headers: tuple[str, ...]
    is_any_certificate: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a process is."""

    opened: int
    settled: int
    away: int  # readers of streams who will come back
    deliveries: tuple[int, int]  # to readers of streams, and to those who poll


@dataclass(frozen=True, kw_only=True)
class Known:
    """The ids of all events that have been seen so far."""

    streams: set[str]
    polls: set[str]


@dataclass(kw_only=True)
class Told:
    """All that a process has to tell in the end."""

    streams: Counted
    polls: Counted
    connects: list[float]
    opened: int
    cut: int
    came_back: int
    came_and_went: int
    stalled_ended: int
    replies: Counter[str]
    told: Counter[str]
    refused: Counter[str]


class Crowd:
    """Opens its readers, and hears what they hear."""

    def __init__(self, plan: Plan, asked: Connection) -> None:
        self.plan = plan
        self.streams, self.polls = Tally(), Tally()
        self.known: dict[bytes, list[Event]] = {}
        self.said: dict[bytes, Said] = {}
        self.interval = 3.0
        self.refused: Counter[str] = Counter()
        self.told: Counter[str] = Counter()
        self.opened = self.cut = self.came_back = self.stalled_ended = 0
        self.away: set[StreamReader] = set()
        self.tls = _tls(plan) if plan.address.is_tls else None
        self._asked = asked
        self._epoll = select.epoll()
        self._lines: dict[int, Line] = {}
        self._timers: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._connects: list[float] = []
        self._replies: Counter[str] = Counter()
        self._readers: list[StreamReader] = []
        self._kinds = ["stream"] * plan.streams + ["stalled"] * plan.stalled + ["polling"] * plan.polling
        random.Random(plan.first).shuffle(self._kinds)  # noqa: S311 - mixes readers, guards nothing
        self._started = self._settled = self._came_and_went = 0
        self._began_at = time.monotonic()
        self._is_over = False
        host = f"Host: {plan.address.authority}"
        plain = (host, f"User-Agent: {_BROWSER}", "Accept-Encoding: identity", "Cache-Control: no-cache")
        self._always = "\r\n".join((*plain, *plan.headers))

    def request(self, path: str, accept: str, *more: str) -> bytes:
        lines = (f"GET {path} HTTP/1.1", self._always, f"Accept: {accept}", *more)
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def run(self) -> None:
        """Until the process that asked says that it is enough, or is gone."""
        self._epoll.register(self._asked.fileno(), select.EPOLLIN)
        self._open()
        while not self._is_over:
            until = self._timers[0][0] - time.monotonic() if self._timers else 1.0
            for fd, _ in self._epoll.poll(max(until, 0.0), _EVENTS):
                line = self._lines.get(fd)
                if line is not None:
                    line.ready()
                elif fd == self._asked.fileno():
                    self._answer()
            now = time.monotonic()
            while self._timers and self._timers[0][0] <= now:
                heapq.heappop(self._timers)[2]()

    def watch(self, line: Line, events: int) -> None:
        if line.fd in self._lines:
            self._epoll.modify(line.fd, events)
        else:
            self._lines[line.fd] = line
            self._epoll.register(line.fd, events)

    def unwatch(self, line: Line) -> None:
        if self._lines.pop(line.fd, None) is not None:
            self._epoll.unregister(line.fd)

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._numbers), call))

    def remember(self, body: bytes, said: Said) -> None:
        if len(self.said) >= _REMEMBERED:
            self.said.clear()
        self.said[body] = said

    def has_opened(self, line: Line, seconds: float) -> None:
        """A reader hears, so many seconds after it began to connect."""
        self.opened += 1
        self._settled += 1
        self._connects.append(seconds)
        if isinstance(line, StreamReader) and not line.is_stalled:
            self._readers.append(line)

    def gave_up(self, reason: str) -> None:
        """A reader who never came in."""
        self._settled += 1
        self.refused[reason] += 1

    def polled(self, status: int) -> None:
        self._replies[str(status)] += 1

    def _open(self) -> None:
        """Let come as many as are due by now."""
        due = int((time.monotonic() - self._began_at) * self.plan.ramp) + 1
        due = min(due, len(self._kinds), self._settled + _MOST_ARRIVING)
        for number in range(self._started, due):
            self._come(self.plan.first + number, self._kinds[number])
        self._started = max(due, self._started)
        if self._started < len(self._kinds):
            self.later(0.005, self._open)

    def _come(self, number: int, kind: str) -> None:
        if kind == "polling":
            PollReader(self, number).come()
        else:
            StreamReader(self, number, is_stalled=kind == "stalled").come()

    def _churn(self) -> None:
        """One goes, and another comes."""
        if self._readers:
            place = random.randrange(len(self._readers))  # noqa: S311 - chooses a reader, guards nothing
            self._readers[place], self._readers[-1] = self._readers[-1], self._readers[place]
            gone = self._readers.pop()
            gone.leave()
            self._came_and_went += 1
            StreamReader(self, gone.number, is_stalled=False).come()
        self.later(1 / self.plan.churn, self._churn)

    def _answer(self) -> None:
        """What the process that asked wants to know."""
        try:
            asked = self._asked.recv()
        except (EOFError, OSError):
            self._is_over = True
            return
        if asked in ("begin", "known"):
            self._asked.send(Known(streams=self.streams.known(), polls=self.polls.known()))
        if asked == "begin":
            self.streams.begin()
            self.polls.begin()
            if self.plan.churn:
                self.later(1 / self.plan.churn, self._churn)
        elif asked == "standing":
            deliveries = self.streams.counted.deliveries, self.polls.counted.deliveries
            standing = Standing(opened=self.opened, settled=self._settled, away=len(self.away), deliveries=deliveries)
            self._asked.send(standing)
        elif asked == "end":
            self._is_over = True
            self._asked.send(self._told())

    def _told(self) -> Told:
        streams, polls = self.streams.end(), self.polls.end()
        return Told(
            streams=streams,
            polls=polls,
            connects=self._connects,
            opened=self.opened,
            cut=self.cut,
            came_back=self.came_back,
            came_and_went=self._came_and_went,
            stalled_ended=self.stalled_ended,
            replies=self._replies,
            told=self.told,
            refused=self.refused,
        )


def _tls(plan: Plan) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if plan.is_any_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def run(plan: Plan, asked: Connection) -> None:
    """The whole life of a process of readers."""
    raise_limit()
    with suppress(KeyboardInterrupt, BrokenPipeError):
        Crowd(plan, asked).run()
