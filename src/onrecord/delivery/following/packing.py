"""Streams in gzip, made once for all: whoever reads them begins at any event, so no event refers to one before it.

A stream is one gzip head and then whole blocks of deflate, and has no trailer: that would sum up what this one reader
was sent. It ends as one that is cut does, which every reader of streams has to bear.
"""

import struct
import zlib

IDENTITY = "identity"
GZIP = "gzip"
# No name, no time, of no system: the same for all.
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# Below this, what deflate says about itself is longer than what it saves.
_SMALL = 200
_LARGEST_STORED = 0xFFFF
# An empty block. Some decoders, Go's among them and so proxies written in it, hand on what they have only there.
FLUSH = b"\x00\x00\x00\xff\xff"
_LEVEL = 6


def packed(event: bytes) -> bytes:
    """The event as blocks of deflate that end at a byte and can be read without those before them."""
    if len(event) <= _SMALL:
        return stored(event)
    # A window of its own: what is not in this event cannot be referred to.
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(event) + deflate.flush(zlib.Z_FULL_FLUSH)


def stored(event: bytes) -> bytes:
    """The event in a block that says it as it is, and the sign to hand it on: cheap words for one reader alone."""
    size = len(event)
    if size > _LARGEST_STORED:
        return packed(event)
    return struct.pack("<BHH", 0, size, size ^ _LARGEST_STORED) + event + FLUSH


def in_coding(event: bytes, coding: str) -> bytes:
    """The event as a stream in this coding has it."""
    return packed(event) if coding == GZIP else event
