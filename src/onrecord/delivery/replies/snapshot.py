"""Replies held in memory: made once for each state of what they show, in each coding that somebody asked for."""

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from onrecord.delivery import encodings
from onrecord.delivery.http import Kind
from onrecord.delivery.replies.turns import Turns
from onrecord.delivery.tally import Served, Tally

_logger = logging.getLogger(__name__)

# Some thousand pages with their codings; the least lately asked for go first.
_KEPT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One body in one coding, with the strong ETag of just these bytes.

    `heads` is for whoever sends it often: what goes before it, to those who have these bytes and to those who have not,
    and where it is counted.
    """

    body: bytes
    encoding: str
    etag: bytes
    heads: dict[bool, tuple[bytes, bytes, Served]] = field(default_factory=dict, compare=False)


class _Kept:
    """The reply to one address at one state; `since` says which withdrawals it knows of."""

    def __init__(self, state: Hashable, identity: bytes) -> None:
        self.state = state
        self.since: Hashable = None
        self.digest = hashlib.blake2b(identity, digest_size=12).hexdigest()
        self.snapshots = {"identity": self._snapshot("identity", identity)}

    def in_encoding(self, encoding: str) -> Snapshot:
        """Takes its time, unless this coding was asked for before."""
        kept = self.snapshots.get(encoding)
        if kept is None:
            body = self.snapshots["identity"].body
            if encodings.is_worth_it(body):
                kept = self._snapshot(encoding, encodings.encoded(body, encoding))
            else:
                kept = self.snapshots["identity"]
            self.snapshots[encoding] = kept
        return kept

    @property
    def size(self) -> int:
        return sum(len(snapshot.body) for snapshot in list(self.snapshots.values()))

    def nearest(self, encoding: str) -> Snapshot:
        """In this coding, or plain where it was not made so."""
        return self.snapshots.get(encoding, self.snapshots["identity"])

    def _snapshot(self, encoding: str, body: bytes) -> Snapshot:
        suffix = "" if encoding == "identity" else f"-{encoding}"
        return Snapshot(body=body, encoding=encoding, etag=f'"{self.digest}{suffix}"'.encode())


class Snapshots:
    """Belongs to the event loop; what takes long is done in `builds`, once for all who ask at the same time.

    What few ask for has its turn in `turns` first, so that it takes one thread of `builds` at most.
    """

    def __init__(
        self, builds: ThreadPoolExecutor, kept_bytes: int = _KEPT_BYTES, *, tally: Tally | None = None
    ) -> None:
        self.turns: Turns[tuple[Snapshot, Kind] | None] = Turns()
        self._builds = builds
        self._tally = tally or Tally()
        self._limit = kept_bytes
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self._size = 0
        self._building: dict[Hashable, asyncio.Task[_Kept]] = {}

    @property
    def kept_bytes(self) -> int:
        """How much is kept; from any thread."""
        return self._size

    @property
    def building(self) -> int:
        """How many replies are being made, or wait to be; from any thread."""
        return len(self._building) + len(self.turns)

    def at_hand(self, key: Hashable, state: Hashable, encoding: str) -> Snapshot | None:
        """The reply at `key` if it has been made for this state and coding."""
        kept = self._kept.get(key)
        if kept is None or kept.state != state:
            return None
        self._kept.move_to_end(key)
        return kept.snapshots.get(encoding)

    def last_good(self, key: Hashable, since: Hashable, encoding: str) -> Snapshot | None:
        """The reply at `key` as it last was, if nothing was withdrawn `since`."""
        kept = self._kept.get(key)
        if kept is None or since is None or kept.since != since:
            return None
        return kept.nearest(encoding)

    def last(self, key: Hashable, head: int, encoding: str) -> Snapshot | None:
        """The reply at `key` as it last was, if that was at this head."""
        kept = self._kept_at(key, head)
        return None if kept is None else kept.nearest(encoding)

    def since(self, key: Hashable, head: int) -> Hashable:
        """Which withdrawals the reply at `key` knows of, if it was made at this head."""
        kept = self._kept_at(key, head)
        return None if kept is None else kept.since

    def _kept_at(self, key: Hashable, head: int) -> _Kept | None:
        kept = self._kept.get(key)
        is_there = kept is not None and head in (kept.state if isinstance(kept.state, tuple) else (kept.state,))
        return kept if is_there else None

    async def get(
        self, key: Hashable, state: Hashable, encoding: str, make: Callable[[], bytes], since: Hashable = None
    ) -> Snapshot:
        """The reply at `key`, of `make` unless it has been made for this state already.

        Where it cannot be made, the last one that could be, if nothing was withdrawn `since`.
        """
        found = self.at_hand(key, state, encoding)
        if found is not None:
            self._tally.from_memory += 1
            return found
        job = (key, state, encoding)
        building = self._building.get(job)
        if building is None:
            building = self._building[job] = asyncio.create_task(self._build(key, state, encoding, make, since))
            building.add_done_callback(lambda _: self._building.pop(job, None))
        try:
            kept = await asyncio.shield(building)
        except Exception:
            last = self.last_good(key, since, encoding)
            if last is None:
                raise
            _logger.exception("%s cannot be made; readers get the last one that could be", key)
            return last
        return kept.snapshots[encoding]

    async def _build(
        self, key: Hashable, state: Hashable, encoding: str, make: Callable[[], bytes], since: Hashable
    ) -> _Kept:
        known = self._kept.get(key)

        def build() -> _Kept:
            kept = known if known is not None and known.state == state else _Kept(state, make())
            kept.in_encoding(encoding)
            return kept

        began_at = time.perf_counter()
        kept = await asyncio.get_running_loop().run_in_executor(self._builds, build)
        self._tally.built += 1
        self._tally.build.note(time.perf_counter() - began_at)
        kept.since = since
        self._keep(key, kept)
        return kept

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        self._size += kept.size - self._sizes.pop(key, 0)
        self._sizes[key] = kept.size
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while self._size > self._limit and len(self._kept) > 1:
            dropped, _ = self._kept.popitem(last=False)
            self._size -= self._sizes.pop(dropped)
