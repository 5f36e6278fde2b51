"""In which language the page itself speaks: its labels, and the names of months."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext
from django.utils.translation.trans_real import get_supported_language_variant

# The plural forms of the languages that this site speaks, by their names in CLDR, each with a number that takes it.
_FORMS: Mapping[str, Mapping[str, int]] = {
    "en": {"one": 1, "other": 2},
    "uk": {"one": 1, "few": 2, "many": 5},
    "ar": {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100},
}


def speaking(language: str) -> AbstractContextManager[None]:
    """Interface texts and months are in this language, or the site's own where there is no translation."""
    return translation.override(known_language(language))


def spoken_language() -> str:
    """The language that interface texts and months are in just now."""
    return translation.get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=512)
def known_language(language: str) -> str:
    """The language of Django's that is nearest to a BCP 47 tag, the site's own where none is near."""
    # Bounds what Django keeps of catalogues: it would make one for every tag that anybody writes.
    try:
        return get_supported_language_variant(language.lower())
    except LookupError:
        return settings.LANGUAGE_CODE


def interface_language(language: str) -> str:
    """The language of the interface texts on a page of this language: English where nobody has translated them."""
    found = known_language(language).split("-")[0]
    return found if found in _FORMS else "en"


def new_updates_phrases(language: str) -> dict[str, str]:
    """How many new updates there are, `{n}` for the number, in every plural form of the interface's language."""
    forms = _FORMS[interface_language(language)]
    return {form: ngettext("{n} new update", "{n} new updates", number) for form, number in forms.items()}
