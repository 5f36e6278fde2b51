"""Django's template engine by itself: no request, no settings of its own, every value escaped."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine
from django.template.base import Template

from onrecord.render.language import spoken_language

# A site has few languages; each takes a megabyte, and some milliseconds when it is first spoken.
_MOST_LANGUAGES = 16


def rendered(name: str, values: Mapping[str, object]) -> str:
    """The template's text for these values; numbers are printed as they are in every language."""
    return _template(name, spoken_language()).render(Context(dict(values), use_l10n=False, use_tz=False))


def block_template(kind: str, is_feed: bool = False) -> Template:
    """The template of one kind of block, in feeds that for feeds if there is one; bare words where none is written."""
    return _block_template(kind, is_feed, spoken_language())


@lru_cache(maxsize=32 * _MOST_LANGUAGES)
def _block_template(kind: str, is_feed: bool, language: str) -> Template:
    names = [f"blocks/{kind}.html", "blocks/any.html"]
    template: Template = _engine(language).select_template([f"feed/{names[0]}", *names] if is_feed else names)
    return template


@lru_cache(maxsize=32 * _MOST_LANGUAGES)
def _template(name: str, language: str) -> Template:
    return _engine(language).get_template(name)


@lru_cache(maxsize=_MOST_LANGUAGES)
def _engine(_language: str) -> Engine:
    """An engine that compiles templates, and keeps them, while this language is spoken."""
    return Engine(
        dirs=[str(Path(__file__).parent / "templates")],
        builtins=["django.templatetags.i18n", "onrecord.render.filters", "onrecord.render.fixed"],
    )
