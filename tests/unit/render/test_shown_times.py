"""Times as they are printed, and the direction of writing."""

from datetime import UTC, datetime

import pytest

from onrecord.render.dates import moment
from onrecord.render.direction import direction, words_direction
from onrecord.render.language import speaking


@pytest.mark.parametrize(
    ("language", "zone", "shown"),
    [
        ("en", "Europe/London", "29 Mar 2026, 00:59 GMT"),
        ("en-GB", "Europe/Berlin", "29 Mar 2026, 01:59 CET"),
        ("en-US", "America/New_York", "Mar 28, 2026, 8:59 p.m. EDT"),
        ("de", "Europe/Berlin", "29. März 2026 01:59 CET"),
        ("uk", "Europe/Kyiv", "29 березня 2026 р. 02:59 EET"),
        ("en", "America/Sao_Paulo", "28 Mar 2026, 21:59 UTC−3"),
        ("en", "Nowhere/Such", "29 Mar 2026, 00:59 UTC"),
        ("tlh", "UTC", "29 Mar 2026, 00:59 UTC"),
    ],
)
def test_a_moment_is_told_in_the_coverages_zone_and_language(language: str, zone: str, shown: str) -> None:
    at = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    with speaking(language):
        told = moment(at, time_zone=zone, language=language)
    assert told is not None
    assert told.both == shown
    assert told.iso == "2026-03-29T00:59:00Z"


def test_daylight_saving_changes_the_zones_name_with_the_clock() -> None:
    shown = [
        moment(datetime(2026, 3, 29, hour, 30, tzinfo=UTC), time_zone="Europe/London", language="en") for hour in (0, 1)
    ]
    assert [told.time for told in shown if told] == ["00:30 GMT", "02:30 BST"]


@pytest.mark.parametrize(
    "tag", ["ar", "AR-eg", "he", "iw", "fa", "ur-PK", "ps", "sd", "ug", "yi", "dv", "ckb", "uz-Arab", "ff-Adlm", "syr"]
)
def test_languages_written_from_right_to_left(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "uk", "zh-Hant", "ar-Latn", "ur-latn-pk", "ja", "arn", "hex", "en-x-arab"])
def test_languages_written_from_left_to_right(tag: str) -> None:
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    ("words", "base", "turned"),
    [
        ("Plain words", "ltr", None),
        ("12:30", "ltr", None),
        ("12:30", "rtl", None),
        ("", "rtl", None),
        ("مرحبا", "ltr", "rtl"),
        ("مرحبا", "rtl", None),
        ("Hello", "rtl", "ltr"),
        ("BBC قالت إن المياه ترتفع", "ltr", "rtl"),
        ("BBC قالت إن المياه ترتفع", "rtl", None),
        ("مقابلة مع Ida Novak", "rtl", None),
        ("أُغلقت البوابات بحسب https://example.org/port", "rtl", None),
        ("He asked for a coffee and said شكرا", "rtl", "ltr"),
    ],
)
def test_the_letters_decide_the_direction(words: str, base: str, turned: str | None) -> None:
    assert words_direction(words, base) == turned
