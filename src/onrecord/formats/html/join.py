"""The sources joined into one list of updates: what each is believed for, and how the report says so."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from onrecord.domain.blocks import Block, Heading, Text
from onrecord.formats.html.found import Found, Source, bare_anchor
from onrecord.formats.html.words import counted, key

_LEAST_WORDS = 20  # letters by which a body without a heading can be known again
_SAME_START = 60  # letters by which two bodies are taken for the same one


@dataclass(frozen=True, kw_only=True)
class Joined:
    """The updates, the name of the format, and the lines of the report."""

    updates: Sequence[Found]
    format: str
    notes: Sequence[str]


def join(structured: Source | None, markup: Source | None, *, headline: str, page_times: Iterable[object]) -> Joined:
    """The updates of both sources, each once, in the order of the source that has more of them."""
    own = frozenset(page_times)
    notes: list[str] = []
    first = _believed(structured, headline, own, notes)
    second = _believed(markup, headline, own, notes)
    if first is None or second is None:
        only = first or second
        assert only is not None  # noqa: S101 - the reader refuses a page with neither
        kept = _once(only.updates, notes)
        notes.insert(0, f"{counted(len(kept), 'update')}, taken from the page's {only.name}.")
        return Joined(updates=kept, format=_format(only.name), notes=notes)
    pairs = _pairs(first.updates, second.updates)
    if not pairs and (len(first.updates) > 1 or len(second.updates) > 1):
        better, other = (first, second) if _worth(first) >= _worth(second) else (second, first)
        kept = _once(better.updates, notes)
        notes.insert(
            0,
            f"{counted(len(kept), 'update')}, taken from the page's {better.name}; "
            f"{len(other.updates)} entries of its {other.name} match none of them and were left out.",
        )
        return Joined(updates=kept, format=_format(better.name), notes=notes)
    times = _differing(first, second, lambda each: each.published_at or each.local_at)
    titles = _differing(first, second, lambda each: each.heading)
    merged = _once(_merged(first, second, pairs, titles is second, times is second), notes)
    notes.insert(
        0,
        f"{counted(len(merged), 'update')}: {len(first.updates)} in the page's {first.name}, "
        f"{len(second.updates)} in its {second.name}, {len(pairs)} in both; times taken from the {times.name}, "
        f"headings from the {titles.name}, bodies from the {second.name} where it has them.",
    )
    return Joined(updates=merged, format=f"{_format(first.name)}+{second.name.split()[0]}", notes=notes)


def _believed(source: Source | None, headline: str, own: frozenset[object], notes: list[str]) -> Source | None:
    """The source without what it says of all its updates alike: the page's headline as title, one time, one id."""
    if source is None or not source.updates:
        return None
    updates = list(source.updates)
    ids = Counter(each.source_id for each in updates if each.source_id)
    if any(count > 2 for count in ids.values()):
        updates = [
            replace(each, source_id=None, anchors=frozenset()) if ids[each.source_id or ""] > 2 else each
            for each in updates
        ]
    page = key(headline)
    same = sum(key(each.heading or "") == page for each in updates) if page else 0
    if same:
        updates = [replace(each, heading=None) if key(each.heading or "") == page else each for each in updates]
        notes.append(f"{counted(same, 'heading')} of the {source.name} left out: only the page's headline again.")
    titles = Counter(key(each.heading) for each in updates if each.heading)
    common = {title for title, count in titles.items() if count > 2 and count * 2 > len(updates)}
    if common:
        updates = [replace(each, heading=None) if key(each.heading or "") in common else each for each in updates]
        notes.append(f"The {source.name} gives most of its updates one and the same heading; it was left out.")
    moments = Counter(each.published_at for each in updates if each.published_at)
    if (len(updates) > 2 and len(moments) == 1 and sum(moments.values()) > 2) or (
        len(updates) == 2 and len(moments) == 1 and set(moments) <= own and sum(moments.values()) == 2
    ):
        updates = [replace(each, published_at=None, revised_at=None) for each in updates]
        notes.append(f"The {source.name} gives all its updates one and the same time; it was not believed.")
    return replace(source, updates=updates)


def _differing(first: Source, second: Source, value: Callable[[Found], object]) -> Source:
    return second if _variety(second, value) > _variety(first, value) * 1.5 else first


def _variety(source: Source, value: Callable[[Found], object]) -> float:
    return len({found for each in source.updates if (found := value(each))}) / max(1, len(source.updates))


def _worth(source: Source) -> float:
    bodies = len({key(each.words)[:_SAME_START] for each in source.updates if each.words})
    return bodies + _variety(source, lambda each: each.published_at) + _variety(source, lambda each: each.heading)


