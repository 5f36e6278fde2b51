"""Events as JSON and back: what is stored, what is exported, and the bytes that stand for an event for ever.

An event's class name is its type. Its fields are split in two: `payload` holds those that the class names as erasable,
`facts` the rest. Everything is written out, defaults included, so that what a record says never depends on a later
default (but fields of a block that came `later`, where they are None); numbers are integers, times RFC 3339 in UTC with
microseconds.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_origin

import rfc8785
from cattrs import Converter
from cattrs.errors import ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn

from onrecord.domain.blocks import Block, block_class
from onrecord.domain.content import UpdateContent
from onrecord.domain.events import Event, RecordedEvent, RevisionKind
from onrecord.log.log import LogRecord, UnreadableRecord, UnwritableEvent

VERSION = 1
EVENT_TYPES: dict[str, type[Event]] = {cls.__name__: cls for cls in get_args(Event)}
_SALT_BYTES = 16
_HEX = frozenset("0123456789abcdef")
# What a record that somebody made up runs into: wrong types, missing or foreign fields, lists in lists without end.
_UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    OverflowError,
    RecursionError,
    ForbiddenExtraKeysError,
)


def encode_time(at: datetime) -> str:
    """The time in UTC as `2026-02-16T14:05:00.000000Z`; raises ValueError for a time without a zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at!r} has no zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def decode_time(text: object) -> datetime:
    """The aware UTC time that `encode_time` wrote; raises ValueError for any other spelling."""
    if not isinstance(text, str) or not text.endswith("Z"):
        raise ValueError(f"{text!r:.80} is not a time in UTC")
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r:.80} is not a time: {error}") from error
    if encode_time(at) != text:
        raise ValueError(f"{text!r:.80} is not written as times are here")
    return at.astimezone(UTC)


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """The one spelling that RFC 8785 gives this JSON object."""
    return rfc8785.dumps(dict(value))


