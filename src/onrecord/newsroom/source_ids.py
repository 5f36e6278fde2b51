"""Ids for updates of a source that has none, such that the next import of that source knows them again."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from onrecord.domain.content import UpdateContent

_DERIVED = "derived:"
_WORD = re.compile(r"\w+")
# As many as a first sentence has: an edit further down leaves the id alone.
_FIRST_WORDS = 8
# An id outlives every erasure, so it is no place for a text.
_LONGEST = 300


def is_derived(source_id: str | None) -> bool:
    """Whether the id was made here, for want of the source's own."""
    return source_id is not None and source_id.startswith(_DERIVED)


def stable_ids(updates: Iterable[tuple[str | None, UpdateContent]]) -> list[str]:
    """One id for each, all different: the source's own, or one made of the heading or of the first words.

    The updates come oldest first, so that a new one with a heading that was used before leaves the older ids alone.
    """
    seen: Counter[str] = Counter()
    ids = []
    for source_id, content in updates:
        base = _bounded(source_id) if source_id else _derived(content)
        seen[base] += 1
        ids.append(base if seen[base] == 1 else f"{base}#{seen[base]}")
    return ids


def _bounded(source_id: str) -> str:
    if len(source_id) <= _LONGEST:
        return source_id
    return "digest:" + hashlib.sha256(source_id.encode("utf-8", "replace")).hexdigest()


def _derived(content: UpdateContent) -> str:
    if content.heading:
        words = ["heading", *_WORD.findall(content.heading.casefold())]
    else:
        body = " ".join(block.words[:1000] for block in content.body[:10])
        words = ["words", *_WORD.findall(body.casefold())[:_FIRST_WORDS]]
    return _DERIVED + hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:24]
