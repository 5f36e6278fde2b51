"""What readers get when an operator has switched streams off, or all but caches."""

import json

from onrecord.log import USUAL, Mode, Switch
from tests.serving import RawReader, Site, Story, quick, serving, wait_until

POLL, STATIC = Switch(mode=Mode.POLL), Switch(mode=Mode.STATIC)


def as_often_as(interval_ms: int) -> list[int]:
    """A process that is behind, as one beside other tests may be, asks all to come half as often, or a quarter."""
    return [interval_ms * factor for factor in (1, 2, 4, 8)]


def holds(site: Site, mode: str) -> None:
    """Until the switch is thrown in the process that serves."""
    wait_until(lambda: site.get("/harbour/changes/latest").json().get("mode") == mode)


def test_who_reads_is_told_to_poll_each_for_a_time_of_their_own(site: Site, story: Story) -> None:
    site.wait_for(story)
    readers = [site.reader("/harbour/stream", accept_encoding=coding) for coding in ["gzip", "identity"] * 4]
    for reader in readers:
        assert reader.next().type == "beat"
    site.log.set_switch(None, POLL)
    told = []
    for reader in readers:
        last = reader.rest()[-1]
        assert (last.type, last.last_event_id) == ("poll", "1")
        told.append(json.loads(last.data)["retry_ms"])
        reader.close()
    assert all(60_000 <= retry_ms <= 120_000 for retry_ms in told)
    assert len(set(told)) > 4
    wait_until(lambda: site.delivery.hub.readers == 0)


def test_who_comes_is_told_to_poll_until_streams_are_on_again(site: Site, story: Story) -> None:
    site.log.set_switch(story.id, POLL)
    site.wait_for(story)
    holds(site, "poll")
    with site.reader("/harbour/stream?after=1") as reader:
        assert [(event.type, event.last_event_id) for event in reader.rest()] == [("poll", "1")]
    assert site.delivery.gate.refused["switch"] == 1
    site.log.set_switch(story.id, USUAL)
    holds(site, "live")
    with site.reader("/harbour/stream?after=1") as reader:
        assert reader.next().type == "beat"


def test_one_coverage_is_switched_and_the_others_go_on(site: Site, story: Story) -> None:
    vote = Story(site.log, "vote")
    site.wait_for(story)
    site.wait_for(vote)
    with site.reader("/vote/stream") as there:
        site.log.set_switch(story.id, STATIC)
        holds(site, "static")
        vote.publish("one")
        assert there.change()["seq"] == 2


def test_those_who_poll_are_told_how_long_to_wait(site: Site, story: Story) -> None:
    site.wait_for(story)
    latest = site.get("/harbour/changes/latest")
    assert latest.json()["mode"] == "live"
    assert latest.json()["interval_ms"] in as_often_as(3_000)
    site.log.set_switch(None, Switch(mode=Mode.POLL, interval_seconds=30))
    holds(site, "poll")
    latest = site.get("/harbour/changes/latest")
    interval_ms = latest.json()["interval_ms"]
    assert interval_ms in as_often_as(30_000)
    assert latest.headers["cache-control"] == f"public, max-age={interval_ms // 5000}"


def test_standing_still_caches_carry_all(site: Site, story: Story) -> None:
    site.wait_for(story)
    site.get("/harbour")
    site.get("/")
    site.log.set_switch(None, STATIC)
    holds(site, "static")
    kept = "public, max-age=60"
    assert site.get("/harbour").headers["cache-control"] == kept
    assert site.get("/harbour/changes/latest").headers["cache-control"] == kept
    for _ in range(2):  # made, and then from memory
        assert site.get("/").headers["cache-control"] == kept
    with site.reader("/harbour/stream?after=1") as first:
        assert f"cache-control: {kept}" in first.head
        assert first.next().type == "poll"
    with site.reader("/harbour/stream?after=1", last_event_id="1") as again:
        assert "cache-control: no-store" in again.head
    site.log.set_switch(None, USUAL)
    holds(site, "live")
    for path in ("/harbour", "/"):
        assert site.get(path).headers["cache-control"].startswith("public, max-age=1,")


def test_one_coverage_standing_still_leaves_the_list_of_all_as_it_is(site: Site, story: Story) -> None:
    site.wait_for(story)
    site.log.set_switch(story.id, STATIC)
    holds(site, "static")
    assert site.get("/").headers["cache-control"].startswith("public, max-age=1,")


def test_news_goes_on_reaching_those_who_poll(site: Site, story: Story) -> None:
    site.log.set_switch(None, STATIC)
    story.publish("one")
    site.wait_for(story)
    holds(site, "static")
    assert "Report one" in site.get("/harbour").text


def test_an_address_has_so_many_streams() -> None:
    with serving(limits=quick(most_per_address=2)) as site:
        story = Story(site.log)
        site.wait_for(story)
        # No proxy is trusted here, and this machine's own address is never counted.
        readers = [RawReader(site.port, "/harbour/stream") for _ in range(4)]
        assert [reader.next().type for reader in readers] == ["beat"] * 4
        for reader in readers:
            reader.close()


def test_an_address_that_a_proxy_tells_has_so_many_streams() -> None:
    with serving(limits=quick(most_per_address=2), behind="127.0.0.1") as site:
        story = Story(site.log)
        site.wait_for(story)
        reader = {"X-Forwarded-For": "192.0.2.1, 8.8.4.4"}
        here = [RawReader(site.port, "/harbour/stream", reader) for _ in range(3)]
        assert [one.next().type for one in here] == ["beat", "beat", "poll"]
        with RawReader(site.port, "/harbour/stream", {"X-Forwarded-For": "9.9.9.9"}) as other:
            assert other.next().type == "beat"
        here[0].close()
        wait_until(lambda: site.delivery.hub.readers < 3)
        with RawReader(site.port, "/harbour/stream", reader) as again:
            assert again.next().type == "beat"
        for one in here:
            one.close()
