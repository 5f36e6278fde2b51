"""The five parts of a page that stand beside its updates; each can be replaced by itself."""

from collections.abc import Callable
from itertools import islice
from typing import Literal, assert_never, get_args

from django.utils.translation import gettext

from onrecord.domain import Coverage
from onrecord.domain.updates import Standing, Update
from onrecord.render.dates import moment
from onrecord.render.direction import direction
from onrecord.render.engine import rendered
from onrecord.render.language import speaking
from onrecord.render.sanitize import clean_words
from onrecord.render.update import first_words, render_copy, update_path

PartName = Literal["coverage-head", "coverage-updated", "key-points", "pinned", "key-events"]
PARTS: tuple[PartName, ...] = get_args(PartName)

# A list of turning points that is longer than this is no longer one; the newest are shown.
_MOST_KEY_EVENTS = 100
# What a phone shows without the list pushing the news away; the rest opens beneath.
_SHOWN_KEY_EVENTS = 4


def part_value(name: str, coverage: Coverage) -> object:
    """What the part is made of: it has to be rendered again if, and only if, this is another value than before."""
    details = coverage.details
    match _known(name):
        case "coverage-head":
            return details, coverage.state
        case "coverage-updated":
            return coverage.updated_at, details.language, details.time_zone
        case "key-points":
            return _key_points(coverage), details.language
        case "pinned":
            pinned = coverage.pinned
            return None if pinned is None else (pinned, details)
        case "key-events":
            # Asked after every event: what the names are made of is compared, not the names made.
            shown = islice(coverage.key_events, _MOST_KEY_EVENTS)
            events = tuple((update.id, update.content, update.published_at) for update in shown)
            return events, details.language, details.time_zone
        case _ as unknown:
            assert_never(unknown)


def part_stands(name: str, before: Coverage, after: Coverage, update: Update | None) -> bool:
    """Whether it is plain that an event that concerned this update, or none, has left the part's value as it was."""
    if before.details is not after.details:
        return False
    match _known(name):
        case "coverage-head":
            return before.state is after.state
        case "coverage-updated":
            return before.updated_at == after.updated_at
        case "key-points":
            points = after.key_points
            return before.key_points is points and (
                update is None or all(point.update_id != update.id for point in points)
            )
        case "pinned":
            pinned = after.pinned_update_id
            return before.pinned_update_id == pinned and (pinned is None or update is None or pinned != update.id)
        case "key-events":
            return before.key_event_ids is after.key_event_ids and (update is None or not update.is_key_event)
        case _ as unknown:
            assert_never(unknown)


def render_key_event(coverage: Coverage, update: Update) -> str:
    """The update's line in the list of key events.

    It depends on the update, the coverage's details and its slug, and on nothing else.
    """
    details = coverage.details
    with speaking(details.language):
        event = {
            "path": update_path(coverage.slug, update.id),
            "name": _name(update) or gettext("Update"),
            "at": moment(update.published_at, time_zone=details.time_zone, language=details.language),
        }
        return rendered("parts/key-event.html", {"event": event, "dir": direction(details.language)})


def render_part(
    name: str,
    coverage: Coverage,
    version: int,
    key_event: Callable[[Coverage, Update], str] = render_key_event,
) -> str:
    """The part's whole element, `hidden` where it has nothing to show; `version` is its `data-version`.

    `key_event` is asked for the lines of the key events, by who has kept some.
    """
    details = coverage.details
    known = _known(name)
    with speaking(details.language):
        values = {
            "version": version,
            "dir": direction(details.language),
            "details": details,
            **_values(known, coverage, key_event),
        }
        return rendered(f"parts/{known}.html", values)


def _known(name: str) -> PartName:
    for known in PARTS:
        if known == name:
            return known
    raise ValueError(f"{name!r} is no part of a page; the parts are {', '.join(PARTS)}")


def _values(name: PartName, coverage: Coverage, key_event: Callable[[Coverage, Update], str]) -> dict[str, object]:
    details = coverage.details
    match name:
        case "coverage-head":
            headline = " ".join(clean_words(details.headline).split())
            return {"state": coverage.state, "headline": headline}
        case "coverage-updated":
            return {"at": moment(coverage.updated_at, time_zone=details.time_zone, language=details.language)}
        case "key-points":
            return {
                "points": [{"html": html, "path": path, "words": words} for html, path, words in _key_points(coverage)]
            }
        case "pinned":
            pinned = coverage.pinned
            return {"copy": None if pinned is None else render_copy(coverage, pinned)}
        case "key-events":
            lines = [key_event(coverage, update) for update in islice(coverage.key_events, _MOST_KEY_EVENTS)]
            return {"newest": lines[:_SHOWN_KEY_EVENTS], "earlier": lines[_SHOWN_KEY_EVENTS:]}
        case _ as unknown:
            assert_never(unknown)


def _key_points(coverage: Coverage) -> tuple[tuple[str, str | None, str], ...]:
    points: list[tuple[str, str | None, str]] = []
    for point in coverage.key_points:
        update = None if point.update_id is None else coverage.updates.get(point.update_id)
        if update is not None and update.standing is Standing.PUBLISHED:
            points.append((point.html, update_path(coverage.slug, update.id), _name(update)))
        else:
            points.append((point.html, None, ""))
    return tuple(points)


def _name(update: Update) -> str:
    if update.content is None:
        return ""
    return " ".join(clean_words(update.content.heading or "").split()) or first_words(update.content)
