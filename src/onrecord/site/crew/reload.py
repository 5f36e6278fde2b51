"""New workers for old ones, one place after another: whoever serves goes on until the successor is ready."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from onrecord.site.crew import line
from onrecord.site.crew.ear import say
from onrecord.site.crew.service_manager import ServiceManager
from onrecord.site.crew.slot import Slot
from onrecord.site.crew.worker import Worker


class Make(Protocol):
    def __call__(
        self, slot: Slot, environment: Mapping[str, str], *, prepares: bool, waits: bool = False, is_heir: bool = False
    ) -> Worker:
        """Start a worker for this place; raises OSError."""


class Reload:
    """Belongs to the supervisor. A successor that fails ends the reload: those who serve go on."""

    def __init__(self, slots: Sequence[Slot], make: Make, manager: ServiceManager) -> None:
        self._slots = slots
        self._make = make
        self._manager = manager
        self._environment: Mapping[str, str] = {}
        self._queue: list[Slot] = []
        self._begun: Slot | None = None
        self._again: Callable[[], Mapping[str, str]] | None = None

    def begin(self, environment: Callable[[], Mapping[str, str]]) -> None:
        """Replace all workers, by such as have this environment; raises what it raises."""
        if self._queue:
            self._again = environment
            return
        self._manager.reloading()
        self._environment = environment()
        self._queue = list(self._slots)
        say("reloading")

    def go_on(self) -> None:
        """Begin with the next place once the worker who was replaced has left."""
        while self._queue:
            slot = self._queue[0]
            if slot.coming is not None or slot.leaving:
                return
            if slot is not self._begun:
                self._begun = slot
                self._replace(slot)
                return
            self._queue.pop(0)
            self._begun = None
            if not self._queue:
                say("reloaded")
                self._end(f"{len(self._slots)} serving")

    def succeed(self, slot: Slot) -> Mapping[str, str]:
        """The successor here is ready: it takes the place; returns what others are to be started in from now on."""
        left, heir = slot.succeed(), slot.current
        if heir is not None and heir.bequest is not None:
            bequest, heir.bequest = heir.bequest, None
            if left is not None and not left.line.say(line.LEAVE, bequest.fileno()):
                left.terminate()
            bequest.close()
        return self._environment

    def give_up(self, why: str) -> None:
        say(f"the reload was given up: {why}. Those who serve go on")
        self._queue.clear()
        self._begun = None
        self._end(f"{len(self._slots)} serving; the last reload was given up")

    def _replace(self, slot: Slot) -> None:
        try:
            slot.coming = self._make(slot, self._environment, prepares=slot is self._slots[0], is_heir=True)
        except OSError as error:
            self.give_up(f"worker {slot.number} cannot be started ({error.strerror or error})")

    def _end(self, status: str) -> None:
        self._manager.ready(status)
        again, self._again = self._again, None
        if again is not None:
            try:
                self.begin(again)
            except ValueError as error:
                self.give_up(str(error))
