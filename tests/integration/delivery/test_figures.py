"""What is counted of readers, as Prometheus gets it; before both doors."""

import json
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

from onrecord.site.figures import Notice, Noticeboard
from onrecord.site.figures.exposition import exposition
from onrecord.site.figures.families import FAMILIES
from tests.serving import RawReader, Site, Story, quick, serving, wait_until


def figure(site: Site, name: str, **labels: str) -> float:
    """The sum of the samples of this name that have these labels."""
    text = site.get("/metrics").text
    samples = (sample for family in plain(text) for sample in family.samples)
    return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


def changed(site: Site, name: str, by: float = 1, **labels: str) -> Callable[[], bool]:
    before = figure(site, name, **labels)
    return lambda: figure(site, name, **labels) == before + by


def test_everything_told_is_a_known_figure_with_its_labels(site: Site, story: Story) -> None:
    site.wait_for(story)
    families = {family.shown: family for family in FAMILIES}
    with site.reader(f"/{story.slug}/stream") as reader:
        reader.next()
        told = list(plain(site.get("/metrics").text))
    assert len(told) > 25
    for metric in told:
        family = families.get(metric.name) or families[f"{metric.name}_total"]
        assert metric.documentation == family.help
        for sample in metric.samples:
            assert sample.labels.keys() - {"le"} == {"worker", *family.labels}


def test_openmetrics_is_told_to_who_asks_for_it(site: Site) -> None:
    reply = site.get("/metrics", accept="application/openmetrics-text; version=1.0.0")
    assert reply.headers["content-type"].startswith("application/openmetrics-text")
    assert {family.name for family in openmetrics(reply.text)}  # type: ignore[no-untyped-call] # as the library has it >= {"onrecord_up", "onrecord_stream_frames"}


def test_open_streams_are_counted_by_transport_and_coverage(site: Site, story: Story, has_front_door: bool) -> None:
    transport = "identity" if has_front_door else "task"
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream") as reader:
        reader.next()
        wait_until(lambda: figure(site, "onrecord_readers", transport=transport) == 1)
        assert figure(site, "onrecord_coverage_readers", coverage=story.slug) == 1
    ended = lambda: figure(site, "onrecord_stream_endings_total", reason="gone") == 1  # noqa: E731
    wait_until(ended)
    assert figure(site, "onrecord_readers", transport=transport) == 0


def test_who_comes_anew_comes_back_and_cannot_come_back_is_told_apart(site: Site, story: Story) -> None:
    story.publish("one")
    site.wait_for(story)
    for query, outcome in (("", "new"), ("?after=1", "resumed"), ("?after=99", "reset")):
        has_changed = changed(site, "onrecord_stream_openings_total", outcome=outcome)
        with site.reader(f"/{story.slug}/stream{query}") as reader:
            reader.next()
            wait_until(has_changed)


def test_who_is_told_to_poll_is_counted_as_refused() -> None:
    with serving(limits=quick(most_readers=0)) as site:
        story = Story(site.log)
        site.wait_for(story)
        site.reader(f"/{story.slug}/stream").close()
        wait_until(lambda: figure(site, "onrecord_stream_openings_total", outcome="refused") == 1)


def test_each_delivery_and_the_last_reader_of_each_event_are_timed(site: Site, story: Story) -> None:
    site.wait_for(story)
    readers = [site.reader(f"/{story.slug}/stream") for _ in range(3)]
    for reader in readers:
        reader.next()
    story.publish("news")
    for reader in readers:
        assert reader.change()["seq"] == 2
    wait_until(lambda: figure(site, "onrecord_delivery_seconds_count") == 3)
    wait_until(lambda: figure(site, "onrecord_last_reader_seconds_count") == 1)
    assert figure(site, "onrecord_stream_frames_total") == 3
    assert figure(site, "onrecord_log_head") == 2
    for reader in readers:
        reader.close()


def test_what_came_before_a_reader_says_nothing_of_how_soon_news_is(site: Site, story: Story) -> None:
    story.publish_many(5)
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after=1") as reader:
        reader.changes(6)
        wait_until(lambda: figure(site, "onrecord_stream_frames_total") == 5)
    assert figure(site, "onrecord_delivery_seconds_count") == 0


