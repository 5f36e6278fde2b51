"""The project's own export: one coverage as the log holds it, as JSON.

An object with the key `onrecord_export` (the version of this format) and `records`, oldest first, one a line, each
spelt as RFC 8785 says. Events, ids, times, actors, salts and digests are all in it, so the same coverage always gives
the same bytes, and what is read back is what was written. Retracted and held updates are in it with their words, for
the record needs them: an export is for the archive, not for the public.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.formats.drafts import ImportRefused
from onrecord.log import LogRecord, UnreadableRecord
from onrecord.log.codec import canonical_json
from onrecord.log.exported import from_json, to_json

FORMAT = "onrecord"
VERSION = 1
# An update holds at most a million characters; escaped and with its markup this is room enough for one line.
LONGEST_LINE = 16 * 1024 * 1024
_KEY = "onrecord_export"
_EARLY = 200  # bytes within which the key stands, also where somebody has indented the document


def write(records: Iterable[LogRecord]) -> Iterator[bytes]:
    """The export in pieces, one record a piece; the records are those of one coverage, from seq 1."""
    before = b'{"%b":%d,"records":[\n' % (_KEY.encode(), VERSION)
    for record in records:
        yield before + canonical_json(to_json(record))
        before = b",\n"
    yield b"\n]}\n" if before == b",\n" else before + b"]}\n"


def is_like(beginning: bytes) -> bool:
    """Whether a document that begins so was made by `write`, or laid out anew from what it made."""
    early = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:_EARLY]
    return early.startswith(b"{") and f'"{_KEY}"'.encode() in early


def read(data: bytes) -> list[LogRecord]:
    """The records of an export held in memory, in any layout; raises ImportRefused."""
    document = _object(data, "The export")
    _check_version(document)
    records = document.get("records")
    if not isinstance(records, list):
        raise ImportRefused("The export has no list of records. It may have been cut off; export it again.")
    return _records(records)


def read_lines(lines: Iterable[bytes]) -> list[LogRecord]:
    """The records of an export too large to be parsed at once, in the layout of `write`; raises ImportRefused.

    Lines are looked at one by one, so a document that only begins like an export is refused where it first differs.
    """
    unread = iter(lines)
    opening = next(unread, b"").rstrip()
    if not opening.endswith(b"[") or len(opening) > _EARLY:
        raise ImportRefused("A large export has to be laid out as `onrecord export` writes it, one record a line.")
    _check_version(_object(opening + b"]}", "The export's first line"))
    return _records(_objects(unread))


def _objects(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    number = 1
    for number, line in enumerate(lines, start=2):
        if len(line) > LONGEST_LINE:
            raise ImportRefused(f"Line {number} of the export is longer than any record.")
        text = line.strip()
        if text == b"]}":
            if any(rest.strip() for rest in lines):
                raise ImportRefused(f"Something follows the end of the export in line {number}.")
            return
        yield _object(text.removesuffix(b","), f"Line {number} of the export")
    raise ImportRefused(f"The export breaks off after line {number}. Copy it or export it again.")


def _object(data: bytes, what: str) -> dict[str, Any]:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ImportRefused(f"{what} is not valid JSON. It may have been cut off; export it again.") from error
    if not isinstance(value, dict):
        raise ImportRefused(f"{what} is not a JSON object.")
    return value


def _check_version(document: dict[str, Any]) -> None:
    if document.get(_KEY) != VERSION:
        raise ImportRefused(
            f"The export is of version {document.get(_KEY)!r:.40}; this program reads version {VERSION}. Upgrade it."
        )


def _records(objects: Iterable[object]) -> list[LogRecord]:
    records = []
    for number, value in enumerate(objects, start=1):
        try:
            records.append(from_json(value))
        except UnreadableRecord as error:
            raise ImportRefused(f"Record {number} of the export cannot be read: {error}") from error
    if not records:
        raise ImportRefused("The export holds no records.")
    return records
