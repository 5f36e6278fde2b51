"""Those who want something of a site while a crowd comes to it, and how long each of them waited."""

import http.client
import json
import secrets
import threading
import time
from abc import abstractmethod
from contextlib import suppress
from dataclasses import dataclass

_PATIENCE = 60.0
_AGAIN = 0.02


@dataclass(frozen=True, slots=True)
class Visit:
    """From asking to having been answered."""

    began: float
    ended: float
    is_answered: bool

    def waited_since(self, moment: float) -> float:
        """How long of it was after this moment."""
        return self.ended - max(self.began, moment)


class Visitor(threading.Thread):
    """Asks again and again until told to stop."""

    def __init__(self, port: int, every: float) -> None:
        super().__init__(daemon=True)
        self.visits: list[Visit] = []
        self._every = every
        self._is_over = threading.Event()
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)

    def run(self) -> None:
        while not self._is_over.wait(self._every):
            began = time.monotonic()
            try:
                is_answered = self.ask(self._line)
            except (OSError, http.client.HTTPException):
                is_answered = False
                self._line.close()
            self.visits.append(Visit(began, time.monotonic(), is_answered))
            if not is_answered:
                time.sleep(_AGAIN)
        self._line.close()

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    def since(self, moment: float) -> list[Visit]:
        """The visits that were not over at this moment."""
        return [visit for visit in list(self.visits) if visit.ended >= moment]

    @abstractmethod
    def ask(self, line: http.client.HTTPConnection) -> bool:
        """Whether the answer was as it should be."""


class Reads(Visitor):
    """A page, packed as browsers take it; on one connection, or each time on a new one as who has just come."""

    def __init__(self, port: int, path: str, *, is_new: bool, every: float = 0.01) -> None:
        super().__init__(port, every)
        self._path, self._is_new = path, is_new

    def ask(self, line: http.client.HTTPConnection) -> bool:
        if self._is_new:
            line.close()
        line.request("GET", self._path, headers={"Accept-Encoding": "br"})
        reply = line.getresponse()
        reply.read()
        return reply.status == 200


class Publishes(Visitor):
    """Updates through the API, each until it is taken."""

    def __init__(self, port: int, slug: str, token: str, every: float) -> None:
        super().__init__(port, every)
        self._path = f"/api/v1/coverages/{slug}/updates"
        self._token = token
        self._key = ""
        self.head = 0

    def ask(self, line: http.client.HTTPConnection) -> bool:
        self._key = self._key or secrets.token_hex(8)
        content = {"heading": "Meanwhile", "body": [{"type": "text", "html": "Ferries stay in. " * 40}]}
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": self._key,
        }
        line.request("POST", self._path, json.dumps({"content": content}), headers)
        reply = line.getresponse()
        said = reply.read()
        if reply.status not in (200, 201):
            return False
        self._key = ""
        with suppress(KeyError, ValueError):
            self.head = max(self.head, json.loads(said)["version"])
        return True
