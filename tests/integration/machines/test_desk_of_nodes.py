"""What the desk of one node knows of the others: their readers, and whether they have taken something down."""

import html
import os
import re
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.postgres import PostgresServer
from tests.running import ROOT, Journalist, Server, Story, workers_of
from tests.serving import RawReader

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]
_PATIENCE = 60.0


class Desk(NamedTuple):
    """An administrator at the desk of one node with a coverage, and the node beside it."""

    browser: httpx.Client
    story: Story
    here: Server
    there: Server
    database: str

    def post(self, address: str, **fields: str) -> str:
        """Where it leads to."""
        token = self.browser.cookies["csrftoken"]
        answer = self.browser.post(address, data=fields, headers={"X-CSRFToken": token})
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    def take_down(self, update_id: str) -> str:
        """The report on it."""
        report = self.post(
            f"/desk/c/{self.story.slug}/u/{update_id}/redact/", reason="Court order 7", confirmation="ERASE"
        )
        return self.browser.get(report).text

    def ask_again(self, update_id: str) -> str:
        return self.browser.get(self.post(f"/desk/c/{self.story.slug}/u/{update_id}/takedown/")).text

    def rows(self) -> list[str]:
        """The machines that have told of themselves."""
        with psycopg.connect(self.database) as account:
            return [name for (name,) in account.execute("SELECT name FROM onrecord_node")]

    def are_both_heard(self) -> bool:
        lately = "SELECT count(*) FROM onrecord_node WHERE at > now() - interval '1 minute'"
        with psycopg.connect(self.database) as account:
            return account.execute(lately).fetchone() == (2,)


class Site(NamedTuple):
    """Two nodes, an administrator who is signed in at the first, and a journalist."""

    browser: httpx.Client
    journalist: Journalist
    nodes: list[Server]
    database: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer) -> Iterator[Site]:
    key = secrets.token_hex()
    with postgres.database("desk_of_nodes") as database, ExitStack() as stack:
        nodes = []
        for name in ("node-0", "node-1"):
            settings = {"ONRECORD_DATABASE_URL": database, "ONRECORD_SECRET_KEY": key}
            nodes.append(Server(tmp_path_factory.mktemp("nodes") / name, **settings))
            nodes[-1].data.mkdir()
            nodes[-1].start()
            stack.callback(nodes[-1].kill)
        journalist = Journalist(nodes[0].environment)
        stack.callback(journalist.leave)
        link = subprocess.run(
            [sys.executable, "-m", "tests.colleagues", nodes[0].url, "ida", "administrator"],
            cwd=ROOT, env=nodes[0].environment, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        browser = stack.enter_context(httpx.Client(base_url=nodes[0].url, timeout=_PATIENCE, trust_env=False))
        browser.get(link)
        browser.post(link, headers={"X-CSRFToken": browser.cookies["csrftoken"]})
        browser.get("/desk/")
        yield Site(browser, journalist, nodes, database)


@pytest.fixture
def desk(site: Site) -> Desk:
    """With both nodes up, and known to be; a test may end the second."""
    here, there = site.nodes
    if there.process is None or there.process.poll() is not None:
        there.start()
    desk = Desk(site.browser, site.journalist.open(f"harbour-{uuid4()}"), here, there, site.database)
    _until(desk.are_both_heard)
    return desk


def _until(so: Callable[[], object]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not so():
        assert time.monotonic() < deadline, "it never came to be so"
        time.sleep(0.1)


def _of_machine(report: str, node: Server) -> str:
    """The words of the row about this node."""
    rows = re.findall(r"<tr.*?</tr>", report, re.DOTALL)
    (row,) = (row for row in rows if f"{node.data}</th>" in row)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split())


@contextmanager
def _halted(node: Server) -> Iterator[None]:
    assert node.process is not None
    halted = [node.process.pid, *workers_of(node.process)]
    for pid in halted:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in halted:
            os.kill(pid, signal.SIGCONT)


def test_readers_of_another_node_are_counted_and_so_is_whom_the_news_reached(desk: Desk) -> None:
    readers = [RawReader(node.port, f"/{desk.story.slug}/stream") for node in (desk.here, desk.there, desk.there)]
    for reader in readers:
        reader.next()
    _until(lambda: "3 readers now" in desk.browser.get("/desk/").text)
    published = desk.story.do(
        "publish", id="0192c3a4-0000-7000-8000-000000000001", heading="Ferries", body=["Stay in."]
    )
    asked = f"/desk/c/{desk.story.slug}/compose/reached/?seq={published['seq']}"
    _until(lambda: desk.browser.get(asked).json().get("readers") == 3)
    for reader in readers:
        reader.close()
    desk.there.stop()
    assert [name for name in desk.rows() if name.endswith(str(desk.there.data))] == []
    _until(lambda: not re.search(r"[1-9]\d* readers? now", desk.browser.get("/desk/").text))


def test_the_report_on_a_takedown_says_of_each_machine_that_it_has_dropped_it(desk: Desk) -> None:
    report = desk.take_down(desk.story.publish("A witness", "Quixotaberrant Smith of Harbour Lane"))
    assert _of_machine(report, desk.there).endswith(" Dropped")
    assert "Every public place that was asked has dropped it." in report


def test_a_machine_that_was_not_heard_of_since_is_named(desk: Desk) -> None:
    update_id = desk.story.publish("A witness", "Quixotaberrant Smith of Harbour Lane")
    desk.there.kill()
    with psycopg.connect(desk.database, autocommit=True) as account:
        account.execute("UPDATE onrecord_node SET at = '2026-01-01T10:00Z' WHERE name LIKE '%node-1'")
        report = desk.take_down(update_id)
        assert str(desk.there.data) not in report  # it was switched off long ago
        account.execute("UPDATE onrecord_node SET at = now() - interval '5 minutes' WHERE name LIKE '%node-1'")
    report = desk.ask_again(update_id)
    assert "Could not be checked not heard from since " in _of_machine(report, desk.there)
    assert "1 place has not dropped it, or could not be asked." in report


def test_a_machine_that_is_not_so_far_in_the_log_is_named(desk: Desk) -> None:
    update_id = desk.story.publish("A witness", "Quixotaberrant Smith of Harbour Lane")
    is_over = threading.Event()

    def speak() -> None:
        with psycopg.connect(desk.database, autocommit=True) as account:
            while not is_over.wait(0.2):
                account.execute("UPDATE onrecord_node SET at = now() WHERE name LIKE '%node-1'")

    with _halted(desk.there):
        speaking = threading.Thread(target=speak)
        speaking.start()
        try:
            report = desk.take_down(update_id)
        finally:
            is_over.set()
            speaking.join()
        assert " Not yet as it said at " in _of_machine(report, desk.there)
    _until(lambda: _of_machine(desk.ask_again(update_id), desk.there).endswith(" Dropped"))
