"""The catalogues of the interface's words are whole, and say what the sources ask for."""

import re
from collections import Counter
from functools import cache
from gettext import c2py

import pytest
from babel.messages.catalog import Catalog, Message

from tools.messages import LANGUAGES, catalogue_file, extracted, is_translated, mo_bytes, po_text, read

# What Python and the client fill in, and the tags that a script or a style looks for.
_PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+[^>]*>")
_BRING = "bring it up to date: make messages"

every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def catalogue(language: str) -> Catalog:
    return read(language)


def texts(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def key(message: Message) -> tuple[object, object]:
    return message.id, message.context


@cache
def sources() -> Catalog:
    return extracted()


@every_language
def test_the_catalogue_has_every_text_of_the_sources_and_no_other(language: str) -> None:
    asked = {key(message) for message in sources() if message.id}
    known = {key(message) for message in texts(language)}
    assert not asked - known, _BRING
    assert not known - asked, _BRING


@every_language
def test_no_text_is_untranslated_or_in_doubt(language: str) -> None:
    left = [message.id for message in texts(language) if not is_translated(message.string) or message.fuzzy]
    assert left == []


@every_language
def test_no_text_is_left_in_english(language: str) -> None:
    same = [message.id for message in texts(language) if message.string == message.id]
    assert same == []


@every_language
def test_every_translation_has_the_places_that_the_text_has(language: str) -> None:
    numbers = numbers_of_forms(catalogue(language))
    wrong: list[tuple[object, object]] = []
    for message in texts(language):
        if isinstance(message.id, str):
            if places(message.id) != places(str(message.string)):
                wrong.append((message.id, message.string))
            continue
        one, many = (places(form) for form in message.id)
        for form, said in enumerate(message.string or ()):
            # The number may be said in words where the form is that of one number alone.
            may_be = [many, one, many - Counter(("%(n)s", "%(count)d", "{n}"))] if numbers[form] == 1 else [many]
            if places(said) not in may_be:
                wrong.append((message.id, said))
    assert wrong == []


@every_language
def test_what_the_program_reads_is_what_translators_wrote(language: str) -> None:
    assert catalogue_file(language, "mo").read_bytes() == mo_bytes(catalogue(language)), _BRING


@every_language
def test_the_file_is_as_the_tool_writes_it(language: str) -> None:
    assert catalogue_file(language).read_bytes() == po_text(catalogue(language)), _BRING


def test_refusals_are_found_by_their_docstrings() -> None:
    assert "Nothing would change." in sources()
    assert "There is no such coverage." in sources()


def places(text: str) -> Counter[str]:
    return Counter(_PLACES.findall(text))


def numbers_of_forms(catalogue: Catalog) -> Counter[int]:
    """How many of the first numbers each plural form is for."""
    form = c2py(catalogue.plural_expr)
    return Counter(form(number) for number in range(300))
