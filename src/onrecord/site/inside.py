"""The public site asked from inside its own process: what readers get, without a network between."""

import asyncio
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import Any, Protocol

from onrecord.delivery import Receive, Scope, Send
from onrecord.desk.public_site import Machine, Reply
from onrecord.domain.ids import CoverageId
from onrecord.site.figures import Everywhere

# A page of 1,500 updates as JSON is some megabytes; more than this is no answer of ours.
_MOST_BYTES = 64 * 2**20


class _Site(Protocol):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Inside:
    """Readers' side of this process, for threads other than its event loop's."""

    def __init__(self, site: _Site, everywhere: Everywhere) -> None:
        self._site = site
        self._everywhere = everywhere
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """From now on the site can be asked; called in the event loop that serves it."""
        self._loop = asyncio.get_running_loop()

    def get(self, path: str, *, until: Callable[[bytes], bool] | None = None, seconds: float = 10.0) -> Reply:
        if self._loop is None:
            raise TimeoutError("the site is not being served")
        asked = asyncio.run_coroutine_threadsafe(self._get(path, until, seconds), self._loop)
        return asked.result(seconds + 1)

    def readers(self, coverage_id: CoverageId) -> int:
        return self._everywhere.readers(coverage_id)

    @property
    def hears_all(self) -> bool:
        return self._everywhere.hears_all

    def behind(self, coverage_id: CoverageId, seq: int, position: int) -> list[str]:
        return self._everywhere.behind(coverage_id, seq, position)

    def machines(self, coverage_id: CoverageId, seq: int, position: int) -> list[Machine]:
        return self._everywhere.machines(coverage_id, seq, position)

    async def _get(self, path: str, until: Callable[[bytes], bool] | None, seconds: float) -> Reply:
        plain, _, query = path.partition("?")
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": plain,
            "raw_path": plain.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(b"host", b"localhost"), (b"accept-encoding", b"identity")],
            "client": None,
            "server": None,
        }
        enough = asyncio.Event()
        body, status = bytearray(), 0

        async def receive() -> dict[str, Any]:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                return
            body.extend(message.get("body", b""))
            is_over = not message.get("more_body", False) or len(body) > _MOST_BYTES
            if is_over or (until is not None and until(bytes(body))):
                enough.set()

        answering = asyncio.ensure_future(self._site(scope, receive, send))
        waiting = asyncio.ensure_future(enough.wait())
        try:
            async with asyncio.timeout(seconds):
                await asyncio.wait({answering, waiting}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (answering, waiting):
                if not task.done():
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task
        if answering.done() and not answering.cancelled() and (error := answering.exception()) is not None:
            raise OSError(f"{path} failed: {error}") from error
        return Reply(status=status, body=bytes(body))
