"""The HTML of updates and parts, byte for byte: readers' pages keep theirs for years, and the stream replaces by it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.domain import blocks
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.events import (
    KeyPointsSet,
    RevisionKind,
    UpdateFlagged,
    UpdatePinned,
    UpdateRetracted,
    UpdateRevised,
)
from onrecord.domain.ids import UpdateId
from onrecord.render import render_entry, render_update
from tests.story import Story, parts_of, words

RENDERED = Path(__file__).parents[2] / "data" / "rendered"
ONE, TWO, THREE = UpdateId("one"), UpdateId("two"), UpdateId("three")
EVERYTHING = UpdateContent(
    heading="Bridge & quay “closed”",
    body=(
        blocks.Text(html='The <b>ferry</b> is <a href="https://example.org/?a=1&amp;b=2">found</a>.'),
        blocks.Text(html="العبّارة وصلت إلى الميناء"),
        blocks.Divider(),
        blocks.Heading(text="What we know", level=3),
        blocks.ListBlock(items=("One <i>thing</i>", "Another"), ordered=True),
        blocks.Quote(text="We go on.\n\nTomorrow too.", attribution="The mayor"),
        blocks.LinkCard(text="Timetable", url="https://example.org/times"),
        blocks.Embed(url="https://www.youtube.com/watch?v=abcdef12345", provider="", text="A <film>"),
        blocks.Embed(url="https://example.org/thing", provider="Example", text=""),
        blocks.Table(rows=(("Pier 1", "open"), ("Pier 2", "<closed>")), header=("Pier", "State"), caption="Piers"),
        blocks.Image(
            url="/media/a.jpg",
            alt="The quay",
            caption="At dawn",
            credit_line="A. Bo",
            width=800,
            height=600,
            renditions=(blocks.Rendition(url="/media/a-400.webp", media_type="image/webp", width=400, height=300),),
        ),
        blocks.Image(alt="A picture that we only describe"),
    ),
    contributors=(Contributor(name="Ada Bo"), Contributor(name="أمل")),
    sign_off="ab",
    dateline="Odesa",
    occurred_at=datetime(2026, 2, 15, 22, 45, 12, tzinfo=UTC),
    labels=("Harbour", "<Live>"),
    source=Source(name="Port office", url="https://example.org/port"),
)


def _story(language: str, time_zone: str) -> Story:
    details = CoverageDetails(
        headline="The river rises",
        kicker="Harbour",
        standfirst=("What is <i>known</i>.", "And what is not."),
        language=language,
        time_zone=time_zone,
    )
    return (
        Story(details)
        .publish(ONE, EVERYTHING, is_key_event=True)
        .publish(TWO, words("Untitled, and later mended."), at=None)
        .publish(THREE, words("Withdrawn."))
        .happen(
            UpdateRevised(
                update_id=ONE,
                revision=2,
                revision_kind=RevisionKind.CORRECTION,
                content=EVERYTHING,
                note="It was <not>.",
            ),
            UpdateRevised(
                update_id=TWO, revision=2, revision_kind=RevisionKind.MINOR, content=words("Mended."), note=None
            ),
            UpdateRetracted(update_id=THREE, reason="It was not so."),
            UpdateFlagged(update_id=TWO),
            UpdatePinned(update_id=ONE),
            KeyPointsSet(points=(KeyPoint(html="A <b>point</b>", update_id=ONE), KeyPoint(html="Another"))),
        )
    )


@pytest.mark.parametrize(
    ("language", "time_zone"), [("en", "Europe/London"), ("uk", "Europe/Kyiv"), ("ar", "Asia/Riyadh")]
)
def test_an_update_and_a_part_are_the_same_bytes_as_ever(language: str, time_zone: str) -> None:
    """Where a template or a translation was changed on purpose: delete the file, run this, and read what it wrote."""
    coverage = _story(language, time_zone).coverage
    updates = list(coverage.updates.values())
    made = [*(render_update(coverage, update) or "" for update in updates), *parts_of(coverage).values()]
    entries = [render_entry(coverage, update, "https://news.example") for update in updates]
    text = "\n".join([*made, *(f"{entry.title}\n{entry.html}" for entry in entries if entry is not None)])
    file = RENDERED / f"{language}.html"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file} was missing and has been written; read it, and commit it")
    assert text == file.read_text(encoding="utf-8")
