"""What goes over when readers are given to another process: a batch of one coverage's, and its bytes."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.delivery.streams.reader import Reader
from onrecord.domain.ids import CoverageId

# As many descriptors as the kernel carries in one message.
MOST = 253


class Place(NamedTuple):
    """How far a reader has come, whichever process has the line."""

    position: int
    since: int
    upto: int
    coding: str
    address: str | None
    rest: memoryview | None

    @classmethod
    def of(cls, reader: Reader) -> "Place":
        return cls(reader.position, reader.since, reader.upto, reader.coding, reader.address, reader.rest)


@dataclass(frozen=True, slots=True)
class Batch:
    """Readers of one coverage, and their descriptors in the same order."""

    coverage_id: CoverageId
    slug: str
    places: Sequence[Place]
    fds: Sequence[int]

    def close(self) -> None:
        """Close the descriptors, which are this process's own; others of the same lines stay open."""
        for fd in self.fds:
            with suppress(OSError):
                os.close(fd)


def words_of(batch: Batch) -> bytes:
    """All but the descriptors: a line of JSON, then the chunks that readers are half-way through, each once."""
    chunks: list[bytes] = []
    numbers: dict[int, int] = {}
    places = []
    for place in batch.places:
        left = None
        if place.rest is not None:
            whole = place.rest.obj
            number = numbers.setdefault(id(whole), len(chunks))
            if number == len(chunks):
                chunks.append(bytes(whole))
            left = (number, len(chunks[number]) - len(place.rest))  # what is left is always the end
        places.append([*place[:-1], left])
    head = {
        "coverage": batch.coverage_id,
        "slug": batch.slug,
        "places": places,
        "chunks": [len(chunk) for chunk in chunks],
    }
    return b"".join([json.dumps(head, separators=(",", ":")).encode(), b"\n", *chunks])


def batch_of(words: bytes, fds: Sequence[int]) -> Batch:
    """What those bytes say, with these descriptors; fewer came over where this process has none left."""
    first, _, rest = words.partition(b"\n")
    head = json.loads(first)
    chunks: list[bytes] = []
    start = 0
    for size in head["chunks"]:
        chunks.append(rest[start : start + size])
        start += size
    places = [
        Place(position, since, upto, coding, address, None if left is None else memoryview(chunks[left[0]])[left[1] :])
        for position, since, upto, coding, address, left in head["places"]
    ]
    return Batch(CoverageId(head["coverage"]), head["slug"], places, fds)
