"""Readers given from one process to another, with their lines: a reload that nobody notices.

Who gives keeps its own descriptors until the other has said that it takes the batch, and the other writes nothing
before it has said so: at no moment can two write to one line.
"""

import asyncio
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress

from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.shelf import NotReady
from onrecord.delivery.streams.batch import MOST, Batch, Place, batch_of, words_of
from onrecord.delivery.streams.descriptors import DescriptorHub
from onrecord.delivery.streams.hub import Hub
from onrecord.domain.ids import CoverageId
from onrecord.log import LogError

_SIZE = struct.Struct("!I")
_TAKEN, _REFUSED = b"+", b"-"
# The other may have to read the coverage from its log first.
_PATIENCE = 20.0
_PIECE = 1 << 20


class NotTaken(Exception):
    """The other process did not take these readers, and has not written to them."""


class NotKnown(Exception):
    """Nobody can tell whether the other process took these readers."""


class Handover:
    """The readers of this process's streams, to be given to its successor or taken from its predecessor."""

    def __init__(self, hub: Hub, find: Callable[[str], Awaitable[LiveCoverage | None]]) -> None:
        """`find` has the coverage at a slug in memory, for as long as nothing is awaited afterwards."""
        self._hub = hub
        self._find = find

    async def hand_over(self, to: socket.socket) -> None:
        """Give the readers to the process at the other end, which goes on where we were.

        Those whom it does not take stay, to be sent away; so do readers who are tasks.
        """
        hub = self._hub
        not_taken: set[CoverageId] = set()
        while isinstance(hub, DescriptorHub) and (readers := hub.some_of(other_than=not_taken)):
            live = readers[0].channel.live
            places = [Place.of(reader) for reader in readers]
            batch = Batch(live.id, live.moment.coverage.slug, places, [hub.part_with(reader) for reader in readers])
            try:
                await offer(to, batch)
            except NotTaken:
                not_taken.add(live.id)
                _adopt(hub, live, batch)
            except NotKnown:
                batch.close()
                return
            else:
                batch.close()

    async def take_over(self, of: socket.socket) -> None:
        """Go on with the readers that the process at the other end hands over, until it has no more."""
        hub = self._hub
        while isinstance(hub, DescriptorHub) and (batch := await offered(of)) is not None:
            live = await self._found(batch)
            try:
                answer(of, takes=live is not None)
            except OSError:
                live = None  # whoever offered them has them still, or is gone and they with it
            if live is None:
                batch.close()
            else:
                _adopt(hub, live, batch)

    async def _found(self, batch: Batch) -> LiveCoverage | None:
        if len(batch.fds) < len(batch.places):
            return None
        try:
            live = await self._find(batch.slug)
        except (LogError, NotReady):
            return None
        return live if live is not None and live.id == batch.coverage_id else None


def _adopt(hub: DescriptorHub, live: LiveCoverage, batch: Batch) -> None:
    for fd, place in zip(batch.fds, batch.places, strict=True):
        try:
            hub.adopt(live, fd, place)
        except OSError:
            with suppress(OSError):
                os.close(fd)


async def offer(line: socket.socket, batch: Batch) -> None:
    """Return once the other process has taken the readers; raises NotTaken or NotKnown."""
    loop = asyncio.get_running_loop()
    words = words_of(batch)
    try:
        # Nothing else is on its way, so these few bytes are taken whole.
        socket.send_fds(line, [_SIZE.pack(len(words))], list(batch.fds))
        async with asyncio.timeout(_PATIENCE):
            await loop.sock_sendall(line, words)
            said = await loop.sock_recv(line, 1)
    except TimeoutError as error:
        raise NotKnown from error
    except OSError as error:
        raise NotTaken from error
    if said != _TAKEN:
        raise NotTaken


async def offered(line: socket.socket) -> Batch | None:
    """The next batch, None where there is no more; `answer` has to follow, and until then they may only be closed."""
    fds: list[int] = []
    try:
        size, fds = await _begun(line)
        words = await _read(line, size)
    except (OSError, EOFError):
        for fd in fds:
            os.close(fd)
        return None
    return batch_of(words, fds)


def answer(line: socket.socket, *, takes: bool) -> None:
    """Raises OSError where the other process is gone: then nobody has the readers but this one, who may take them."""
    line.send(_TAKEN if takes else _REFUSED)


async def _begun(line: socket.socket) -> tuple[int, list[int]]:
    loop = asyncio.get_running_loop()
    while True:
        try:
            size, fds, _, _ = socket.recv_fds(line, _SIZE.size, MOST, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            await _readable(loop, line)
            continue
        if len(size) < _SIZE.size:
            raise EOFError
        return _SIZE.unpack(size)[0], fds


async def _readable(loop: asyncio.AbstractEventLoop, line: socket.socket) -> None:
    is_so = loop.create_future()
    loop.add_reader(line.fileno(), lambda: None if is_so.done() else is_so.set_result(None))
    try:
        await is_so
    finally:
        loop.remove_reader(line.fileno())


async def _read(line: socket.socket, size: int) -> bytes:
    loop = asyncio.get_running_loop()
    words = bytearray()
    while len(words) < size:
        piece = await loop.sock_recv(line, min(size - len(words), _PIECE))
        if not piece:
            raise EOFError
        words += piece
    return bytes(words)
