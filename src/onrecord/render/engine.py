"""Django's template engine by itself: no request, no settings of its own, every value escaped."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine
from django.template.base import Template

_engine = Engine(
    dirs=[str(Path(__file__).parent / "templates")],
    builtins=["django.templatetags.i18n", "onrecord.render.filters"],
)


def rendered(name: str, values: Mapping[str, object]) -> str:
    """The template's text for these values; numbers are printed as they are in every language."""
    return _template(name).render(Context(dict(values), use_l10n=False, use_tz=False))


@lru_cache(maxsize=256)
def block_template(kind: str, is_feed: bool = False) -> Template:
    """The template of one kind of block, in feeds that for feeds if there is one; bare words where none is written."""
    names = [f"blocks/{kind}.html", "blocks/any.html"]
    template: Template = _engine.select_template([f"feed/{names[0]}", *names] if is_feed else names)
    return template


@lru_cache(maxsize=256)
def _template(name: str) -> Template:
    return _engine.get_template(name)
