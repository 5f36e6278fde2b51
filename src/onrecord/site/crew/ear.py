"""What the supervisor waits for: signals, and what workers say."""

import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from onrecord.site.crew.line import Line, LineEnded

_HEARD = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class Ear:
    """One selector; signals come to it through a socket, so that none is missed between two waits."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._signals, self._signalled = socket.socketpair()
        self._signals.setblocking(False)
        self._signalled.setblocking(False)
        self._selector.register(self._signals, selectors.EVENT_READ)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While this holds signals do nothing but be heard."""
        handlers = {number: signal.signal(number, _only_heard) for number in _HEARD}
        before = signal.set_wakeup_fd(self._signalled.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            self._selector.close()
            self._signals.close()
            self._signalled.close()

    def wait(self, until: float) -> None:
        """Return when there is something to hear, or it is so late on the monotonic clock."""
        self._selector.select(max(until - time.monotonic(), 0))

    def signals(self) -> bytes:
        """The numbers of the signals that have come."""
        try:
            return self._signals.recv(4096)
        except BlockingIOError:
            return b""

    def attend(self, line: Line) -> None:
        self._selector.register(line, selectors.EVENT_READ)

    def forget(self, line: Line) -> None:
        with suppress(KeyError, ValueError):
            self._selector.unregister(line)

    def words(self, line: Line) -> list[str]:
        """What has been said on this line and not been heard yet."""
        said: list[str] = []
        try:
            while (word := line.hear()) is not None:
                said.append(word.said)
        except LineEnded:
            self.forget(line)  # its process is about to end; until then this would not be a wait
        return said


def say(words: str) -> None:
    """Tell the operator."""
    with suppress(OSError, ValueError):
        print(f"onrecord: {words}.", file=sys.stderr, flush=True)  # noqa: T201 - the supervisor's only voice


def has_terminal() -> bool:
    """Whether this process can still be reached from a terminal."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _only_heard(number: int, frame: object) -> None:
    """Python's own handler would raise, or end the process."""
