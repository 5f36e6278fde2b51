"""Readers' and the desk's sides joined: which address goes to which."""

import asyncio
import re
from typing import Protocol

from onrecord.delivery import Delivery, Receive, Scope, Send
from onrecord.delivery.replies.counted import Counted
from onrecord.site.figures import Everywhere, Metrics, Reporter
from onrecord.site.figures.noticeboard import board_of_this_process
from onrecord.site.inside import Inside
from onrecord.site.logs.requests import Requests

# Django's own; every other address is the readers'.
_DESK = re.compile(r"/(?P<area>desk|accounts|api|admin|i18n|static)(?:/|$)")


class Asgi(Protocol):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None: ...


class Scheduler(Protocol):
    """Something that works beside the site as long as it is served."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Application:
    """The whole site as one ASGI application; without `desk` it is the readers' side alone."""

    def __init__(
        self,
        delivery: Delivery,
        desk: Asgi | None = None,
        media: Asgi | None = None,
        schedule: Scheduler | None = None,
        metrics_token: str | None = None,
    ) -> None:
        self.delivery = delivery
        self.reporter = Reporter(delivery, board_of_this_process())
        self.metrics = Metrics(self.reporter.board, self.reporter.now, metrics_token)
        self.everywhere = Everywhere(self.reporter)
        self.inside = Inside(self, self.everywhere)
        self._requests = Requests(delivery.tally)
        self._schedule = schedule
        self._desk = desk
        self._media = media

    def drain(self) -> None:
        """Tell the readers of streams to come back later; call it before connections are asked to end."""
        self.delivery.drain()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                path: str = scope["path"].removeprefix(scope.get("root_path", ""))
                if self._media is not None and path.startswith("/media/"):
                    await self._media(scope, receive, Counted(send, self.delivery.tally, "media"))
                elif path == "/metrics":
                    await self.metrics(scope, receive, Counted(send, self.delivery.tally, "metrics"))
                elif self._desk is not None and (area := _DESK.match(path)):
                    await self._requests(self._desk, area["area"], scope, receive, send)
                else:
                    await self.delivery(scope, receive, send)
            case "lifespan":
                await self._lifespan(receive, send)
            case "websocket":
                await send({"type": "websocket.close", "code": 1000})
            case unknown:
                raise ValueError(f"an ASGI scope of type {unknown!r} is not served here")

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await self.delivery.start()
            self.inside.begin()
            self.reporter.start()
            if self.everywhere.nodes is not None:
                self.everywhere.nodes.start()
            if self._schedule is not None:
                self._schedule.start()
        except Exception as error:
            await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
            raise
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._schedule is not None:
            await asyncio.get_running_loop().run_in_executor(None, self._schedule.stop)
        self.reporter.stop()
        if self.everywhere.nodes is not None:
            await asyncio.get_running_loop().run_in_executor(None, self.everywhere.nodes.stop)
        await self.delivery.stop()
        await send({"type": "lifespan.shutdown.complete"})
