"""What a command is given to read: a file, an address, or standard input; never more of it than is asked for."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from onrecord.cli.recordable import recordable
from onrecord.cli.refused import Refused
from onrecord.formats import native, sniff
from onrecord.formats.drafts import CoverageDraft
from onrecord.formats.fetch import fetch
from onrecord.log import LogRecord
from onrecord.site import environment


@dataclass(frozen=True, kw_only=True)
class Document:
    """What was read: a foreign page as a draft, or the records of one of our own exports."""

    draft: CoverageDraft | None = None
    records: tuple[LogRecord, ...] = ()


def read_document(source: str) -> Document:
    """What stands in the file, at the address, or on standard input (`-`); raises Refused or ImportRefused."""
    if source.lower().startswith(("http://", "https://")):
        fetched = fetch(source, allow_private=environment.flag("ONRECORD_IMPORT_ALLOW_PRIVATE"))
        if native.is_like(fetched.data):
            return Document(records=tuple(native.read(fetched.data)))
        draft = sniff.read(fetched.data, name=source, url=fetched.url, content_type=fetched.content_type)
        return Document(draft=recordable(draft))
    with _opened(source) as stream:
        data = stream.read(sniff.MAX_BYTES + 1)
        if native.is_like(data):
            if len(data) <= sniff.MAX_BYTES:
                return Document(records=tuple(native.read(data)))
            return Document(records=tuple(native.read_lines(_lines(data, stream))))
        if len(data) > sniff.MAX_BYTES:
            most = sniff.MAX_BYTES // 1024**2
            raise Refused(f"{source} has more than {most} MB, the most that is read of a page; import a part of it.")
        name = "Standard input" if source == "-" else Path(source).name
        return Document(draft=recordable(sniff.read(data, name=name)))


@contextmanager
def _opened(source: str) -> Iterator[BinaryIO]:
    if source == "-":
        yield sys.stdin.buffer
        return
    path = Path(source)
    try:
        if path.is_dir():
            raise Refused(f"{source} is a folder; name one file in it.")
        stream = path.open("rb")
    except FileNotFoundError as error:
        raise Refused(f"There is no file {source}. For an address, begin with https://.") from error
    except PermissionError as error:
        raise Refused(f"{source} may not be read by this account; see its permissions.") from error
    except (OSError, ValueError) as error:
        raise Refused(f"{source[:200]} cannot be opened: {getattr(error, 'strerror', None) or error}.") from error
    with stream:
        yield stream


def _lines(begun: bytes, rest: BinaryIO) -> Iterator[bytes]:
    """The lines of `begun` and what follows it, none longer than a record can be (and one byte)."""
    unfinished = b""
    while begun:
        *lines, unfinished = (unfinished + begun).split(b"\n")
        yield from lines
        if len(unfinished) > native.LONGEST_LINE:
            yield unfinished
            return
        begun = rest.read(1024 * 1024)
    if unfinished:
        yield unfinished