def payload_digest(salt: str, payload: Mapping[str, Any]) -> str:
    """What stays of a payload: the SHA-256 of its salt and its canonical bytes, in hex."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical_json(payload)).hexdigest()


def canonical_bytes(record: LogRecord) -> bytes:
    """The bytes that stand for this event for ever: all of it that no erasure touches, as RFC 8785 spells it."""
    return canonical_json(
        {
            "v": 1,
            "coverage_id": record.coverage_id,
            "seq": record.seq,
            "type": record.type,
            "version": record.version,
            "at": encode_time(record.at),
            "actor": record.actor,
            "facts": record.facts,
            "payload_digest": record.payload_digest,
        }
    )


def encode(recorded: RecordedEvent, *, salt: str | None = None) -> LogRecord:
    """The record of an event, under a fresh salt unless one is given; raises UnwritableEvent."""
    event = recorded.event
    salt = salt or secrets.token_hex(_SALT_BYTES)
    try:
        everything: dict[str, Any] = _converter.unstructure(event)
        payload = {name: everything.pop(name) for name in sorted(event.erasable)}
        return LogRecord(
            coverage_id=recorded.coverage_id,
            seq=recorded.seq,
            type=type(event).__name__,
            version=VERSION,
            at=decode_time(encode_time(recorded.at)),
            actor=recorded.actor,
            facts=json.loads(canonical_json(everything)),
            payload=payload,
            salt=salt,
            payload_digest=payload_digest(salt, payload),
        )
    except (ValueError, TypeError, OverflowError) as error:
        raise UnwritableEvent(f"{type(event).__name__} cannot be written as JSON: {error}") from error


def decode(record: LogRecord) -> RecordedEvent:
    """The event that was recorded, its erased fields None; raises UnreadableRecord."""
    try:
        return RecordedEvent(
            coverage_id=record.coverage_id,
            seq=record.seq,
            at=record.at,
            actor=record.actor,
            event=_decode_event(record),
        )
    except _UNREADABLE as error:
        raise UnreadableRecord(
            f"event {record.seq!r:.20} of coverage {record.coverage_id!r:.80} is not a {record.type!r:.80}"
            f" of version {record.version!r:.20} that this program can read: {error!s:.300}"
        ) from error


def content_to_json(content: UpdateContent) -> dict[str, Any]:
    """The words of an update as the log writes them: for what is kept, or sent, before it is recorded."""
    fields: dict[str, Any] = _converter.unstructure(content)
    return fields


def content_from_json(value: Mapping[str, Any]) -> UpdateContent:
    """The words that `content_to_json` wrote; raises ValueError for anything else. They are not clean yet."""
    try:
        return _converter.structure(value, UpdateContent)
    except _UNREADABLE as error:
        raise ValueError(f"{error!s:.300}") from error


def block_from_json(value: object) -> Block:
    """One block of a body as the log writes it; raises ValueError for anything else. It is not clean yet."""
    try:
        return _structure_block(value, Block)
    except _UNREADABLE as error:
        raise ValueError(f"{error!s:.300}") from error


def check_digest(record: LogRecord) -> None:
    """Raises UnreadableRecord unless digest, salt and payload of the record belong together."""
    where = f"event {record.seq!r:.20} of coverage {record.coverage_id!r:.80}"
    if not _is_hex(record.payload_digest, 64):
        raise UnreadableRecord(f"{where} has no digest of its payload")
    if record.payload is None and record.salt is None:
        return
    if record.payload is None or not _is_hex(record.salt, 2 * _SALT_BYTES):
        raise UnreadableRecord(f"{where} has a payload without salt, or a salt without payload")
    try:
        digest = payload_digest(str(record.salt), record.payload)
    except _UNREADABLE as error:
        raise UnreadableRecord(f"{where} has a payload that has no canonical form: {error!s:.300}") from error
    if digest != record.payload_digest:
        raise UnreadableRecord(f"{where} has been changed since it was recorded: its digest is another")


def _is_hex(text: object, length: int) -> bool:
    return isinstance(text, str) and len(text) == length and _HEX.issuperset(text)


def _decode_event(record: LogRecord) -> Event:
    cls = EVENT_TYPES[record.type]
    if record.version != VERSION:
        raise ValueError("unknown version")
    facts, payload = record.facts, record.payload
    if payload is None:
        if not cls.erasable:
            raise ValueError("nothing in it could have been erased")
        payload = dict.fromkeys(cls.erasable)
    elif set(payload) != cls.erasable:
        raise ValueError(f"its payload should have the fields {sorted(cls.erasable)}")
    if set(facts) & cls.erasable:
        raise ValueError("what can be erased stands among the facts")
    event: Event = _converter.structure({**facts, **payload}, cls)
    return event


def _exactly(cls: type) -> Callable[[Any, Any], Any]:
    def structure(value: Any, _: Any) -> Any:
        if type(value) is not cls:
            raise ValueError(f"{value!r:.80} is not {cls.__name__}")
        return value

    return structure


def _structure_tuple(kind: Any) -> Callable[[Any, Any], tuple[Any, ...]]:
    item = get_args(kind)[0]
    structure_item = _converter.get_structure_hook(item)

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise ValueError(f"{value!r:.80} is not a list")
        return tuple(structure_item(each, item) for each in value)

    return structure


def _unstructure_tuple(kind: Any) -> Callable[[Any], list[Any]]:
    unstructure_item = _converter.get_unstructure_hook(get_args(kind)[0])
    return lambda value: [unstructure_item(each) for each in value]


def _structure_object(cls: type) -> Callable[[Any, Any], Any]:
    structure_fields: Any = make_dict_structure_fn(
        cls, _converter, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=False
    )

    def structure(value: Any, kind: Any) -> Any:
        if type(value) is not dict:
            raise ValueError(f"{value!r:.80} is not an object")
        return structure_fields(value, kind)

    return structure


def _structure_block(value: Any, _: Any) -> Block:
    if type(value) is not dict or type(value.get("type")) is not str:
        raise ValueError(f"{value!r:.80} is not a block")
    cls = block_class(value["type"])
    return _converter.structure({name: part for name, part in value.items() if name != "type"}, cls)


def _unstructure_block(block: Block) -> dict[str, Any]:
    fields = _converter.unstructure(block)
    return {
        "type": block.kind,
        **{name: fields[name] for name in fields if not _is_left_out(block, name, fields[name])},
    }


def _is_left_out(block: Block, name: str, value: object) -> bool:
    return value is None and name in block.later


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


_converter = Converter(detailed_validation=False)
for _primitive in (str, int, bool):
    _converter.register_structure_hook(_primitive, _exactly(_primitive))
# Named, because a StrEnum would be taken for the string that it also is.
_converter.register_structure_hook(RevisionKind, lambda value, _: RevisionKind(value))
_converter.register_structure_hook(datetime, lambda value, _: decode_time(value))
_converter.register_unstructure_hook(datetime, encode_time)
_converter.register_structure_hook_factory(is_dataclass, _structure_object)
_converter.register_structure_hook_factory(_is_tuple, _structure_tuple)
_converter.register_unstructure_hook_factory(_is_tuple, _unstructure_tuple)
_converter.register_structure_hook_func(lambda kind: kind is Block, _structure_block)
_converter.register_unstructure_hook_func(lambda kind: kind is Block, _unstructure_block)
