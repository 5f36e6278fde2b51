"""The sample coverage: our own fiction, read from one file, and played for as long as the server runs."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from typing import Any

from onrecord.cli.playing import Pace, play
from onrecord.cli.steps import Script, Step
from onrecord.domain.blocks import Block, Divider, Embed, Heading, Image, LinkCard, ListBlock, Quote, Table, Text
from onrecord.domain.commands import (
    CloseCoverage,
    Command,
    HoldUpdate,
    PinUpdate,
    PublishUpdate,
    ReleaseUpdate,
    RetractUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
    UnpinUpdate,
)
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.coverage import Coverage, CoverageState
from onrecord.domain.errors import NoSuchCoverage
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import Newsroom, new_update_id

ACTOR = "sample"
_FILE = "storm-yarrow.toml"
_PICTURES = "/assets/sample/"
# Whoever starts the server sees a page with a story on it, and the most dramatic hours still to come.
BEGIN = timedelta(hours=4, minutes=20)
PACE = Pace(speed=45, longest_wait=timedelta(seconds=40))
# When a day is over the next one begins after a while, and after a longer while each time: a server that is left
# alone for a week does not fill up with samples.
_FIRST_REST, _LONGEST_REST = 60.0, 3600.0


def sample_slug() -> str:
    slug: str = _document()["coverage"]["slug"]
    return slug


def sample_script(known: Mapping[str, UpdateId] | None = None) -> Script:
    """The sample, its updates under fresh ids, save those `known` by their names in the file."""
    document = _document()
    head = document["coverage"]
    details = CoverageDetails(
        headline=head["headline"],
        kicker=head["kicker"],
        standfirst=tuple(head["standfirst"]),
        language=head["language"],
        time_zone=head["time_zone"],
    )
    reader = _Reader(details, dict(known or {}))
    return Script(details=details, steps=tuple(reader.step(entry) for entry in document["step"]))


def play_sample(newsroom: Newsroom, *, wait: Callable[[float], bool], pace: Pace = PACE) -> None:
    """Play the sample until told to stop: go on where an earlier server stopped, begin another day when one is over."""
    rest = _FIRST_REST
    coverage = _running(newsroom)
    while True:
        coverage = coverage or _opened(newsroom)
        prefix = f"{ACTOR}:"
        known = {u.source_id.removeprefix(prefix): u.id for u in coverage.updates.values() if u.source_id}
        steps = sample_script(known).steps
        done = 1 + max((n for n, step in enumerate(steps) if _is_published(step, coverage)), default=-1)
        begin = max(BEGIN, steps[done - 1].after) if done else BEGIN
        play(newsroom, coverage.id, steps[done:], actor=ACTOR, pace=pace, begin=begin, wait=wait)
        if wait(rest):
            return
        rest, coverage = min(rest * 2, _LONGEST_REST), None


def _is_published(step: Step, coverage: Coverage) -> bool:
    return isinstance(step.command, PublishUpdate) and step.command.update_id in coverage.updates


def _document() -> dict[str, Any]:
    return tomllib.loads((resources.files("onrecord") / "sample" / _FILE).read_text(encoding="utf-8"))


def _running(newsroom: Newsroom) -> Coverage | None:
    """The newest sample that is not over."""
    for opening in newsroom.openings():
        if opening.actor == ACTOR:
            coverage = newsroom.load(opening.coverage_id)
            if coverage.state is not CoverageState.CLOSED:
                return coverage
    return None


def _opened(newsroom: Newsroom) -> Coverage:
    slug, details = sample_slug(), sample_script().details
    for number in range(1, 1000):
        tried = slug if number == 1 else f"{slug}-{number}"
        try:
            newsroom.find(tried)
        except NoSuchCoverage:
            return newsroom.open_coverage(details, tried, actor=ACTOR)
    return newsroom.open_coverage(details, actor=ACTOR)


class _Reader:
    """From the file's entries to commands, one after the other: a revision keeps what it does not name."""

    def __init__(self, details: CoverageDetails, ids: dict[str, UpdateId]) -> None:
        self._details = details
        self._ids = ids
        self._contents: dict[str, UpdateContent] = {}

    def step(self, entry: Mapping[str, Any]) -> Step:
        hours, minutes = entry["at"].split(":")
        return Step(after=timedelta(hours=int(hours), minutes=int(minutes)), command=self._command(entry))

    def _command(self, entry: Mapping[str, Any]) -> Command:
        match entry:
            case {"publish": name}:
                self._ids.setdefault(name, new_update_id())
                self._contents[name] = _content(entry, UpdateContent())
                return PublishUpdate(
                    update_id=self._ids[name],
                    content=self._contents[name],
                    is_key_event=entry.get("key_event", False),
                    source_id=f"{ACTOR}:{name}",
                )
            case {"revise": name}:
                self._contents[name] = _content(entry, self._contents[name])
                kind, note = RevisionKind(entry["kind"]), entry.get("note")
                return ReviseUpdate(
                    update_id=self._ids[name], content=self._contents[name], revision_kind=kind, note=note
                )
            case {"retract": name, "reason": reason}:
                return RetractUpdate(update_id=self._ids[name], reason=reason)
            case {"hold": name}:
                return HoldUpdate(update_id=self._ids[name])
            case {"release": name}:
                return ReleaseUpdate(update_id=self._ids[name])
            case {"pin": name}:
                return PinUpdate(update_id=self._ids[name])
            case {"unpin": name}:
                return UnpinUpdate(update_id=self._ids[name])
            case {"points": points}:
                return SetKeyPoints(points=tuple(self._point(point) for point in points))
            case {"headline": headline}:
                standfirst = tuple(entry.get("standfirst", self._details.standfirst))
                self._details = replace(self._details, headline=headline, standfirst=standfirst)
                return ReviseCoverage(details=self._details)
            case {"close": True}:
                return CloseCoverage()
            case _:
                raise ValueError(f"the sample has a step that is not understood: {entry}")

    def _point(self, point: Mapping[str, str]) -> KeyPoint:
        name = point.get("update")
        return KeyPoint(html=point["text"], update_id=None if name is None else self._ids[name])


def _content(entry: Mapping[str, Any], known: UpdateContent) -> UpdateContent:
    return replace(
        known,
        heading=entry.get("heading", known.heading),
        body=tuple(_block(part) for part in entry["body"]) if "body" in entry else known.body,
        contributors=tuple(Contributor(name=name) for name in entry["by"]) if "by" in entry else known.contributors,
        dateline=entry.get("dateline", known.dateline),
    )


def _block(part: str | Mapping[str, Any]) -> Block:
    match part:
        case str(html):
            return Text(html=html)
        case {"quote": text}:
            return Quote(text=text, attribution=part.get("by"))
        case {"image": name}:
            return Image(
                url=_PICTURES + name,
                alt=part["alt"],
                caption=part["caption"],
                credit_line=part["credit"],
                width=part["width"],
                height=part["height"],
            )
        case {"list": items}:
            return ListBlock(items=tuple(items), ordered=part.get("ordered", False))
        case {"table": rows}:
            return Table(rows=tuple(map(tuple, rows)), header=tuple(part["header"]), caption=part["caption"])
        case {"link": text, "url": url}:
            return LinkCard(text=text, url=url)
        case {"embed": url}:
            return Embed(url=url, provider=part["provider"], text=part["text"])
        case {"heading": text}:
            return Heading(text=text)
        case {"divider": True}:
            return Divider()
        case _:
            raise ValueError(f"the sample has a block that is not understood: {part}")
