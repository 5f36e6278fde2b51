"""`onrecord retract`: an update that does not stand."""

import click

from onrecord.cli.orders import carry_out
from onrecord.domain.commands import RetractUpdate
from onrecord.domain.ids import UpdateId


@click.command(
    epilog='Example:\n\n  onrecord retract storm 0199c1de-7a52-7c3e-b1a4-5d7f0c9e2b11 --reason "The bridge stands."',
)
@click.argument("slug")
@click.argument("update_id", metavar="UPDATE-ID")
@click.option("--reason", required=True, help="Why, in words that readers will see.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(slug: str, update_id: str, reason: str, as_json: bool) -> None:
    """Take an update's words away from every page; its address, its time and the reason stay. There is no way back."""
    order = RetractUpdate(update_id=UpdateId(update_id), reason=reason)
    carry_out(slug, order, update_id=order.update_id, as_json=as_json)
