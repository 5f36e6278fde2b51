"""The hand that publishes while the crowd listens: through the API with a token, or straight into the database."""

import http.client
import json
import secrets
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from onrecord.cli.bench.address import Address
from onrecord.cli.refused import Refused

if TYPE_CHECKING:
    from onrecord.newsroom import Newsroom

HEADLINE = "Load test"
_WORDS = "Ferries stay in while the water rises. "
_PATIENCE = 30.0


@dataclass(frozen=True, kw_only=True)
class Published:
    """An event that the log has acknowledged: its seq, and when we began to publish it."""

    seq: int
    begun_at: float
    seconds: float


class Publisher(Protocol):
    """Writes in one coverage."""

    slug: str

    def publish(self, number: int, letters: int) -> Published:
        """Publish an update with so much text; raises Refused."""


class ThroughApi:
    """With a token; opens a coverage unless it is given one."""

    def __init__(self, address: Address, token: str, slug: str | None, *, is_any_certificate: bool) -> None:
        self._address = address
        self._token = token
        self._connection = _connection(address, is_any_certificate=is_any_certificate)
        self.slug = slug or self._open()

    def publish(self, number: int, letters: int) -> Published:
        content = {"heading": _heading(number), "body": [{"type": "text", "html": _words(letters)}]}
        path = f"/api/v1/coverages/{self.slug}/updates"
        # Sent again after a lost answer it is not published twice.
        key = secrets.token_hex(8)
        begun_at = time.monotonic()
        seq = self._ask(path, {"content": content}, key)["version"]
        return Published(seq=seq, begun_at=begun_at, seconds=time.monotonic() - begun_at)

    def _open(self) -> str:
        slug = f"load-test-{secrets.token_hex(3)}"
        return str(self._ask("/api/v1/coverages", {"headline": HEADLINE, "slug": slug}, slug)["slug"])

    def _ask(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = {
            "Host": self._address.authority,
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self._connection.request("POST", path, json.dumps(body), headers)
                reply = self._connection.getresponse()
                said = reply.read()
            except (OSError, http.client.HTTPException) as error:
                self._connection.close()
                if time.monotonic() > deadline:
                    raise Refused(f"{self._address.origin} does not take what is published ({error}).") from error
                time.sleep(0.2)
                continue
            if reply.status in (200, 201):
                return _json(said)
            if reply.status != 503 or time.monotonic() > deadline:
                raise Refused(f"{self._address.origin}{path} answers {reply.status}: {_message(said)}")
            time.sleep(0.2)


class IntoDatabase:
    """In this process, with the database that the settings name; the server finds it in the log."""

    def __init__(self, slug: str | None) -> None:
        from onrecord.cli.installation import coverage_at, database_trouble, open_newsroom
        from onrecord.domain.content import CoverageDetails

        self._newsroom: Newsroom = open_newsroom()
        with database_trouble():
            if slug is None:
                details = CoverageDetails(headline=HEADLINE)
                name = f"load-test-{secrets.token_hex(3)}"
                coverage = self._newsroom.open_coverage(details, name, actor="bench")
            else:
                coverage = coverage_at(self._newsroom, slug)
        self._coverage_id = coverage.id
        self.slug = coverage.slug

    def publish(self, number: int, letters: int) -> Published:
        from onrecord.cli.installation import database_trouble
        from onrecord.domain.blocks import Text
        from onrecord.domain.commands import PublishUpdate
        from onrecord.domain.content import UpdateContent
        from onrecord.newsroom import new_update_id

        content = UpdateContent(heading=_heading(number), body=(Text(html=_words(letters)),))
        order = PublishUpdate(update_id=new_update_id(), content=content)
        begun_at = time.monotonic()
        with database_trouble():
            seq = self._newsroom.execute(self._coverage_id, order, actor="bench")[-1].seq
        return Published(seq=seq, begun_at=begun_at, seconds=time.monotonic() - begun_at)


def open_page(address: Address, path: str, *, is_any_certificate: bool) -> None:
    """Read a page as the first of all readers does; raises Refused where it is not there."""
    connection = _connection(address, is_any_certificate=is_any_certificate)
    try:
        connection.request("GET", path, headers={"Host": address.authority})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Refused(f"{address.origin} does not answer ({error}); is it running?") from error
    finally:
        connection.close()
    if status != 200:
        raise Refused(
            f"{address.origin}{path} answers {status}: it has another database than the settings here name,"
            " or is another program. With --token-file updates go through its API."
        )


def _heading(number: int) -> str:
    return f"{HEADLINE}, update {number}"


def _words(letters: int) -> str:
    return (_WORDS * (letters // len(_WORDS) + 1))[:letters].strip() or "."


def _connection(address: Address, *, is_any_certificate: bool) -> http.client.HTTPConnection:
    if not address.is_tls:
        return http.client.HTTPConnection(address.host, address.port, timeout=_PATIENCE)
    context = ssl.create_default_context()
    if is_any_certificate:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(address.host, address.port, timeout=_PATIENCE, context=context)


def _json(said: bytes) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads(said)
    except ValueError as error:
        raise Refused("What answers there is not this program's API.") from error
    return body


def _message(said: bytes) -> str:
    try:
        return str(json.loads(said)["error"]["message"])
    except (ValueError, KeyError, TypeError):
        return "no reason given"
