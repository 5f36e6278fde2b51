"""The HTML of a coverage's pages: cached fragments, joined anew at each head. May take a while; never in the loop."""

from collections.abc import Iterable

from onrecord import render
from onrecord.delivery.live import LiveCoverage
from onrecord.delivery.timeline import Moment
from onrecord.domain.ids import UpdateId


def front_page(live: LiveCoverage, moment: Moment) -> bytes:
    """The coverage's first page."""
    fragments = _newest_first(live, moment, render.front_ordinals(moment.coverage))
    return _bytes(render.render_page(moment.coverage, fragments=fragments, parts=_parts(live, moment), kind="front"))


def archive_page(live: LiveCoverage, moment: Moment, number: int) -> bytes:
    """An older page; there is one for each `number` up to `archive_count`."""
    fragments = _newest_first(live, moment, render.archive_ordinals(number))
    parts = _parts(live, moment)
    return _bytes(render.render_page(moment.coverage, fragments=fragments, parts=parts, kind="archive", number=number))


def update_page(live: LiveCoverage, moment: Moment, update_id: UpdateId) -> bytes:
    """One update's own page, also where it was withdrawn or is held."""
    update = moment.coverage.updates[update_id]
    fragment = live.fragments.update(moment.coverage, update)
    return _bytes(
        render.render_update_page(moment.coverage, fragment=fragment, parts=_parts(live, moment), update=update)
    )


def not_found_page() -> bytes:
    return _bytes(render.render_not_found())


def _newest_first(live: LiveCoverage, moment: Moment, ordinals: Iterable[int]) -> list[str]:
    updates = (moment.coverage.updates.at(ordinal) for ordinal in ordinals)
    made = [live.fragments.update(moment.coverage, update) for update in updates]
    return [fragment for fragment in reversed(made) if fragment is not None]


def _parts(live: LiveCoverage, moment: Moment) -> dict[str, str]:
    return {name: live.fragments.part(moment, name) for name in render.PARTS}


def _bytes(html: str) -> bytes:
    return html.encode("utf-8", "replace")
