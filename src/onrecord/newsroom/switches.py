"""What readers get, switched by an administrator."""

from onrecord.domain.ids import CoverageId
from onrecord.log import USUAL, Log, Switch
from onrecord.newsroom import audit

DELIVERY_SWITCHED = "delivery_switched"


def switch_delivery(log: Log, switch: Switch, *, actor: str, coverage_id: CoverageId | None = None) -> None:
    """From now on readers get this, of one coverage or of all; and the record says who has switched it."""
    log.set_switch(coverage_id, switch)
    audit.note(DELIVERY_SWITCHED, actor=actor, coverage_id=coverage_id or "", subject=spelt(switch))


def switched(log: Log, coverage_id: CoverageId | None = None) -> Switch:
    """What is switched for this coverage, or for all."""
    return log.switches().get(coverage_id, USUAL)


def spelt(switch: Switch) -> str:
    """The switch as the record and the command line have it."""
    return switch.mode if switch.interval_seconds is None else f"{switch.mode}, every {switch.interval_seconds} s"
