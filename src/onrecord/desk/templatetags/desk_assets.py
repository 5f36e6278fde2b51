"""The addresses of the desk's scripts and styles, which the client build names."""

from django import template
from django.utils.translation import gettext

from onrecord.desk.forms import OpenForm, PointsForm, ReasonForm, UpdateForm
from onrecord.desk.preferences import single_keys
from onrecord.desk.words.composer import translations
from onrecord.desk.words.labels import kind_label, state_label
from onrecord.desk.words.languages import comma
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


register.simple_tag(comma, name="comma")
register.simple_tag(single_keys)
register.filter("kind_label", kind_label)
register.filter("state_label", state_label)


@register.filter
def translated(words: str) -> str:
    """Words that were written down in English, such as a refusal's, as the desk says them."""
    return gettext(words) if words else ""


@register.filter
def listed(names: list[str]) -> str:
    """The names one after the other, parted as the language of the page parts them."""
    return comma().join(names)


@register.filter
def field_label(name: str) -> str:
    """What the field of this name is called in the form that it comes from; the name itself for any other."""
    for form in (UpdateForm, OpenForm, PointsForm, ReasonForm):
        if name in form.base_fields:
            return str(form.base_fields[name].label)
    return name
