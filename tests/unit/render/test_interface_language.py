"""The interface's texts in the languages that it is translated into, and in others."""

import pytest
from babel import Locale
from django.utils.translation import ngettext

from onrecord.render.language import interface_language, new_updates_phrases, speaking


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
