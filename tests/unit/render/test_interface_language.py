"""The interface's texts in the languages that it is translated into, and in others."""

from dataclasses import replace

import pytest
from babel import Locale
from django.utils.translation import ngettext

from onrecord.domain import CoverageState
from onrecord.domain.blocks import Embed, Table
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, Source
from onrecord.domain.events import (
    KeyPointsSet,
    RevisionKind,
    UpdateHeld,
    UpdatePinned,
    UpdateRetracted,
    UpdateRevised,
)
from onrecord.domain.ids import UpdateId
from onrecord.render.language import interface_language, new_updates_phrases, speaking
from tests.public_interface import latin_words
from tests.story import NINE, Story, archive_page, front_page, update_page, words


@pytest.mark.parametrize("language", ["en", "uk", "ar"])
@pytest.mark.parametrize("number", [*range(130), 1000, 1001, 1002, 1003, 1011])
def test_each_number_of_new_updates_has_the_form_that_the_client_will_pick(language: str, number: int) -> None:
    with speaking(language):
        form = Locale(language).plural_form(number)
        assert new_updates_phrases(language)[form] == ngettext("{n} new update", "{n} new updates", number)


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("uk-UA", "uk"),
        ("UK", "uk"),
        ("ar-EG", "ar"),
        ("en-GB", "en"),
        ("de", "en"),
        ("pl", "en"),
        ("", "en"),
        ("ukr!", "en"),
    ],
)
def test_the_interface_is_in_the_language_of_the_page_or_else_in_english(language: str, spoken: str) -> None:
    assert interface_language(language) == spoken


def _full_story(language: str) -> Story:
    details = CoverageDetails(
        headline="Річка", kicker="Погода", standfirst=("Вода прибуває.",), language=language, time_zone="UTC"
    )
    story = Story(details)
    for number in range(40):
        story.publish(f"u{number}", words("Вода."), is_key_event=number > 30)
    embed = Embed(url="https://www.youtube.com/watch?v=abcdefgh123", provider="youtube")
    table = Table(header=("а",), rows=(("б",),))
    content = replace(
        words("Вода.", embed, table, heading="Рівень"),
        occurred_at=NINE,
        source=Source(name="Штаб"),
        contributors=(Contributor(name="Ольга"),),
    )
    story.publish("full", content)
    for revision, kind in enumerate((RevisionKind.CORRECTION, RevisionKind.CLARIFICATION), 2):
        revised = UpdateRevised(
            update_id=UpdateId("full"), revision=revision, revision_kind=kind, content=content, note="Було не так."
        )
        story.happen(revised)
    story.happen(UpdatePinned(update_id=UpdateId("u38")), UpdateHeld(update_id=UpdateId("u39")))
    story.happen(UpdateRetracted(update_id=UpdateId("u37"), reason="Помилка"))
    minor = UpdateRevised(
        update_id=UpdateId("u36"), revision=2, revision_kind=RevisionKind.MINOR, content=words("Вода!"), note=None
    )
    points = (KeyPoint(html="Вода прибуває.", update_id=UpdateId("full")),)
    return story.happen(minor, KeyPointsSet(points=points))


@pytest.mark.parametrize("language", ["uk", "uk-UA", "ar"])
def test_no_page_of_a_coverage_says_a_word_in_english(language: str) -> None:
    coverage = _full_story(language).coverage
    for state in (CoverageState.LIVE, CoverageState.PAUSED, CoverageState.CLOSED):
        now = replace(coverage, state=state)
        pages = [front_page(now), archive_page(now, 1), update_page(now, "full"), update_page(now, "u39")]
        for page in pages:
            assert latin_words(page, but="UTC YouTube") == set()


@pytest.mark.parametrize(("language", "time"), [("uk", "16 лютого 2026 р. 09:00 UTC"), ("ar", "16 فبراير، 2026")])
def test_dates_are_written_as_the_language_writes_them(language: str, time: str) -> None:
    assert time in front_page(_full_story(language).coverage)
