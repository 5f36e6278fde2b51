"""`onrecord bench`: rehearse an election night."""

import json
import re
import sys
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import click

from onrecord.cli.bench.address import Address, read_address
from onrecord.cli.bench.crowd import Plan, Told
from onrecord.cli.bench.crowds import Crowds
from onrecord.cli.bench.descriptors import processes_for
from onrecord.cli.bench.figures import delivered, spread, summed
from onrecord.cli.bench.publisher import IntoDatabase, Published, Publisher, ThroughApi, open_page
from onrecord.cli.bench.report import Cost, Report, as_json, as_words
from onrecord.cli.bench.server import Used, processes_at, used
from onrecord.cli.durations import DURATION
from onrecord.cli.progress import progress
from onrecord.cli.refused import Refused

_STREAM = re.compile(r"/([a-z0-9-]+)/stream(?:\?.*)?")
_HEADER = re.compile(r"[A-Za-z0-9-]+: ?[\x20-\x7e]*")
_EVENTS = 20


@dataclass(frozen=True, kw_only=True)
class Events:
    """What is published: how many, how far apart, and how long; and how long their deliveries are waited for."""

    count: int
    every: float
    letters: int
    patience: float
    listen: float


@click.command("bench", epilog="Example:\n\n  onrecord bench http://127.0.0.1:8000 --readers 5000 --events 20")
@click.argument("url")
@click.option(
    "--readers", default=1000, show_default=True, type=click.IntRange(0, 1_000_000), help="How many read the stream."
)
@click.option(
    "--polling", default=0, show_default=True, type=click.IntRange(0, 1_000_000), help="How many poll beside them."
)
@click.option(
    "--stalled", default=0.0, show_default=True, metavar="PERCENT", type=click.FloatRange(0, 100),
    help="How many per cent of the readers stop reading once they are in.",
)  # fmt: skip
@click.option(
    "--churn", default=0.0, show_default=True, metavar="READERS", type=click.FloatRange(0, 100_000),
    help="How many readers a second leave, and as many others come.",
)  # fmt: skip
@click.option(
    "--ramp", default=1000.0, show_default=True, metavar="READERS", type=click.FloatRange(1, 100_000),
    help="How many readers come in a second, until all are there.",
)  # fmt: skip
@click.option("--events", type=click.IntRange(1, 10_000), help=f"How many updates to publish. [default: {_EVENTS}]")
@click.option("--every", type=DURATION, default="1s", show_default=True, metavar="DURATION", help="How far apart.")
@click.option(
    "--letters", default=560, show_default=True, type=click.IntRange(1, 200_000),
    help="How much text each has; 560 make an event of 1.5 KB.",
)  # fmt: skip
@click.option("--listen-only", is_flag=True, help="Publish nothing: hear what somebody else publishes.")
@click.option(
    "--for", "listen", type=DURATION, default="30s", show_default=True, metavar="DURATION",
    help="How long to listen, with --listen-only.",
)  # fmt: skip
@click.option(
    "--token-file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Publish through the API with the token in this file; - reads it from standard input. "
    "Default: straight into the database that the settings name.",
)  # fmt: skip
@click.option("--header", multiple=True, metavar="'NAME: VALUE'", help="Send this with every request; may be repeated.")
@click.option("--insecure", is_flag=True, help="Take any certificate.")
@click.option(
    "--pid", multiple=True, type=click.IntRange(1), help="The server's processes, if they are here and not found."
)
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes the readers are parted among.")
@click.option(
    "--patience", type=DURATION, default="30s", show_default=True, metavar="DURATION",
    help="How long to wait for the last deliveries.",
)  # fmt: skip
@click.option("--json", "is_json", is_flag=True, help="Report as JSON.")
def command(
    url: str,
    readers: int,
    polling: int,
    stalled: float,
    churn: float,
    ramp: float,
    events: int | None,
    every: timedelta,
    letters: int,
    listen_only: bool,
    listen: timedelta,
    token_file: Path | None,
    header: tuple[str, ...],
    insecure: bool,
    pid: tuple[int, ...],
    processes: int | None,
    patience: timedelta,
    is_json: bool,
) -> None:
    """Open many readers of a stream, publish, and say how soon each of them had it, what is missing, what it cost.

    URL is this site's address: then a coverage is opened for the test, and updates are published in it. Or it is the
    address of a stream, any server's: then this listens, and publishes there only with --events.

    Exits with 1 if an event is missing or came twice.
    """
    address = read_address(url)
    if not readers + polling:
        raise click.BadParameter("there has to be at least one", param_hint="--readers")
    if bad := [each for each in header if not _HEADER.fullmatch(each)]:
        raise click.BadParameter(f"{bad[0]!r:.60} is no header", param_hint="--header")
    parts = processes_for(readers + polling, processes)
    publisher = None if listen_only else _publisher(address, events, token_file, is_any_certificate=insecure)
    if publisher is not None:
        address = replace(address, path=f"/{publisher.slug}/stream")
        open_page(address, f"/{publisher.slug}", is_any_certificate=insecure)
    slug = _STREAM.fullmatch(address.path)
    if polling and slug is None:
        raise Refused("Only this program's streams can be polled; give an address that ends in /stream.")
    still = round(readers * stalled / 100)
    plan = Plan(
        address=address,
        first=0,
        streams=readers - still,
        stalled=still,
        polling=polling,
        polling_path="" if slug is None else f"/{slug[1]}/changes",
        ramp=ramp,
        churn=churn,
        headers=header,
        is_any_certificate=insecure,
    )
    order = Events(
        count=events or _EVENTS,
        every=every.total_seconds(),
        letters=letters,
        patience=patience.total_seconds(),
        listen=listen.total_seconds(),
    )
    report = _rehearsed(plan, parts, publisher, order, pid)
    if is_json:
        click.echo(json.dumps(as_json(report), ensure_ascii=False))
    else:
        for line in as_words(report):
            click.echo(line)
    if not report.is_good:
        raise SystemExit(1)


