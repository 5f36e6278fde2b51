"""Every public place where an update's words can stand, asked anew whether they are gone."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from onrecord.desk.public_site import Machine, PublicSite
from onrecord.domain import Coverage
from onrecord.domain.ids import UpdateId
from onrecord.log import Log
from onrecord.newsroom.flow_models import Takedown
from onrecord.newsroom.pictures.files import public_files
from onrecord.newsroom.takedowns import found_in
from onrecord.render import archive_count

# The stream gives no more of the past than this; who is further behind is told to load the page.
_STREAM_REACHES = 2000
# A process tells of itself every second, a machine every three.
_PATIENCE = 8.0
_FEEDS = ("feed.rss", "feed.atom", "feed.json")
_SEQ = re.compile(rb"^id: ?(\d+)", re.MULTILINE)


class State(StrEnum):
    """Whether a place has dropped the words."""

    DROPPED = "dropped"
    STILL_THERE = "still_there"
    NOT_OFFERED = "not_offered"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    State.DROPPED: _("Dropped"),
    State.STILL_THERE: _("Still there"),
    State.NOT_OFFERED: _("Not offered"),
    State.NOT_YET: _("Not yet"),
    State.UNKNOWN: _("Could not be checked"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A public address, by the name that people know it by."""

    name: str
    path: str


def check(site: PublicSite | None, log: Log, coverage: Coverage, takedown: Takedown) -> list[dict[str, str]]:
    """What each place answers now: its name, its address, its state and what was found, as JSON can hold it."""
    if site is None:
        return [_finding(Place(name="", path=""), State.UNKNOWN, str(_("this process serves no readers")))]
    # Whoever has read the log up to here has read of the takedown.
    position = sum(head.seq for head in log.heads())
    _wait(site, coverage, position)
    findings = [_checked(site, place, takedown) for place in _places(site, coverage, takedown)]
    findings.append(_stream(site, coverage, takedown))
    findings.append(_others(site, coverage, position))
    findings.extend(_machine(machine, coverage) for machine in site.machines(coverage.id, coverage.head, position))
    pictures = [check_picture(site, path) for path in takedown.addresses]
    return [*findings, *pictures, _export(log, coverage, takedown)]


def _places(site: PublicSite, coverage: Coverage, takedown: Takedown) -> Iterator[Place]:
    base = f"/{coverage.slug}"
    yield Place(name=str(_("The page")), path=base)
    yield Place(name=str(_("Its permanent address")), path=f"{base}/u/{takedown.update_id}")
    update = coverage.updates.get(UpdateId(takedown.update_id))
    number = (update.ordinal - 1) // 30 + 1 if update else 0
    is_older = 1 <= number <= archive_count(coverage)
    if is_older:
        yield Place(name=str(_("The older page it stood on")), path=f"{base}/page/{number}")
    yield Place(name="JSON", path=f"{base}.json")
    yield Place(name=str(_("Polling, the newest")), path=f"{base}/changes/latest")
    latest = _latest(site, coverage)
    for segment in range(latest.get("segment", 0)):
        yield Place(
            name=str(_("Polling, segment %d")) % segment, path=f"{base}/changes/{latest['generation']}/{segment}"
        )
    yield Place(name=str(_("The list of coverages")), path="/")
    pages = [base, f"{base}/page/{number}"] if is_older else [base]
    for page in pages:
        for feed in _FEEDS:
            yield Place(name=str(_("Feed")), path=f"{page}/{feed}")
    yield Place(name=str(_("Embed")), path=f"{base}/embed")


def _checked(site: PublicSite, place: Place, takedown: Takedown) -> dict[str, str]:
    try:
        reply = site.get(place.path)
    except (OSError, TimeoutError) as error:
        return _finding(place, State.UNKNOWN, str(error))
    if reply.status == 404:
        return _finding(place, State.NOT_OFFERED)
    if reply.status != 200:
        return _finding(place, State.UNKNOWN, str(reply.status))
    return _judged(place, reply.body, takedown)


def _stream(site: PublicSite, coverage: Coverage, takedown: Takedown) -> dict[str, str]:
    after = max(coverage.head - _STREAM_REACHES, 0)
    place = Place(name=str(_("The stream, from its beginning")), path=f"/{coverage.slug}/stream?after={after}")
    is_whole = [False]

    def until(body: bytes) -> bool:
        seqs = [int(seq) for seq in _SEQ.findall(body)]
        is_whole[0] = max(seqs, default=0) >= coverage.head or b"event: reset" in body
        return is_whole[0]

    try:
        reply = site.get(place.path, until=until)
    except (OSError, TimeoutError) as error:
        return _finding(place, State.UNKNOWN, str(error))
    return _judged(place, reply.body, takedown) if is_whole[0] else _finding(place, State.UNKNOWN)


