"""A coverage as JSON: what readers may see of it, and nothing else."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from onrecord.delivery.following.frames import to_json
from onrecord.domain.blocks import Block
from onrecord.domain.coverage import Coverage
from onrecord.domain.updates import Revision, Standing, Update, Withdrawal


class Pieces:
    """The JSON of a coverage's updates, each made once and kept while it stands; for any thread.

    What changes with every event is small, so a coverage of ten thousand updates is joined again in milliseconds.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[int, bytes]] = {}

    def update(self, update: Update) -> bytes:
        kept = self._kept.get(update.ordinal)
        if kept is None or kept[0] != update.version:
            kept = self._kept[update.ordinal] = (update.version, to_json(_update(update)))
        return kept[1]

    def forget(self, ordinal: int) -> None:
        """Let an update go from memory, because something has happened to it."""
        self._kept.pop(ordinal, None)


def coverage_json(coverage: Coverage, pieces: Pieces) -> bytes:
    """The coverage with its updates, oldest first: no held ones, and of withdrawn ones only the reason."""
    shown = (update for update in coverage.updates.values() if update.standing is not Standing.HELD)
    return b'%b,"updates":[%b]}' % (_head(coverage)[:-1], b",".join(map(pieces.update, shown)))


def _head(coverage: Coverage) -> bytes:
    details = coverage.details
    pinned = coverage.pinned
    return to_json(
        {
            "id": coverage.id,
            "slug": coverage.slug,
            "head": coverage.head,
            "state": coverage.state.value,
            "opened_at": _plain(coverage.opened_at),
            "updated_at": _plain(coverage.updated_at),
            **_plain(details),
            "key_points": _plain(coverage.key_points),
            "pinned_update_id": None if pinned is None else pinned.id,
        }
    )


def _update(update: Update) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": update.id,
        "order": update.ordinal,
        "version": update.version,
        "standing": update.standing.value,
        "published_at": _plain(update.published_at),
    }
    if update.standing is Standing.PUBLISHED and update.content is not None:
        return {
            **told,
            "revised_at": _plain(update.revised_at),
            "revision": update.revision,
            "is_key_event": update.is_key_event,
            **_plain(update.content),
            "corrections": [_correction(revision) for revision in update.corrections],
        }
    withdrawal = update.redaction or update.retraction
    return {**told, "withdrawal": None if withdrawal is None else _withdrawal(withdrawal)}


def _correction(revision: Revision) -> dict[str, Any]:
    kind = None if revision.kind is None else revision.kind.value
    return {"kind": kind, "at": _plain(revision.at), "note": revision.note}


def _withdrawal(withdrawal: Withdrawal) -> dict[str, Any]:
    return {"at": _plain(withdrawal.at), "reason": withdrawal.reason}


def _plain(thing: Any) -> Any:
    """The domain's value as JSON has it: a block says its type, a time is RFC 3339 in UTC."""
    if isinstance(thing, datetime):
        return thing.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(thing, Enum):
        return thing.value
    if is_dataclass(thing) and not isinstance(thing, type):
        kind = {"type": thing.kind} if isinstance(thing, Block) else {}
        return {**kind, **{field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}}
    if isinstance(thing, Mapping):
        return {key: _plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(item) for item in thing]
    return thing
