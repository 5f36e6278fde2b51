"""Pictures for readers: renditions out of one folder, by names that only digests can be."""

import asyncio
import os
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from onrecord.delivery.http import ANY_ORIGIN, TEXT, Header, Receive, Scope, Send, answer, header
from onrecord.delivery.replies.sending import has_it

# A digest, a dot, a kind: no other name is looked for, so none can lead anywhere.
_NAME = re.compile(r"/media/(?P<name>(?P<token>[0-9a-f]{32})\.(?P<suffix>avif|webp|jpg))", re.ASCII)
_TYPES = {"avif": b"image/avif", "webp": b"image/webp", "jpg": b"image/jpeg"}
_MISSING_CACHE = b"public, max-age=10"
_CHUNK = 128 * 1024
_THREADS = 4
_METHODS: Header = (b"allow", b"GET, HEAD")
_T = TypeVar("_T")


class Media:
    """Answers `/media/...`: from `folder`, or by sending readers `elsewhere` where the files are no longer here.

    Every request opens its file anew, so a file that has been deleted is gone for the next reader.
    """

    def __init__(self, folder: Path | None = None, *, cache_control: str, elsewhere: str | None = None) -> None:
        self._folder = folder
        self._cache_control = cache_control.encode()
        self._elsewhere = elsewhere
        self._threads = ThreadPoolExecutor(max_workers=_THREADS, thread_name_prefix="onrecord-media")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        if scope["method"] not in ("GET", "HEAD"):
            await answer(scope, send, 405, b"Only GET and HEAD work here.\n", TEXT, (_METHODS,))
            return
        asked = _NAME.fullmatch(scope["path"].removeprefix(scope.get("root_path", "")))
        if asked is None:
            await _not_found(scope, send)
        elif self._folder is None:
            await _moved(scope, send, self._elsewhere and f"{self._elsewhere}{asked['name']}")
        else:
            await self._file(self._folder / asked["name"], asked["token"], asked["suffix"], scope, send)

    async def _file(self, path: Path, token: str, suffix: str, scope: Scope, send: Send) -> None:
        opened = await self._in_thread(partial(_opened, path))
        if opened is None:
            await _not_found(scope, send)
            return
        file, size = opened
        with file:
            etag = f'"{token}"'.encode()
            headers: list[Header] = [
                (b"etag", etag),
                (b"cache-control", self._cache_control),
                (b"x-content-type-options", b"nosniff"),
                (b"cross-origin-resource-policy", b"cross-origin"),
                ANY_ORIGIN,
            ]
            if has_it(header(scope, b"if-none-match"), etag):
                await send({"type": "http.response.start", "status": 304, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
            headers += [(b"content-type", _TYPES[suffix]), (b"content-length", b"%d" % size)]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            left = size if scope["method"] == "GET" else 0
            while left and (chunk := await self._in_thread(partial(file.read, min(_CHUNK, left)))):
                left -= len(chunk)
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    async def _in_thread(self, call: Callable[[], _T]) -> _T:
        """Disks may take their time; the event loop has streams to write."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


def _opened(path: Path) -> tuple[BinaryIO, int] | None:
    try:
        file = path.open("rb", buffering=0)
    except OSError:
        return None
    return file, os.fstat(file.fileno()).st_size


async def _not_found(scope: Scope, send: Send) -> None:
    await answer(scope, send, 404, b"There is no such picture.\n", TEXT, ((b"cache-control", _MISSING_CACHE),))


async def _moved(scope: Scope, send: Send, location: str | None) -> None:
    if location is None:
        await _not_found(scope, send)
        return
    headers = ((b"location", location.encode()), (b"cache-control", b"public, max-age=600"))
    await answer(scope, send, 302, b"", TEXT, headers)