def _pairs(first: Sequence[Found], second: Sequence[Found]) -> dict[int, int]:
    """Which update of the second source is which of the first: by id, heading and time, heading, words, time."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for keys in (_by_anchor, _by_heading_and_time, _by_heading, _by_words, _by_exact_time):
        places: dict[str, list[int]] = {}
        for place in range(len(second)):
            if place not in taken:
                for name in keys(second[place]):
                    places.setdefault(name, []).append(place)
        wanted = Counter(name for place, each in enumerate(first) if place not in pairs for name in keys(each))
        for place, each in enumerate(first):
            if place in pairs:
                continue
            for name in keys(each):
                others = places.get(name, [])
                # An id is an id; anything else must be theirs alone to say that two are one.
                sure = others and (keys is _by_anchor or (len(others) == 1 and wanted[name] == 1))
                if sure and others[0] not in taken:
                    pairs[place] = others[0]
                    taken.add(others[0])
                    break
    return pairs


def _by_anchor(found: Found) -> list[str]:
    bare = [bare_anchor(anchor) for anchor in sorted(found.anchors)]
    return [*sorted(found.anchors), *bare]


def _by_heading_and_time(found: Found) -> list[str]:
    if not found.heading or not (time := _clock(found)):
        return []
    return [f"{key(found.heading)} {time}"]


def _by_heading(found: Found) -> list[str]:
    return [key(found.heading)] if found.heading and len(key(found.heading)) > 3 else []


def _by_words(found: Found) -> list[str]:
    whole = key(" ".join(block.words for block in found.blocks if isinstance(block, Text)) or found.words)[:_SAME_START]
    # One source may take a title for a paragraph: the first paragraphs name the update as well as its opening does.
    texts = [key(block.words)[:_SAME_START] for block in found.blocks if isinstance(block, Text)][:3]
    return [words for words in dict.fromkeys((whole, *texts)) if len(words) >= 20]


def _by_exact_time(found: Found) -> list[str]:
    return [found.published_at.isoformat()] if found.published_at and not found.heading else []


def _clock(found: Found) -> str | None:
    when = found.published_at or found.local_at
    return found.clock or (when.strftime("%H:%M") if when else None)


def _merged(
    first: Source, second: Source, pairs: dict[int, int], titles_second: bool, times_second: bool
) -> list[Found]:
    backwards = {other: place for place, other in pairs.items()}
    merged = {
        place: _one(first.updates[place], second.updates[other], titles_second, times_second)
        for place, other in pairs.items()
    }
    if len(second.updates) > len(first.updates):
        leading = [
            merged[backwards[other]] if other in backwards else each for other, each in enumerate(second.updates)
        ]
        return leading + [each for place, each in enumerate(first.updates) if place not in pairs]
    result = [merged.get(place, each) for place, each in enumerate(first.updates)]
    return result + [each for other, each in enumerate(second.updates) if other not in backwards]


def _one(said: Found, shown: Found, titles_second: bool, times_second: bool) -> Found:
    """One update of which structured data and the markup both speak."""
    published = (shown.published_at or said.published_at) if times_second else (said.published_at or shown.published_at)
    heading = (shown.heading or said.heading) if titles_second else (said.heading or shown.heading)
    if heading == said.heading and shown.heading and key(heading or "") == key(shown.heading):
        heading = shown.heading
    said_words, shown_words = key(said.words), key(shown.words)
    richer = (
        shown.blocks
        if len(shown_words) >= len(said_words) * 0.8
        or (said_words[:40] in shown_words and len(shown.blocks) > len(said.blocks))
        else said.blocks
    )
    if not shown.blocks:
        richer = said.blocks
    return Found(
        source_id=said.source_id or shown.source_id,
        anchors=said.anchors | shown.anchors,
        heading=heading,
        published_at=published,
        local_at=said.local_at or shown.local_at,
        revised_at=said.revised_at or shown.revised_at,
        clock=shown.clock or said.clock,
        contributors=said.contributors or shown.contributors,
        is_key_event=said.is_key_event or shown.is_key_event,
        is_pinned=said.is_pinned or shown.is_pinned,
        blocks=_without_heading(richer, heading),
    )


def _without_heading(blocks: Sequence[Block], heading: str | None) -> Sequence[Block]:
    """The body without its first line where that is the heading, which one source had and the other did not know."""
    if len(blocks) > 1 and heading and isinstance(blocks[0], Text | Heading) and key(blocks[0].words) == key(heading):
        return blocks[1:]
    return blocks


def _once(updates: Sequence[Found], notes: list[str]) -> list[Found]:
    """Each update once: a copy with the same id, or with the same heading, time and words, is the same update.

    It stands where the one that is not pinned stands: a pinned copy is held above the stream, not a place in it.
    """
    kept: list[Found | None] = []
    places: dict[str, int] = {}
    copies = 0
    for each in updates:
        words = key(each.words)
        same_text = f"text {key(each.heading or '')} {each.published_at or each.clock or ''} {words}"
        names = [f"id {_stem(each.source_id)}"] if each.source_id else []
        names += [same_text] if each.heading or len(words) > _LEAST_WORDS else []
        place = next((places[name] for name in names if name in places), None)
        standing = kept[place] if place is not None else None
        if place is None or standing is None:
            place = len(kept)
            kept.append(each)
        else:
            copies += 1
            joined = _of_two(standing, each)
            if standing.is_pinned and not each.is_pinned:
                kept[place] = None
                place = len(kept)
                kept.append(joined)
                names += [name for name, old in places.items() if kept[old] is None]
                for name in names:
                    places[name] = place
            else:
                kept[place] = joined
        for name in names:
            places.setdefault(name, place)
    if copies:
        notes.append(
            f"{counted(copies, 'copy', 'copies')} of updates joined: they stand on the page twice, as pinned ones do."
        )
    return [each for each in kept if each is not None]


def _of_two(one: Found, other: Found) -> Found:
    """A copy and its original: the one that is not pinned keeps its own body and id."""
    base, copy = (other, one) if one.is_pinned and not other.is_pinned else (one, other)
    return replace(
        base,
        is_pinned=one.is_pinned or other.is_pinned,
        is_key_event=one.is_key_event or other.is_key_event,
        heading=base.heading or copy.heading,
        published_at=base.published_at or copy.published_at,
        blocks=base.blocks or copy.blocks,
    )


def _stem(name: str) -> str:
    for affix in ("pinned-", "pinned_", "sticky-"):
        name = name.removeprefix(affix)
    for affix in ("-pinned", "_pinned", "-sticky"):
        name = name.removesuffix(affix)
    return name


def _format(name: str) -> str:
    return {"JSON-LD": "html+json-ld", "microdata": "html+microdata", "RDFa": "html+rdfa"}.get(name, "html")
