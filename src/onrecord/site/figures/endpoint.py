"""`/metrics`: the figures of all processes of this machine, for those who may have them."""

import asyncio
import hmac
import ipaddress
from collections.abc import Callable
from dataclasses import replace

from onrecord.delivery import Receive, Scope, Send
from onrecord.delivery.http import TEXT, Header, answer, header
from onrecord.site.figures.exposition import exposition
from onrecord.site.figures.noticeboard import Notice, Noticeboard

_NO_STORE: Header = (b"cache-control", b"no-store")
# With one of these a request came through a proxy, which may have let anybody ask.
_FORWARDED = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via", b"cf-connecting-ip")
_REFUSED = (
    b"These figures are for this machine alone, or for whoever shows the token of ONRECORD_METRICS_TOKEN.\n"
    b"Ask at its own address, not through a proxy, or send: Authorization: Bearer TOKEN\n"
)


class Metrics:
    """How many read what is the newsroom's business: without a token only this machine may ask, and not for others."""

    def __init__(self, board: Noticeboard, own: Callable[[], Notice], token: str | None) -> None:
        self._board = board
        self._own = own
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        if scope["method"] not in ("GET", "HEAD"):
            await answer(scope, send, 405, b"Only GET and HEAD work here.\n", TEXT, ((b"allow", b"GET, HEAD"),))
        elif not self._may_ask(scope):
            await answer(scope, send, 403, _REFUSED, TEXT, (_NO_STORE,))
        else:
            accept = (header(scope, b"accept") or b"").decode("latin-1")
            body, kind = await asyncio.get_running_loop().run_in_executor(None, self._told, accept)
            await answer(scope, send, 200, body, kind.encode(), (_NO_STORE,))

    def _told(self, accept: str) -> tuple[bytes, str]:
        notices = [self._own(), *self._board.others()]
        return exposition(_apart(notices), accept)

    def _may_ask(self, scope: Scope) -> bool:
        if self.token is not None:
            shown = header(scope, b"authorization") or b""
            return hmac.compare_digest(shown, b"Bearer " + self.token.encode())
        client = scope.get("client")
        if client is None or any(header(scope, name) is not None for name in _FORWARDED):
            return False
        try:
            address = ipaddress.ip_address(client[0])
        except ValueError:
            return False
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _apart(notices: list[Notice]) -> list[Notice]:
    """One name for each process: who leaves while a successor has its number gets another."""
    told: list[Notice] = []
    known: set[str] = set()
    for notice in sorted(notices, key=lambda notice: -notice.began_at):
        is_new = notice.worker not in known
        known.add(notice.worker)
        told.append(notice if is_new else replace(notice, worker=f"{notice.worker}-{notice.pid}"))
    return sorted(told, key=lambda notice: notice.worker)
