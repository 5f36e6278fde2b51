"""Log lines: one a record, whatever is in it; and requests that are told of without telling of people."""

import asyncio
import json
import logging
from collections.abc import MutableMapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.delivery.tally import Tally
from onrecord.site.environment import BadSetting
from onrecord.site.logs import configure, context
from onrecord.site.logs.formats import Json, Text
from onrecord.site.logs.requests import Requests


def _record(message: str, **more: Any) -> logging.LogRecord:
    record = logging.LogRecord("onrecord.desk", logging.WARNING, __file__, 1, "%s", (message,), None)
    record.__dict__.update(more)
    return record


@given(st.text() | st.sampled_from(["a\nb", "\x1b[31m", "\u2028", "\r\n2026-01-01 forged", "\udc80"]))
def test_no_message_begins_another_line_or_steers_a_terminal(message: str) -> None:
    for formatter in (Json(), Text()):
        line = formatter.format(_record(message, path=message))
        assert len(line.splitlines()) == 1
        assert "\x1b" not in line
        line.encode()


def test_a_json_line_says_what_when_where_and_for_whom() -> None:
    request, coverage = context.request_id.set("abc"), context.coverage.set("storm")
    try:
        line = json.loads(Json().format(_record("slow", status=500, seconds=3.5, user="ida")))
    finally:
        context.request_id.reset(request)
        context.coverage.reset(coverage)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "onrecord.desk",
        "message": "slow",
        "status": 500,
        "seconds": 3.5,
        "request_id": "abc",
        "coverage": "storm",
    }


def test_a_failure_is_told_with_its_traceback_on_one_json_line() -> None:
    try:
        raise OSError("full\nand more")
    except OSError as error:
        record = _record("no")
        record.exc_info = (OSError, error, error.__traceback__)
    assert "full" in json.loads(Json().format(record))["exception"]
    assert all(line.startswith("    ") for line in Text().format(record).splitlines()[1:])


def test_a_setting_that_is_no_format_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LOG", "xml")
    with pytest.raises(BadSetting, match="text or json"):
        configure()


@pytest.mark.parametrize(
    ("given", "is_kept"), [(b"a1-b.c_D", True), (b"a" * 65, False), (b"a b", False), (b"a\n", False), (b"", False)]
)
def test_a_proxys_request_id_is_kept_where_it_can_stand_in_a_log(given: bytes, is_kept: bool) -> None:
    assert (context.request_id_of(given) == given.decode()) is is_kept


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/desk/c/storm-eve/write/", "storm-eve"),
        ("/api/v1/coverages/storm/updates", "storm"),
        ("/desk/", None),
        ("/desk/c/<script>/", None),
    ],
)
def test_the_coverage_is_told_from_the_address(path: str, slug: str | None) -> None:
    assert context.coverage_of(path) == slug


def _asked(path: str, status: int, **headers: str) -> tuple[dict[bytes, bytes], Tally]:
    said: list[MutableMapping[str, Any]] = []
    tally = Tally()

    async def site(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"four"})

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    listed = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"q=secret", "headers": listed}
    asyncio.run(Requests(tally)(site, "desk", scope, receive, send))
    return dict(said[0]["headers"]), tally


def test_a_request_is_counted_and_its_id_goes_out_with_the_reply() -> None:
    headers, tally = _asked("/desk/", 200, x_request_id="from-the-proxy")
    assert headers[b"x-request-id"] == b"from-the-proxy"
    assert [(kind, status, served.replies, served.bytes) for kind, status, served in tally.all_served()] == [
        ("desk", 200, 1, 4)
    ]


def test_what_fails_is_logged_without_the_query_or_a_link_that_lets_in(caplog: pytest.LogCaptureFixture) -> None:
    _asked("/accounts/link/let-me-in", 500)
    (record,) = caplog.records
    assert record.__dict__["path"] == "/accounts/link/…"
    assert record.__dict__["status"] == 500
    assert "secret" not in Json().format(record)
    caplog.clear()
    _asked("/desk/", 200)
    assert not caplog.records


def test_every_request_is_logged_where_that_is_asked_for(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_ACCESS_LOG", "yes")
    caplog.set_level(logging.INFO, "onrecord.requests")
    _asked("/desk/", 200)
    assert [record.levelname for record in caplog.records] == ["INFO"]


@pytest.mark.parametrize("name", ["uvicorn.error", "django.security.DisallowedHost"])
def test_what_anybody_can_have_written_is_written_seldom(
    name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure()
    logger, now = logging.getLogger(name), 1000.0
    monkeypatch.setattr("onrecord.site.logs.strangers.time.monotonic", lambda: now)
    for _ in range(50):
        logger.error("Invalid HTTP request received.", exc_info=ValueError("no"))
    now += 61
    logger.error("Invalid HTTP request received.")
    assert [(record.getMessage(), record.exc_info) for record in caplog.records] == [
        ("Invalid HTTP request received.", None),
        ("Invalid HTTP request received. (49 more like it before)", None),
    ]


def test_what_the_server_says_besides_is_written_each_time(caplog: pytest.LogCaptureFixture) -> None:
    configure()
    for _ in range(3):
        logging.getLogger("uvicorn.error").error("Exception in ASGI application")
    assert len(caplog.records) == 3
