"""`onrecord hold`: an update in doubt, hidden while it is checked."""

import click

from onrecord.cli.orders import carry_out
from onrecord.domain.commands import HoldUpdate
from onrecord.domain.ids import UpdateId


@click.command(
    epilog="Example:\n\n  onrecord hold storm 0199c1de-7a52-7c3e-b1a4-5d7f0c9e2b11",
)
@click.argument("slug")
@click.argument("update_id", metavar="UPDATE-ID")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(slug: str, update_id: str, as_json: bool) -> None:
    """Hide an update while it is being checked; `onrecord release` brings it back."""
    order = HoldUpdate(update_id=UpdateId(update_id))
    carry_out(slug, order, update_id=order.update_id, as_json=as_json)
