"""The addresses of the desk's scripts and styles, which the client build names."""

from django import template

from onrecord.desk.composer_words import translations
from onrecord.render.assets import asset_url

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of an asset by its plain name; empty before a build."""
    return asset_url(name) or ""


@register.simple_tag
def desk_words() -> dict[str, str]:
    """The scripts' phrases in the language of the page; empty for English."""
    return translations()
