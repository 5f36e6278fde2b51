"""In which language the page itself speaks: its labels, and the names of months."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Interface texts and months are in this language, or the site's own where there is no translation."""
    with translation.override(known_language(language)):
        yield


@lru_cache(maxsize=512)
def known_language(language: str) -> str:
    """The language of Django's that is nearest to a BCP 47 tag, the site's own where none is near."""
    # Bounds what Django keeps of catalogues: it would make one for every tag that anybody writes.
    try:
        return get_supported_language_variant(language.lower())
    except LookupError:
        return settings.LANGUAGE_CODE
