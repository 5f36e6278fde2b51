"""What the supervisor and a worker say to each other: a word at a time, now and then with a descriptor."""

import os
import socket
from contextlib import suppress
from typing import NamedTuple, Self

# A worker to its supervisor.
PREPARED = "prepared"  # the database is as this version needs it
READY = "ready"  # connections are answered
ALIVE = "alive"  # the event loop goes round
HANDED = "handed over"  # the successor has the readers

# The supervisor to a worker.
GO = "go"  # the database is ready: serve
LEAVE = "leave"  # hand the readers over through the descriptor that comes with this, then end

_LONGEST = 64


class LineEnded(Exception):
    """The other side is gone."""


class Word(NamedTuple):
    """What was said, and the descriptor that came with it."""

    said: str
    fd: int | None


class Line:
    """One end. When the other end's process ends, however it ends, this one hears of it."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    @classmethod
    def of(cls, fd: int) -> Self:
        """The end that was inherited as this descriptor."""
        return cls(socket.socket(fileno=fd))

    @classmethod
    def pair(cls) -> tuple[Self, Self]:
        """Two ends; neither blocks."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        return cls(ours), cls(theirs)

    def fileno(self) -> int:
        return self._end.fileno()

    def say(self, word: str, fd: int | None = None) -> bool:
        """Whether it could be said; who does not listen is not waited for."""
        try:
            if fd is None:
                self._end.send(word.encode(), socket.MSG_DONTWAIT)
            else:
                socket.send_fds(self._end, [word.encode()], [fd], socket.MSG_DONTWAIT)
        except OSError:
            return False
        return True

    def hear(self) -> Word | None:
        """The next word, None if there is none just now on an end that does not wait; raises LineEnded."""
        try:
            said, fds, _, _ = socket.recv_fds(self._end, _LONGEST, 1, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            return None
        except OSError as error:
            raise LineEnded from error
        if not said:
            raise LineEnded
        return Word(said.decode("ascii", "replace"), fds[0] if fds else None)

    def wait_for(self, word: str) -> None:
        """Return once this word was said; raises LineEnded."""
        self._end.setblocking(True)
        while (heard := self.hear()) is None or heard.said != word:
            if heard is not None and heard.fd is not None:
                os.close(heard.fd)

    def set_blocking(self, is_so: bool) -> None:
        self._end.setblocking(is_so)

    def close(self) -> None:
        with suppress(OSError):
            self._end.close()
