"""Requests to the desk and the API: numbered, counted, and logged where somebody has to look at them."""

import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from onrecord.delivery import Receive, Scope, Send
from onrecord.delivery.http import header
from onrecord.delivery.replies.counted import Counted
from onrecord.delivery.tally import Tally
from onrecord.site import environment
from onrecord.site.logs import context

_logger = logging.getLogger("onrecord.requests")
# A journalist has noticed by then.
_SLOW_SECONDS = 2.0
# A part of an address that lets somebody in must not lie about in logs.
_SECRET = re.compile(r"(/accounts/(?:link|invitation|password/reset/key)/)[^/]+")
_LONGEST_PATH = 300


class Requests:
    """Passes requests on. Addresses of people are not logged, nor are queries, which can hold what they typed."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._is_all_logged = environment.flag("ONRECORD_ACCESS_LOG")

    async def __call__(
        self,
        site: Callable[[Scope, Receive, Send], Awaitable[None]],
        kind: str,
        scope: Scope,
        receive: Receive,
        send: Send,
    ) -> None:
        counted = Counted(send, self._tally, kind)
        number = context.request_id_of(header(scope, b"x-request-id"))
        tokens = context.request_id.set(number), context.coverage.set(context.coverage_of(scope["path"]))
        began_at = time.perf_counter()

        async def numbered(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), (b"x-request-id", number.encode())]}
            await counted(message)

        try:
            await site(scope, receive, numbered)
        finally:
            self._note(scope, counted, time.perf_counter() - began_at)
            context.request_id.reset(tokens[0])
            context.coverage.reset(tokens[1])

    def _note(self, scope: Scope, counted: Counted, seconds: float) -> None:
        is_bad = counted.status >= 500 or seconds > _SLOW_SECONDS
        if not (is_bad or self._is_all_logged):
            return
        path = _SECRET.sub(r"\1…", scope["path"])[:_LONGEST_PATH]
        about = {
            "method": scope["method"],
            "path": path,
            "kind": counted.kind,
            "status": counted.status,
            "seconds": round(seconds, 4),
        }
        level = logging.WARNING if is_bad else logging.INFO
        _logger.log(level, "slow request" if seconds > _SLOW_SECONDS else "request", extra=about)
