"""A record as one JSON object, the way an export carries it."""

from collections.abc import Mapping
from typing import Any

from onrecord.domain.ids import CoverageId
from onrecord.log.codec import decode_time, encode_time
from onrecord.log.log import LogRecord, UnreadableRecord

_KINDS: dict[str, tuple[type, ...]] = {
    "coverage_id": (str,),
    "seq": (int,),
    "type": (str,),
    "version": (int,),
    "at": (str,),
    "actor": (str,),
    "facts": (dict,),
    "payload": (dict, type(None)),
    "salt": (str, type(None)),
    "payload_digest": (str,),
}


def to_json(record: LogRecord) -> dict[str, Any]:
    """The record as a JSON object; `from_json` gives the very same record back."""
    return {
        "coverage_id": record.coverage_id,
        "seq": record.seq,
        "type": record.type,
        "version": record.version,
        "at": encode_time(record.at),
        "actor": record.actor,
        "facts": dict(record.facts),
        "payload": None if record.payload is None else dict(record.payload),
        "salt": record.salt,
        "payload_digest": record.payload_digest,
    }


def from_json(value: object) -> LogRecord:
    """The record that this JSON object is; raises UnreadableRecord. Whether it can be believed, `restore` checks."""
    if not isinstance(value, Mapping) or set(value) != set(_KINDS):
        raise UnreadableRecord(f"a record is an object with the fields {', '.join(_KINDS)}")
    for name, kinds in _KINDS.items():
        if type(value[name]) not in kinds:
            raise UnreadableRecord(f"a record's {name} is not {kinds[0].__name__}: {value[name]!r:.80}")
    try:
        at = decode_time(value["at"])
    except (ValueError, OverflowError) as error:
        raise UnreadableRecord(f"a record's time is not one: {error}") from error
    return LogRecord(**{**value, "at": at, "coverage_id": CoverageId(value["coverage_id"])})
