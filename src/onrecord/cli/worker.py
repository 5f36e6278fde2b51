"""What one worker of `onrecord run` does; its supervisor starts it as `python -m onrecord.cli.worker`."""

import os
import signal
import socket
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.greeting import greet
from onrecord.cli.installation import demand_migrated, migrate, set_up
from onrecord.cli.main import printable
from onrecord.cli.refused import Refused
from onrecord.cli.sample_player import sample_playing
from onrecord.log import LogError
from onrecord.site import environment, public_url
from onrecord.site.capacity import take_descriptors
from onrecord.site.crew import Order, read_order
from onrecord.site.crew.line import LineEnded
from onrecord.site.crew.member import Member
from onrecord.site.environment import BadSetting

if TYPE_CHECKING:
    from onrecord.site.server import Server


def main() -> int:
    """Serve until told to leave; returns the exit code, 1 where the site cannot be served."""
    # Ctrl-C goes to all that were started from a terminal; it is for the supervisor to say when a worker ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    order = read_order(sys.argv[1])
    member = Member(order)
    try:
        try:
            server = _server(order, member)
        finally:
            # Whoever waits does not say what the one who prepares has said already.
            if order.waits:
                member.wait_for_go()
        has_desk = environment.flag("ONRECORD_DESK")
        if order.sample and not has_desk:
            raise Refused("The sample needs the desk: leave out --sample, or ONRECORD_DESK=no.")
        if order.prepares:
            migrate() if has_desk else demand_migrated()
        if order.greets:
            greet(order.url, sample=order.sample, invites=has_desk)
        if order.prepares:
            member.tell_prepared()
        _serve(server, order)
    except LineEnded:
        pass
    except (Refused, BadSetting, LogError) as refusal:
        click.echo(f"onrecord: {printable(str(refusal))}", err=True)
        return 1
    return 0


def _server(order: Order, member: Member) -> "Server":
    take_descriptors()
    set_up()
    public_url.listening_at(order.url)
    from onrecord.site.asgi import application, delivery
    from onrecord.site.garbage import collect_seldom
    from onrecord.site.server import server

    collect_seldom()

    return server(
        application, forwarded_allow_ips=order.behind, begun=lambda serving: member.begin(serving, delivery.handover)
    )


def _serve(server: "Server", order: Order) -> None:
    from onrecord.desk.room import newsroom

    listening = socket.socket(fileno=order.listening)
    # uvicorn raises the signal that ended it once more when all is done; then it has been obeyed already.
    signal.signal(signal.SIGTERM, lambda *_: None)
    run_folder = Path(os.environ["ONRECORD_RUN_DIR"])
    with sample_playing(newsroom(), run_folder) if order.sample else nullcontext():
        server.run(sockets=[listening])


if __name__ == "__main__":
    sys.exit(main())