def _publisher(
    address: Address, events: int | None, token_file: Path | None, *, is_any_certificate: bool
) -> Publisher | None:
    """None for one who only listens."""
    slug = None
    if address.path != "/":
        found = _STREAM.fullmatch(address.path)
        if events is None:
            return None
        if found is None:
            raise Refused(f"There is no publishing to {address.path}: give this site's address, or --listen-only.")
        slug = found[1]
    if token_file is None:
        return IntoDatabase(slug)
    token = (sys.stdin.read() if str(token_file) == "-" else token_file.read_text(encoding="utf-8")).strip()
    if not token.isascii() or not token.isprintable() or not token:
        raise Refused(f"There is no token in {token_file}.")
    return ThroughApi(address, token, slug, is_any_certificate=is_any_certificate)


def _rehearsed(
    plan: Plan, processes: int, publisher: Publisher | None, events: Events, pids: tuple[int, ...]
) -> Report:
    pids = pids or (processes_at(plan.address.port) if plan.address.is_here else ())
    asked = plan.streams + plan.stalled + plan.polling
    crowds = Crowds(plan, processes)
    try:
        before = used(pids)
        with progress("Opening readers:") as tell:
            opened = crowds.start(lambda count: tell(count, asked))
        idle = used(pids)
        before_all = crowds.begin()
        published = _listened(crowds, events.listen) if publisher is None else _published(publisher, events)
        known = crowds.known()
        count = len(published) or len(known.streams - before_all.streams)
        wanted = (opened * plan.streams // asked * count, opened * plan.polling // asked * count)
        crowds.wait(wanted, events.patience)
        after = used(pids)
        told = crowds.end()
    finally:
        crowds.close()
    if not opened:
        reasons = ", ".join(summed(each.refused for each in told))
        raise Refused(f"No reader came in at {plan.address.origin}{plan.address.path}: {reasons or 'no answer'}.")
    ids = {str(each.seq) for each in published}
    streams, polls = ids | known.streams - before_all.streams, ids | known.polls - before_all.polls
    return _report(plan, opened, published, told, (streams, polls), (pids, before, idle, after))


def _listened(crowds: Crowds, seconds: float) -> list[Published]:
    deadline = time.monotonic() + seconds
    with progress("Listening, deliveries:") as tell:
        while (left := deadline - time.monotonic()) > 0:
            tell(sum(crowds.deliveries()), None)
            time.sleep(min(left, 0.2))
    return []


def _published(publisher: Publisher, events: Events) -> list[Published]:
    published: list[Published] = []
    due_at = time.monotonic()
    with progress("Publishing updates:") as tell:
        for number in range(1, events.count + 1):
            published.append(publisher.publish(number, events.letters))
            tell(number, events.count)
            due_at = max(due_at + events.every, time.monotonic())
            if number < events.count:
                time.sleep(max(due_at - time.monotonic(), 0.0))
    return published


def _report(
    plan: Plan,
    opened: int,
    published: list[Published],
    told: list[Told],
    wanted: tuple[set[str], set[str]],
    measured: tuple[tuple[int, ...], Used, Used, Used],
) -> Report:
    begun_at = {str(each.seq): each.begun_at for each in published}
    streams = delivered([each.streams for each in told], begun_at, wanted[0])
    polls = delivered([each.polls for each in told], begun_at, wanted[1]) if plan.polling else None
    made = streams.deliveries + (0 if polls is None else polls.deliveries)
    return Report(
        url=f"{plan.address.origin}{plan.address.path}",
        asked={"streams": plan.streams, "stalled": plan.stalled, "polling": plan.polling},
        opened=opened,
        opening=spread(seconds for each in told for seconds in each.connects),
        published=spread(each.seconds for each in published),
        streams=streams,
        polls=polls,
        cut=sum(each.cut for each in told),
        came_back=sum(each.came_back for each in told),
        came_and_went=sum(each.came_and_went for each in told),
        stalled_ended=sum(each.stalled_ended for each in told),
        replies=summed(each.replies for each in told),
        told=summed(each.told for each in told),
        refused=summed(each.refused for each in told),
        cost=_cost(measured, opened, made),
    )


def _cost(measured: tuple[tuple[int, ...], Used, Used, Used], opened: int, deliveries: int) -> Cost | None:
    pids, before, idle, after = measured
    if not pids:
        return None
    return Cost(
        pids=pids,
        cpu_per_reader=(idle.cpu - before.cpu) / opened,
        cpu_per_delivery=(after.cpu - idle.cpu) / deliveries if deliveries else None,
        cpu_share=(after.cpu - idle.cpu) / max(after.at - idle.at, 1e-9),
        memory_per_reader=(idle.memory - before.memory) / opened,
        kernel_memory_per_reader=(idle.kernel - before.kernel) / opened,
    )
