"""Server-sent events as the HTML standard parses them, fed in pieces of any size."""

import codecs
from dataclasses import dataclass


@dataclass(frozen=True)
class StreamEvent:
    type: str
    data: str
    last_event_id: str


class EventStreamParser:
    """Bytes in, events out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._is_start = True
        self._after_cr = False
        self._line = ""
        self._type = ""
        self._data: list[str] = []
        self._id = ""
        self.last_event_id = ""
        self.retry_ms: int | None = None

    def feed(self, piece: bytes) -> list[StreamEvent]:
        events = []
        text = self._decoder.decode(piece)
        if text and self._is_start:
            text, self._is_start = text.removeprefix("\ufeff"), False
        for character in text:
            if self._after_cr and character == "\n":
                self._after_cr = False
                continue
            self._after_cr = character == "\r"
            if character not in "\r\n":
                self._line += character
                continue
            line, self._line = self._line, ""
            if line:
                self._field(line)
            elif (event := self._dispatched()) is not None:
                events.append(event)
        return events

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self._type = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._id = value
            case "retry" if value.isascii() and value.isdigit():
                self.retry_ms = int(value)

    def _dispatched(self) -> StreamEvent | None:
        self.last_event_id = self._id
        kind, data = self._type, self._data
        self._type, self._data = "", []
        return StreamEvent(kind or "message", "\n".join(data), self._id) if data else None
