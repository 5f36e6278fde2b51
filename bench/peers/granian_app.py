"""Granian, ASGI: a task for each reader, who waits for the next event."""

import asyncio
import itertools
import sys

_waiting: set[asyncio.Future] = set()
_events: list[bytes] = []


async def app(scope, receive, send) -> None:
    if scope["type"] != "http":
        return
    if scope["path"] == "/publish":
        message = await receive()
        data = message["body"]
        while message.get("more_body"):
            message = await receive()
            data += message["body"]
        _events.append(b"id: %d\nevent: change\ndata: %b\n\n" % (len(_events) + 1, data))
        for waiter in list(_waiting):
            if not waiter.done():
                waiter.set_result(None)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    await send({"type": "http.response.body", "body": b": hello\n\n", "more_body": True})
    for place in itertools.count(len(_events)):
        # The next may have come while this one was sent.
        while place == len(_events):
            waiter = asyncio.get_running_loop().create_future()
            _waiting.add(waiter)
            try:
                await waiter
            finally:
                _waiting.discard(waiter)
        await send({"type": "http.response.body", "body": _events[place], "more_body": True})


if __name__ == "__main__":
    from granian import Granian

    # How many it serves at a time is what its backlog has room for, unless it is told.
    most = {"workers": 1, "backlog": 4096, "backpressure": 20_000}
    Granian("granian_app:app", port=int(sys.argv[1]), interface="asgi", log_enabled=False, **most).serve()
