"""What templates may do to the words of a block: every word of a newsroom's passes through one of these."""

import re
from dataclasses import dataclass
from itertools import groupby

from django import template
from django.utils.safestring import SafeString, mark_safe

from onrecord.domain.blocks import Block, Embed, Image, Rendition, plain_text
from onrecord.render.direction import words_direction
from onrecord.render.embeds import EmbedView, embed_view
from onrecord.render.sanitize import clean_href, clean_inline, clean_src, clean_words

register = template.Library()

_PICTURE_TYPE = re.compile(r"image/(?:avif|webp|jpeg|png|gif)", re.ASCII)
_MOST_PIXELS = 100_000
_NOT_TURNED = SafeString("")


@dataclass(frozen=True, slots=True)
class _Source:
    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class _Picture:
    src: str
    width: int | None
    height: int | None
    sources: tuple[_Source, ...]


@register.filter
def words(text: str) -> str:
    """Plain words, which the template then escapes."""
    return clean_words(text)


@register.filter
def inline(html: str) -> SafeString:
    """A piece of the small HTML subset, cleaned."""
    return mark_safe(clean_inline(html))  # noqa: S308 - nh3 has just cleaned it


@register.filter
def href(url: str | None) -> str | None:
    """An address to link to, None where it is not fit to be one."""
    return clean_href(url) if url else None


@register.filter
def whole(url: str, site: str) -> str:
    """An address that is good anywhere, for one that may be good on this site alone."""
    return f"{site}{url}" if url.startswith("/") else url


@register.filter
def turned(text: str, base: str) -> SafeString:
    """A `dir` attribute if the words run against the page's direction, otherwise nothing."""
    found = words_direction(text, base)
    return SafeString(f' dir="{found}"') if found else _NOT_TURNED


@register.filter
def turned_html(html: str, base: str) -> SafeString:
    """As `turned`, for a piece of the small HTML subset."""
    start = html[:2000]
    if base == "ltr" and start.isascii() and "&" not in start:
        return _NOT_TURNED
    return turned(plain_text(start), base)


@register.filter
def paragraphs(text: str) -> list[str]:
    """Plain words in paragraphs, which blank lines part."""
    found: list[list[str]] = [[]]
    for line in clean_words(text).split("\n"):
        if line.strip():
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


@register.filter
def subheading(level: int) -> int:
    """3 or 4: levels 1 and 2 belong to the page."""
    return 4 if level >= 4 else 3


@register.filter
def embed(block: Embed) -> EmbedView:
    """How an embed can be shown."""
    return embed_view(block.url, block.provider)


@register.filter
def picture(image: Image) -> _Picture | None:
    """Where the picture's pixels are; None where only its words are known, or its address is not fit."""
    renditions = [(src, form) for form in image.renditions if (src := _rendition_src(form))]
    src = clean_src(image.url) if image.url else None
    width, height = image.width, image.height
    if src is None:
        if not renditions:
            return None
        src, largest = max(renditions, key=lambda known: known[1].width)
        width, height = largest.width, largest.height
    fits = width is not None and height is not None and 0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS
    return _Picture(src, width if fits else None, height if fits else None, _sources(renditions))


def _sources(renditions: list[tuple[str, Rendition]]) -> tuple[_Source, ...]:
    return tuple(
        _Source(media_type, ", ".join(f"{src.replace(',', '%2C')} {form.width}w" for src, form in forms))
        for media_type, forms in groupby(renditions, key=lambda known: known[1].media_type)
    )


def _rendition_src(form: Rendition) -> str | None:
    if not _PICTURE_TYPE.fullmatch(form.media_type) or not 0 < form.width <= _MOST_PIXELS:
        return None
    return clean_src(form.url)


@register.simple_tag(takes_context=True)
def show_block(context: template.Context, block: Block) -> SafeString:
    """The block by the template of its kind."""
    from onrecord.render.engine import block_template

    with context.push(block=block):
        return block_template(block.kind, is_feed=bool(context.get("is_feed"))).nodelist.render(context)