def test_replies_are_counted_by_kind_and_status_and_by_where_they_come_from(site: Site, story: Story) -> None:
    site.wait_for(story)
    etag = site.get(f"/{story.slug}").headers["etag"]
    size = len(site.client.get(f"/{story.slug}", headers={"accept-encoding": "identity"}).content)
    before = figure(site, "onrecord_reply_bytes_total", kind="page")
    from_memory = figure(site, "onrecord_replies_from_memory_total")
    site.client.get(f"/{story.slug}", headers={"accept-encoding": "identity"})
    assert figure(site, "onrecord_reply_bytes_total", kind="page") == before + size
    assert figure(site, "onrecord_replies_from_memory_total") == from_memory + 1
    assert site.get(f"/{story.slug}", if_none_match=etag).status_code == 304
    assert figure(site, "onrecord_replies_total", kind="page", status="304") == 1
    site.get("/no-such-coverage")
    assert figure(site, "onrecord_replies_total", status="404") == 1


def test_a_reader_whose_line_takes_no_more_is_late_and_then_stalled(has_front_door: bool) -> None:
    if not has_front_door:
        pytest.skip("uvicorn's own connections take everything into memory of their own")
    with serving(limits=quick(stall_seconds=1)) as site:
        story = Story(site.log)
        site.wait_for(story)
        slow = RawReader(site.port, f"/{story.slug}/stream", receive_buffer=4096)
        slow.next()
        for number in range(20):
            story.publish(f"large {number}".replace(" ", "-"), "word " * 20_000)
        wait_until(lambda: figure(site, "onrecord_stream_late_total") >= 1)
        wait_until(lambda: figure(site, "onrecord_stream_endings_total", reason="stalled") == 1)
        slow.close()


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_a_proxy_gets_no_figures_without_the_token(site: Site, name: str) -> None:
    reply = site.get("/metrics", **{name.replace("-", "_"): "127.0.0.1"})
    assert reply.status_code == 403
    assert "ONRECORD_METRICS_TOKEN" in reply.text
    assert "onrecord_up" not in reply.text


def test_ready_is_not_said_while_the_process_drains(site: Site, story: Story) -> None:
    site.wait_for(story)
    assert site.get("/readyz").text == "ok\n"
    site.delivery.drain()
    reply = site.get("/readyz")
    assert reply.status_code == 503
    assert "about to end" in reply.text
    assert site.get("/healthz").status_code == 200


def _notice(worker: str, pid: int, readers: float, at: float, began_at: float = 0.0) -> Notice:
    samples = [["readers", ["task"], readers], ["delivery_seconds", [], [[1, 2], 0.5, [0.1]]]]
    return Notice(worker=worker, pid=pid, at=at, began_at=began_at, samples=samples)


def test_what_one_process_puts_up_the_others_read(tmp_path: Path) -> None:
    board = Noticeboard(tmp_path, "0")
    board.post(_notice("1", 1, 7, time.monotonic()))
    board.post(_notice("2", 2, 7, time.monotonic() - 60))
    (tmp_path / "figures-3-3.json").write_text("{")
    (tmp_path / "figures-4-4.json").write_text(json.dumps({"worker": "4"}))
    assert [notice.worker for notice in board.others()] == ["1"]
    text, _ = exposition(board.others(), "")
    samples = {sample.name: sample for family in plain(text.decode()) for sample in family.samples}
    assert samples["onrecord_readers"].labels == {"transport": "task", "worker": "1"}
    assert samples["onrecord_delivery_seconds_count"].value == 3


def test_a_successor_and_who_leaves_are_two_series(site: Site, tmp_path: Path) -> None:
    site.application.reporter.board.folder = tmp_path
    own = site.application.reporter.now()
    site.application.reporter.board.post(replace(own, pid=1, began_at=own.began_at - 9))
    workers = {s.labels["worker"] for f in plain(site.get("/metrics").text) for s in f.samples}
    assert workers == {"0", "0-1"}


def test_who_asks_for_a_websocket_leaves_no_line_in_the_log(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_connection(("127.0.0.1", site.port)) as line:
        line.sendall(
            b"GET /desk/ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert line.recv(12).startswith(b"HTTP/1.1 ")
    assert not caplog.records


def test_with_a_token_only_who_shows_it_may_ask(site: Site) -> None:
    site.application.metrics.token = "open-sesame"
    assert site.get("/metrics").status_code == 403
    assert site.get("/metrics", authorization="Bearer open-sesam").status_code == 403
    reply = httpx.get(f"{site.url}/metrics", headers={"authorization": "Bearer open-sesame", "x-real-ip": "192.0.2.1"})
    assert "onrecord_up" in reply.text
