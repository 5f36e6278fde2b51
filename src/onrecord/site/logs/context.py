"""Which request is being worked on, for every line that is logged meanwhile, in whatever thread."""

import re
from contextvars import ContextVar
from uuid import uuid4

request_id: ContextVar[str | None] = ContextVar("onrecord_request_id", default=None)
coverage: ContextVar[str | None] = ContextVar("onrecord_coverage", default=None)

_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,64}", re.ASCII)
_COVERAGE = re.compile(r"/(?:desk/c|api/v1/coverages)/([a-z0-9]+(?:-[a-z0-9]+)*)(?:/|$)", re.ASCII)


def request_id_of(given: bytes | None) -> str:
    """The id that a proxy gave the request, if it is one that can stand in a log, else a new one."""
    if given is not None and _GIVEN.fullmatch(given):
        return given.decode("ascii")
    return uuid4().hex


def coverage_of(path: str) -> str | None:
    """The slug in an address of the desk or of the API."""
    found = _COVERAGE.match(path)
    return None if found is None else found[1]
