"""Django's template engine by itself: no request, no settings of its own, every value escaped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.template import Context, Engine, TemplateDoesNotExist
from django.template.base import Template
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant

_engine = Engine(
    dirs=[str(Path(__file__).parent / "templates")],
    builtins=["django.templatetags.i18n", "onrecord.render.filters"],
)


def rendered(name: str, values: Mapping[str, object]) -> str:
    """The template's text for these values; numbers are printed as they are in every language."""
    return _template(name).render(Context(dict(values), use_l10n=False, use_tz=False))


@lru_cache(maxsize=256)
def block_template(kind: str) -> Template:
    """The template of one kind of block; its bare words where nobody has written one."""
    try:
        return _engine.get_template(f"blocks/{kind}.html")
    except TemplateDoesNotExist:
        return _engine.get_template("blocks/any.html")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Interface texts, months and weekdays are in this language, or the site's own where it has no translation."""
    with translation.override(_known_language(language)):
        yield


@lru_cache(maxsize=256)
def _template(name: str) -> Template:
    return _engine.get_template(name)


@lru_cache(maxsize=512)
def _known_language(language: str) -> str:
    # Bounds what Django keeps of catalogues: it would make one for every tag that anybody writes.
    try:
        return get_supported_language_variant(language.lower())
    except LookupError:
        return settings.LANGUAGE_CODE
