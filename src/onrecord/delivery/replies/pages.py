"""The HTML of a coverage's pages: cached fragments, joined anew at each head. May take a while; never in the loop."""

from collections.abc import Iterable

from onrecord import render
from onrecord.delivery.following.live import LiveCoverage
from onrecord.delivery.following.timeline import Moment
from onrecord.delivery.replies.feeds import linked_data
from onrecord.delivery.replies.outlets import Outlets
from onrecord.domain.ids import UpdateId


def front_page(live: LiveCoverage, moment: Moment, outlets: Outlets) -> bytes:
    """The coverage's first page."""
    coverage = moment.coverage
    html = render.render_page(
        coverage,
        fragments=_newest_first(live, moment, render.front_ordinals(coverage)),
        parts=_parts(live, moment),
        kind="front",
        site=outlets.site,
        linked_data=linked_data(coverage, outlets),
    )
    return _bytes(html)


def archive_page(live: LiveCoverage, moment: Moment, number: int, outlets: Outlets) -> bytes:
    """An older page; there is one for each `number` up to `archive_count`."""
    fragments = _newest_first(live, moment, render.archive_ordinals(number))
    html = render.render_page(
        moment.coverage,
        fragments=fragments,
        parts=_parts(live, moment),
        kind="archive",
        number=number,
        site=outlets.site,
    )
    return _bytes(html)


def embed_page(live: LiveCoverage, moment: Moment, outlets: Outlets) -> bytes:
    """The newest updates for a frame on another site."""
    fragments = _newest_first(live, moment, render.embed_ordinals(moment.coverage))
    parts = _parts(live, moment)
    return _bytes(render.render_embed_page(moment.coverage, fragments=fragments, parts=parts, site=outlets.site))


def update_page(live: LiveCoverage, moment: Moment, update_id: UpdateId, outlets: Outlets) -> bytes:
    """One update's own page, also where it was withdrawn or is held."""
    coverage, parts = moment.coverage, _parts(live, moment)
    update = coverage.updates[update_id]
    fragment = live.fragments.update(coverage, update)
    html = render.render_update_page(coverage, fragment=fragment, parts=parts, update=update, site=outlets.site)
    return _bytes(html)


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
