"""Starts the workers, starts anew those that end, replaces them one after another, and sends them home.

Waits for nothing but its own selector, and holds nothing that could fail: what a worker can do wrong stays a worker's.
"""

import signal
import time
from collections.abc import Callable, Mapping, Sequence

from onrecord.site.crew import line
from onrecord.site.crew.ear import Ear, has_terminal, say
from onrecord.site.crew.reload import Reload
from onrecord.site.crew.service_manager import ServiceManager
from onrecord.site.crew.slot import Slot
from onrecord.site.crew.worker import Place, Worker

# Whoever serves says every five seconds that it lives. A worker that has been stopped, or whose event loop stands, is
# ended after so many looks, one a second; looks and not seconds, so that a machine that slept wakes with its workers.
_LOOK = 1.0
_LONGEST_SILENCE = 60
# A successor may have a long log to read, and a leaving worker a desk's request to finish.
_LONGEST_START = 300
_LONGEST_LEAVE = 60
# More than a worker waits for requests that are being worked on.
_LONGEST_STOP = 20


class Supervisor:
    """`run` returns the exit code: 0 once it was told to stop, 1 where the site cannot be served."""

    def __init__(self, places: Sequence[Place], environment: Callable[[], Mapping[str, str]]) -> None:
        """`environment` is what workers are started in, asked for anew at each reload; it may raise ValueError."""
        self._places = places
        self._ask_environment = environment
        self._environment: Mapping[str, str] = {}
        self._slots = [Slot(place.number) for place in places]
        self._manager = ServiceManager()
        self._reload = Reload(self._slots, self._made, self._manager)
        self._ear = Ear()
        self._exit_code: int | None = None
        self._is_prepared = False
        self._has_served = False
        self._wants_reload = False
        self._stopped_for: int | None = None
        self._had_terminal = has_terminal()
        self._looked_at = self._signed_at = time.monotonic()

    def run(self) -> int:
        self._environment = self._ask_environment()
        with self._ear.listening():
            while self._exit_code is None:
                if self._stopped_for is None:
                    self._start_due()
                    self._reload.go_on()
                elif not any(slot.workers for slot in self._slots):
                    self._exit_code = 0
                    break
                self._ear.wait(self._until())
                self._obey()
                self._listen()
                self._bury()
                self._look()
        return self._exit_code

    def _until(self) -> float:
        due = [self._looked_at + _LOOK]
        if self._stopped_for is None:
            due += [slot.due_at for slot in self._slots if slot.due_at is not None]
        if self._manager.sign_every is not None:
            due.append(self._signed_at + self._manager.sign_every)
        return min(due)

    def _obey(self) -> None:
        for number in self._ear.signals():
            match number:
                case signal.SIGTERM | signal.SIGINT:
                    self._stop()
                case signal.SIGHUP if self._had_terminal and not has_terminal():
                    self._stop()  # it was closed
                case signal.SIGHUP if self._stopped_for is None:
                    self._begin_reload()

    def _stop(self) -> None:
        """Let all send their readers away; told a second time, end them at once."""
        for slot in self._slots:
            for worker in slot.workers:
                worker.terminate() if self._stopped_for is None else worker.kill()
        if self._stopped_for is None:
            self._stopped_for = 0
            self._manager.stopping()

    def _begin_reload(self) -> None:
        self._wants_reload = not self._has_served  # then it is kept until all serve
        if self._wants_reload:
            return
        try:
            self._reload.begin(self._ask_environment)
        except ValueError as error:
            self._reload.give_up(str(error))

    # What workers say, and how they end

    def _listen(self) -> None:
        for slot in self._slots:
            for worker in slot.workers:
                self._hear(slot, worker)

    def _hear(self, slot: Slot, worker: Worker) -> None:
        for word in self._ear.words(worker.line):
            worker.silent = 0
            if word == line.PREPARED:
                self._is_prepared = worker.is_prepared = True
                for waiting in (slot.current for slot in self._slots if slot.current is not None):
                    waiting.line.say(line.GO)
            elif word == line.READY:
                worker.is_ready = True
                if worker is slot.coming and self._stopped_for is None:
                    self._environment = self._reload.succeed(slot)
        if not self._has_served and all(slot.serves for slot in self._slots):
            self._has_served = True
            self._manager.ready(f"{len(self._slots)} serving")
            if self._wants_reload:
                self._begin_reload()

    def _bury(self) -> None:
        for slot in self._slots:
            for worker in [worker for worker in slot.workers if worker.has_ended()]:
                self._hear(slot, worker)  # its last words
                was_coming, was_current = worker is slot.coming, worker is slot.current
                self._ear.forget(worker.line)
                worker.let_go()
                slot.lose(worker)
                if self._stopped_for is not None:
                    continue
                if was_coming:
                    self._reload.give_up(f"{worker.name}, the new one, {worker.how_it_ended()}")
                elif was_current:
                    self._miss(slot, worker)

    def _miss(self, slot: Slot, worker: Worker) -> None:
        if not self._has_served and not worker.is_ready and worker.exit_code == 1:
            self._give_up()  # it has said itself why the site cannot be served
        elif slot.is_hopeless and not any(slot.serves for slot in self._slots):
            say(f"{worker.name} {worker.how_it_ended()}, as those before it; there is no use in starting another")
            self._give_up()
        else:
            say(f"{worker.name} {worker.how_it_ended()}; starting another")

    def _give_up(self) -> None:
        for slot in self._slots:
            for worker in slot.workers:
                worker.kill()
        self._exit_code = 1

    # Starting and looking after

    def _start_due(self) -> None:
        now = time.monotonic()
        for slot in self._slots:
            if slot.due_at is not None and slot.due_at <= now:
                # Until the database is as it has to be the first prepares it, and the others come no further.
                prepares = slot.number == 0 and not self._is_prepared
                try:
                    waits = not self._is_prepared and not prepares
                    slot.take(self._made(slot, self._environment, prepares=prepares, waits=waits))
                except OSError as error:
                    slot.fail()
                    why = f"worker {slot.number} cannot be started ({error.strerror or error})"
                    if slot.is_hopeless and not any(each.workers for each in self._slots):
                        say(f"{why}; there is no use in trying again")
                        self._give_up()
                        return
                    say(f"{why}; trying again")

    def _made(
        self, slot: Slot, environment: Mapping[str, str], *, prepares: bool, waits: bool = False, is_heir: bool = False
    ) -> Worker:
        place = self._places[slot.number]
        greets = prepares and not is_heir
        worker = Worker(place, environment, prepares=prepares, greets=greets, waits=waits, is_heir=is_heir)
        self._ear.attend(worker.line)
        return worker

    def _look(self) -> None:
        now = time.monotonic()
        if self._manager.sign_every is not None and now >= self._signed_at + self._manager.sign_every:
            self._signed_at = now
            self._manager.sign_of_life()
        if now < self._looked_at + _LOOK:
            return
        self._looked_at = now
        for slot in self._slots:
            for worker in slot.workers:
                worker.silent += 1
                worker.waited += 1
                why = self._why_end(slot, worker)
                if why is not None:
                    say(f"{worker.name} {why}; ending it")
                    worker.kill()
        if self._stopped_for is not None:
            self._stopped_for += 1

    def _why_end(self, slot: Slot, worker: Worker) -> str | None:
        """Why this worker has been waited for long enough, None if it has not."""
        if self._stopped_for is not None:
            return None if self._stopped_for < _LONGEST_STOP else "does not stop"
        if worker in slot.leaving:
            return None if worker.waited < _LONGEST_LEAVE else "does not leave"
        if worker.is_ready:
            return None if worker.silent < _LONGEST_SILENCE else f"has been silent for {worker.silent} seconds"
        # Preparing a large database takes as long as it takes.
        is_late = worker.is_prepared and worker.waited > _LONGEST_START and (self._is_prepared or worker is slot.coming)
        return "does not get ready" if is_late else None
