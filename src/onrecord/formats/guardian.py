"""The Guardian's article JSON, as its rendering layer is given it: blocks of elements.

One document holds one page of a longer coverage; where there are more pages the warnings say so. Each element is told
by the last part of its `_type` (`TextBlockElement`, `ImageBlockElement`, ...).
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from onrecord.domain.blocks import Block, Divider, Embed, Heading, Image, LinkCard, Quote
from onrecord.formats.drafts import CoverageDraft, ImportRefused, UpdateDraft
from onrecord.formats.html import dates, embeds
from onrecord.formats.html.bodies import html_blocks
from onrecord.formats.html.credits import bare_credit
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import blank_page
from onrecord.formats.html.words import line, scrubbed

_WIDEST = 4000  # pixels; a larger rendition is the agency's master file


def is_like(document: Any) -> bool:
    """Whether a JSON document is of this format."""
    if not isinstance(document, dict) or not isinstance(document.get("blocks"), list):
        return False
    return any(isinstance(block, dict) and isinstance(block.get("elements"), list) for block in document["blocks"])


def read(document: Any, *, url: str | None = None) -> CoverageDraft:
    """The coverage in such a document; raises ImportRefused where it has no blocks."""
    if not is_like(document):
        raise ImportRefused('This JSON has no "blocks" with "elements", as the Guardian\'s article format has.')
    address = _text(document.get("webURL")) or _text(document.get("canonicalUrl")) or url
    cleaner = Cleaner(blank_page(address))
    unknown: Counter[str] = Counter()
    blocks = [block for block in document["blocks"] if isinstance(block, dict)]
    pinned = document.get("pinnedPost")
    pinned_id = pinned.get("id") if isinstance(pinned, dict) else None
    updates = [_update(block, cleaner, unknown, pinned_id) for block in blocks]
    updates = list({update.source_id or place: update for place, update in enumerate(updates)}.values())
    posting = _posting(document)
    return CoverageDraft(
        format="guardian-dcr",
        headline=line(_text(document.get("headline")) or _text(document.get("webTitle")) or ""),
        kicker=line(_text(document.get("sectionLabel")) or "") or None,
        standfirst=[
            block.words for block in html_blocks(_text(document.get("standfirst")) or "", cleaner) if block.words
        ],
        language=_text(document.get("lang")),
        url=address,
        started_at=dates.moment(posting.get("coverageStartTime")),
        ended_at=dates.moment(posting.get("coverageEndTime")),
        warnings=_warnings(document, cleaner, unknown),
        updates=updates,
    )


def _update(block: dict[str, Any], cleaner: Cleaner, unknown: Counter[str], pinned_id: object) -> UpdateDraft:
    attributes = block.get("attributes")
    flags = attributes if isinstance(attributes, dict) else {}
    people = block.get("contributors")
    names = (
        [line(_text(each.get("name")) or "") for each in people if isinstance(each, dict)]
        if isinstance(people, list)
        else []
    )
    elements = block.get("elements")
    body = [
        found
        for element in (elements if isinstance(elements, list) else [])
        if isinstance(element, dict)
        for found in _blocks(element, cleaner, unknown)
    ]
    source_id = _text(block.get("id"))
    return UpdateDraft(
        source_id=source_id,
        heading=line(_text(block.get("title")) or "") or None,
        published_at=dates.moment(block.get("blockFirstPublished") or block.get("firstPublishedDate")),
        revised_at=dates.moment(block.get("blockLastUpdated") or block.get("lastModifiedDate")),
        contributors=tuple(name for name in names if name),
        is_key_event=flags.get("keyEvent") is True,
        is_pinned=flags.get("pinned") is True or (source_id is not None and source_id == pinned_id),
        blocks=tuple(body),
    )


def _blocks(element: dict[str, Any], cleaner: Cleaner, unknown: Counter[str]) -> Iterator[Block]:
    kind = (_text(element.get("_type")) or "").rsplit(".", 1)[-1]
    html = _text(element.get("html")) or ""
    match kind:
        case "TextBlockElement" | "SubheadingBlockElement" | "DisclaimerBlockElement" | "CommentaryBlockElement":
            yield from html_blocks(html, cleaner)
        case "BlockquoteBlockElement" | "PullquoteBlockElement":
            words = "\n\n".join(block.words for block in html_blocks(html, cleaner) if block.words)
            if words:
                yield Quote(text=words, attribution=line(_text(element.get("attribution")) or "") or None)
        case "ImageBlockElement":
            yield _image(element, cleaner)
        case "RichLinkBlockElement":
            yield from _link(element, cleaner)
        case "DividerBlockElement":
            yield Divider()
        case "NumberedTitleBlockElement" | "KeyTakeawayBlockElement":
            yield Heading(text=line(_text(element.get("title")) or ""))
        case "TableBlockElement" | "CodeBlockElement":
            yield from html_blocks(html, cleaner)
        case _:
            found = _embed(element, kind, html, cleaner)
            if found is not None:
                yield found
            else:
                unknown[kind or "element without a type"] += 1


def _image(element: dict[str, Any], cleaner: Cleaner) -> Image:
    said = element.get("data")
    data = said if isinstance(said, dict) else {}
    media = element.get("media")
    images = media.get("allImages") if isinstance(media, dict) else None
    best: tuple[int, dict[str, Any]] | None = None
    for each in images if isinstance(images, list) else []:
        fields = each.get("fields") if isinstance(each, dict) else None
        if not isinstance(fields, dict) or not _text(each.get("url")):
            continue
        width = _number(fields.get("width")) or 0
        if width <= _WIDEST and not fields.get("isMaster") and (best is None or width > best[0]):
            best = (width, each)
    chosen = best[1] if best is not None else {}
    fields = chosen.get("fields") or {}
    url = _text(chosen.get("url"))
    credit = line(_text(data.get("credit")) or "")
    caption = "\n".join(block.words for block in html_blocks(_text(data.get("caption")) or "", cleaner))
    return Image(
        url=url if url is not None and url.startswith(("http://", "https://")) else None,
        alt=line(_text(data.get("alt")) or ""),
        caption=caption,
        credit_line=bare_credit(credit),
        width=_number(fields.get("width")),
        height=_number(fields.get("height")),
    )


def _link(element: dict[str, Any], cleaner: Cleaner) -> Iterator[Block]:
    text, url = (
        line(_text(element.get("text")) or _text(element.get("linkText")) or ""),
        _text(element.get("url")) or "",
    )
    if text and url.startswith(("http://", "https://")):
        yield LinkCard(text=text, url=cleaner.page.absolute(url))
    elif text:
        yield LinkCard(text=text)


def _embed(element: dict[str, Any], kind: str, html: str, cleaner: Cleaner) -> Embed | None:
    asset = _text(element.get("assetId"))
    if kind.startswith("Youtube") and asset is not None:
        return Embed(
            url=f"https://www.youtube.com/watch?v={asset}",
            provider="youtube",
            text=line(_text(element.get("mediaTitle")) or ""),
        )
    addresses = [_text(element.get(name)) for name in ("originalUrl", "url", "source", "iframeUrl", "embedUrl")]
    found = next((address for address in addresses if address and embeds.is_shown(address)), None)
    inner = list(html_blocks(html, cleaner)) if html else []
    shown = next((block for block in inner if isinstance(block, Embed)), None)
    if found is None:
        return shown
    words = (
        shown.text if shown is not None else line(_text(element.get("caption")) or _text(element.get("title")) or "")
    )
    return Embed(url=scrubbed(found), provider=embeds.provider(found), text=words)


def _posting(document: dict[str, Any]) -> dict[str, Any]:
    linked = document.get("linkedData")
    for each in linked if isinstance(linked, list) else []:
        if isinstance(each, dict) and each.get("@type") == "LiveBlogPosting":
            return each
    return {}


def _warnings(document: dict[str, Any], cleaner: Cleaner, unknown: Counter[str]) -> list[str]:
    found = []
    pages = document.get("pagination")
    if isinstance(pages, dict) and isinstance(pages.get("totalPages"), int) and pages["totalPages"] > 1:
        found.append(
            f"This is page {pages.get('currentPage')} of {pages['totalPages']} of the coverage; "
            "import the other pages as well."
        )
    if unknown:
        named = ", ".join(f"{count} {kind}" for kind, count in sorted(unknown.items()))
        found.append(f"Left out of the updates, because nothing of them could be kept: {named}.")
    if (dropped := cleaner.report()) is not None:
        found.append(dropped)
    return found


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _number(value: Any) -> int | None:
    try:
        number = int(value)
    except (TypeError, ValueError):
        return None
    return number if 0 < number < 100_000 else None
