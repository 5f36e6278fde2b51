"""sse-starlette: a queue for each reader, on uvicorn."""

import asyncio
import sys

import uvicorn
from sse_starlette import EventSourceResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_queues: set[asyncio.Queue] = set()


async def stream(request: Request) -> EventSourceResponse:
    queue: asyncio.Queue = asyncio.Queue(100)

    async def events():
        _queues.add(queue)
        try:
            while True:
                number, data = await queue.get()
                yield {"id": number, "event": "change", "data": data}
        finally:
            _queues.discard(queue)

    return EventSourceResponse(events(), ping=3600)


async def publish(request: Request) -> Response:
    global _number
    _number += 1
    data = (await request.body()).decode()
    for queue in _queues:
        queue.put_nowait((str(_number), data))
    return Response()


_number = 0
app = Starlette(routes=[Route("/stream", stream), Route("/publish", publish, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="error", loop="uvloop", backlog=4096)