def _others(site: PublicSite, coverage: Coverage, position: int) -> dict[str, str]:
    """The other processes make the same replies of the same events: whoever has applied them has dropped it."""
    place = Place(name=str(_("The other processes of this machine")), path="")
    left = site.behind(coverage.id, coverage.head, position)
    return _finding(place, State.NOT_YET if left else State.DROPPED, ", ".join(left))


def _machine(machine: Machine, coverage: Coverage) -> dict[str, str]:
    """So do other machines, which say how far they are."""
    place = Place(name=str(_("Machine %s")) % machine.name, path="")
    if machine.has_applied:
        return _finding(place, State.DROPPED)
    heard = date_format(machine.heard_at.astimezone(ZoneInfo(coverage.details.time_zone)), str(_("j M Y, H:i:s")))
    if machine.is_silent:
        return _finding(place, State.UNKNOWN, str(_("not heard from since %s")) % heard)
    if machine.has_applied is None:
        return _finding(place, State.UNKNOWN, str(_("its version does not say how far it is")))
    return _finding(place, State.NOT_YET, str(_("as it said at %s")) % heard)


def check_picture(site: PublicSite | None, path: str) -> dict[str, str]:
    """Whether the picture is gone from this address: asked of readers' side, or of the store that readers reach."""
    place = Place(name=str(_("Picture")), path=path)
    if not path.startswith("/"):
        return _stored(place)
    if site is None:
        return _finding(place, State.UNKNOWN, str(_("this process serves no readers")))
    try:
        status = site.get(path).status
    except (OSError, TimeoutError) as error:
        return _finding(place, State.UNKNOWN, str(error))
    return _finding(place, State.DROPPED if status in (404, 410) else State.STILL_THERE)


def _stored(place: Place) -> dict[str, str]:
    """A bucket is asked itself; caches before it ask again within ten minutes."""
    if not place.path.startswith(settings.MEDIA_URL):
        return _finding(place, State.UNKNOWN, str(_("it lies on another server; open its address to see")))
    try:
        is_there = public_files().exists(place.path.removeprefix(settings.MEDIA_URL))
    except Exception as error:  # noqa: BLE001 - whatever the store's client raises, it could not be asked
        return _finding(place, State.UNKNOWN, str(error))
    return _finding(place, State.STILL_THERE if is_there else State.DROPPED)


def _export(log: Log, coverage: Coverage, takedown: Takedown) -> dict[str, str]:
    """What `onrecord export` writes is these records."""
    place = Place(name=str(_("The log and its export")), path="")
    left = [
        record.seq
        for record in log.records(coverage.id)
        if record.payload and record.facts.get("update_id") == takedown.update_id
    ]
    return _finding(place, State.STILL_THERE if left else State.DROPPED, ", ".join(map(str, left)))


def _judged(place: Place, body: bytes, takedown: Takedown) -> dict[str, str]:
    text = body.decode("utf-8", "replace")
    if text.startswith(("{", "[")) or "data:" in text:
        text = _unescaped(text)
    # Feeds hold HTML as text, so its entities are escaped once more.
    run = found_in(unescape(unescape(text)), takedown.run, takedown.marks)
    return _finding(place, State.DROPPED if run is None else State.STILL_THERE, run or "")


def _unescaped(text: str) -> str:
    """JSON's escapes resolved, also those in the middle of a stream."""
    return re.sub(
        r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))',
        lambda sign: chr(int(sign[1], 16)) if sign[1] else {"n": "\n", "t": "\t", "r": "\r"}.get(sign[2], sign[2]),
        text,
    )


def _latest(site: PublicSite, coverage: Coverage) -> dict[str, Any]:
    try:
        latest: dict[str, Any] = json.loads(site.get(f"/{coverage.slug}/changes/latest").body)
    except (OSError, TimeoutError, ValueError):
        return {}
    return latest


def _wait(site: PublicSite, coverage: Coverage, position: int) -> None:
    """Readers' side follows the log within milliseconds, and says so within seconds; a check in that moment would say
    what is true no more.
    """
    deadline = time.monotonic() + _PATIENCE
    while _latest(site, coverage).get("head", 0) < coverage.head or site.behind(coverage.id, coverage.head, position):
        if time.monotonic() > deadline:
            return
        time.sleep(0.02)
    while any(each.has_applied is False for each in site.machines(coverage.id, coverage.head, position)):
        if time.monotonic() > deadline:
            return
        time.sleep(0.5)


def _finding(place: Place, state: State, detail: str = "") -> dict[str, str]:
    return {"name": place.name, "path": place.path, "state": state.value, "detail": detail[:300]}
