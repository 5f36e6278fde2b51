"""A streaming reader as the hub holds it: a bare descriptor, and how far it has come."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.delivery.streams.channel import Channel

GONE = -1


class Reader:
    """No task, no queue, no transport: some eighty bytes, and one set entry.

    A descriptor's number may be another connection's a moment after it was closed; a `Reader` never is another's. So
    whoever kept one across a pause asks for its `fd`, which is GONE once it is closed.
    """

    __slots__ = ("address", "channel", "coding", "fd", "position", "rest", "since", "upto")

    def __init__(
        self, channel: "Channel", fd: int, position: int, since: int, coding: str, address: str | None
    ) -> None:
        self.channel = channel
        # What the stream is packed in, and whom it is counted with.
        self.coding = coding
        self.address = address
        self.fd = fd
        # The seq of the newest frame that was written whole, and the head when the stream began.
        self.position = position
        self.since = since
        # What is left of a write that the kernel took a part of; once it is gone, the position is `upto`.
        self.rest: memoryview | None = None
        self.upto = position
