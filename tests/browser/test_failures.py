"""Lost networks, killed servers, sleeping tabs: nothing that was acknowledged is missing, and nothing doubled."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.page import SOON, expect_applied, expect_streaming, ids
from tests.line import Line
from tests.running import Journalist, Server, Story

_RECOVERY = 60_000


@pytest.fixture
def story(journalist: Journalist) -> Story:
    return journalist.open("cut-off")


def _expect_exactly(page: Page, published: list[str]) -> None:
    expect(page.locator(f"#u-{published[-1]}")).to_be_attached(timeout=_RECOVERY)
    assert ids(page) == [f"u-{update_id}" for update_id in reversed(published)]


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    line = Line(server.port)
    yield line
    line.close()


def test_after_a_lost_network_nothing_is_missing_and_nothing_doubled(
    server: Server, story: Story, line: Line, reader: Callable[..., Page]
) -> None:
    published = [story.publish("Before")]
    cut_off = [reader(f"{line.url}/{story.slug}") for _ in range(2)]
    connected = reader(f"{server.url}/{story.slug}")
    for page in (*cut_off, connected):
        expect_streaming(page)
    line.cut()
    for page in cut_off:
        page.context.set_offline(True)
    published += [story.publish(f"Meanwhile {number}") for number in range(5)]
    expect(connected.locator(f"#u-{published[-1]}")).to_be_attached(timeout=SOON)
    for page in cut_off:
        assert ids(page) == [f"u-{published[0]}"]
    line.mend()
    for page in cut_off:
        page.context.set_offline(False)
    published.append(story.publish("After"))
    for page in (*cut_off, connected):
        _expect_exactly(page, published)


@pytest.mark.slow
def test_a_line_that_is_dead_without_a_word_is_noticed_and_left(
    story: Story, line: Line, reader: Callable[..., Page]
) -> None:
    """No browser event, no closed connection: only the beats do not come."""
    published = [story.publish("Before")]
    page = reader(f"{line.url}/{story.slug}")
    expect_streaming(page)
    line.cut()
    published += [story.publish(f"Meanwhile {number}") for number in range(3)]
    expect(page.locator("html")).not_to_have_attribute("data-live", "streaming", timeout=_RECOVERY)
    assert ids(page) == [f"u-{published[0]}"]
    line.mend()
    _expect_exactly(page, published)


def test_a_lost_connection_is_shown_and_its_return_too(
    server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    story.publish("Before")
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    server.kill()
    expect(page.locator("#connection")).to_be_visible(timeout=_RECOVERY)
    server.start()
    expect_streaming(page)
    expect(page.locator("#connection")).to_be_hidden(timeout=_RECOVERY)


@pytest.mark.slow
def test_kill_nine_between_publish_and_delivery_loses_nothing(
    server: Server, story: Story, reader: Callable[..., Page]
) -> None:
    """What was acknowledged is on every page once; what was refused is on none."""
    published = [story.publish("Before")]
    pages = [reader(f"{server.url}/{story.slug}") for _ in range(3)]
    for page in pages:
        expect_streaming(page)
    refused = []
    for round_ in range(3):
        published += [story.publish(f"Round {round_}, {number}") for number in range(4)]
        server.kill()
        published.append(story.publish(f"While the server is dead, {round_}"))
        refused.append(story.do("publish", id=f"refused-{round_}", heading=" ", body=[]))
        server.start()
    for page in pages:
        _expect_exactly(page, published)
        expect_streaming(page)
    assert [answer["refused"] for answer in refused] == ["EmptyUpdate"] * 3


def test_a_restarted_server_takes_its_readers_back(server: Server, story: Story, reader: Callable[..., Page]) -> None:
    published = [story.publish("Before")]
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    server.stop()
    published.append(story.publish("Between"))
    server.start()
    published.append(story.publish("After"))
    _expect_exactly(page, published)


def test_a_tab_that_slept_catches_up(server: Server, story: Story, reader: Callable[..., Page]) -> None:
    published = [story.publish("Before")]
    page = reader(f"{server.url}/{story.slug}")
    expect_streaming(page)
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    published += [story.publish(f"Overnight {number}") for number in range(50)]
    server.kill()
    server.start()
    session.send("Page.setWebLifecycleState", {"state": "active"})
    expect_applied(page, 52)
    assert ids(page)[:51] == [f"u-{update_id}" for update_id in reversed(published)][:51]
    assert len(ids(page)) == len(set(ids(page)))


def test_where_streams_cannot_go_the_page_polls(server: Server, story: Story, reader: Callable[..., Page]) -> None:
    story.publish("Before")
    polling = reader(f"{server.url}/{story.slug}")
    polling.context.route("**/stream*", lambda route: route.abort())
    polling.reload()
    expect(polling.locator("html")).to_have_attribute("data-live", "polling", timeout=_RECOVERY)
    update_id = story.publish("By polling")
    expect(polling.locator(f"#u-{update_id}")).to_be_visible(timeout=SOON)
    story.do("retract", id=update_id, reason="Not so.")
    expect(polling.locator(f"#u-{update_id}")).to_contain_text("Not so.", timeout=SOON)
