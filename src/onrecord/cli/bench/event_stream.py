"""The bytes of an event stream, as they come off a line, and the events in them."""

from typing import NamedTuple

# An event that is longer is none that any reader would be sent.
_LONGEST = 16 * 1024 * 1024
# All readers are sent the same bytes: what has been read once is known.
_REMEMBERED = 4096


class Event(NamedTuple):
    kind: str
    id: str | None
    data: bytes


class NotAStream(Exception):
    """What comes cannot be an event stream; the message says why."""


class Decoder:
    """One reader's place between two pieces."""

    __slots__ = ("_is_chunked", "_known", "_raw", "_text")

    def __init__(self, known: dict[bytes, list[Event]], *, is_chunked: bool) -> None:
        """`known` is shared by all readers of a process."""
        self._known = known
        self._is_chunked = is_chunked
        self._raw = b""
        self._text = b""

    def feed(self, piece: bytes) -> list[Event]:
        """The events that this piece completes; raises NotAStream."""
        if self._raw or self._text:
            return self._read(piece)
        known = self._known.get(piece)
        if known is None:
            known = self._read(piece)
            if not self._raw and not self._text:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[piece] = known
        return known

    def _read(self, piece: bytes) -> list[Event]:
        text = self._text + (self._unchunked(piece) if self._is_chunked else piece)
        # A line may end in CR LF, and the piece between the two.
        held = text[-1:] if text.endswith(b"\r") else b""
        text = text[: len(text) - len(held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *whole, rest = text.split(b"\n\n")
        self._text = (b"" if rest.strip(b"\n") == b"" else rest) + held
        if len(self._text) + len(self._raw) > _LONGEST:
            raise NotAStream(f"an event longer than {_LONGEST:,} bytes")
        return [event for block in whole if (event := _event(block)) is not None]

    def _unchunked(self, piece: bytes) -> bytes:
        raw, chunks, at = self._raw + piece, [], 0
        while (end := raw.find(b"\r\n", at)) >= 0:
            try:
                size = int(raw[at:end].partition(b";")[0], 16)
            except ValueError as error:
                raise NotAStream("a chunk without its length") from error
            if not 0 <= size <= _LONGEST:
                raise NotAStream("a chunk of an impossible length")
            if len(raw) < end + 2 + size + 2:
                break
            chunks.append(raw[end + 2 : end + 2 + size])
            at = end + 2 + size + 2
        self._raw = raw[at:]
        return b"".join(chunks)


def _event(block: bytes) -> Event | None:
    kind, name, data = "message", None, []
    for line in block.split(b"\n"):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            data.append(value)
        elif field == b"event":
            kind = value.decode("utf-8", "replace")
        elif field == b"id" and b"\0" not in value:
            name = value.decode("utf-8", "replace")
    return Event(kind, name, b"\n".join(data)) if data else None
