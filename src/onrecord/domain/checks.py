"""What words and times must be like before they may be recorded."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.errors import (
    BadId,
    BadLanguage,
    BadTimeZone,
    EmptyHeadline,
    EmptyUpdate,
    ImpossibleTime,
    NaiveTime,
    TooLarge,
    UnstorableNumber,
    UnstorableText,
)

_ID = re.compile(r"[A-Za-z0-9_-]{1,200}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
# A lone surrogate has no UTF-8; PostgreSQL stores no NUL.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# An update is read in a minute or two; a million characters is room for any table, and a bound for every page.
_MOST_CHARACTERS = 1_000_000
# What a cell, an item or a block costs beside its letters: markup that is made, sent and laid out.
_EACH = 20
# The largest integer that every JSON reader keeps exact.
_LARGEST = 2**53 - 1


def check_id(name: str) -> None:
    """Raises BadId unless the id of a coverage or an update can stand in an address as it is."""
    if not _ID.fullmatch(name):
        raise BadId


def check_content(content: UpdateContent) -> None:
    """Raises a Refusal unless the words of an update can be recorded as they are."""
    if not (content.heading or "").strip() and not content.body:
        raise EmptyUpdate
    check_words(content)


def check_details(details: CoverageDetails) -> None:
    """Raises a Refusal unless the head of a coverage can be recorded as it is."""
    if not details.headline.strip():
        raise EmptyHeadline
    check_language(details.language)
    try:
        ZoneInfo(details.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise BadTimeZone from error
    check_words(details)


def check_language(tag: str) -> None:
    """Raises BadLanguage unless this has the form of a BCP 47 tag."""
    if not _LANGUAGE.fullmatch(tag):
        raise BadLanguage


def check_words(thing: object) -> None:
    """Raises a Refusal for text, times or numbers that cannot be stored, or more than one event should hold."""
    size = 0
    for leaf in _leaves(thing):
        size += _EACH + (len(leaf) if isinstance(leaf, str) else 0)
        if size > _MOST_CHARACTERS:
            raise TooLarge
        if isinstance(leaf, str) and _UNSTORABLE.search(leaf):
            raise UnstorableText
        if isinstance(leaf, int) and abs(leaf) > _LARGEST:
            raise UnstorableNumber
        if isinstance(leaf, datetime):
            _check_time(leaf)


def _check_time(at: datetime) -> None:
    if at.utcoffset() is None:
        raise NaiveTime
    try:
        at.astimezone(UTC)
    except OverflowError as error:
        raise ImpossibleTime from error


def _leaves(thing: object) -> Iterator[object]:
    if is_dataclass(thing):
        yield None  # a block without fields counts too
        for part in fields(thing):
            yield from _leaves(getattr(thing, part.name))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _leaves(item)
    else:
        yield thing
