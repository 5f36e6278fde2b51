"""Sourcefabric Live Blog 3: an answer of its posts API (`client_blogs/<id>/posts`).

A post is a package: its `main` group refers to items (text, image, embed, and free types that are HTML). A post that
was deleted stays in the answer with its words; it comes out marked as retracted, and is never to be published again.
"""

from typing import Any

from onrecord.domain.blocks import Block, Embed, Image, Quote
from onrecord.formats.drafts import CoverageDraft, ImportRefused, UpdateDraft
from onrecord.formats.html import dates, embeds
from onrecord.formats.html.bodies import html_blocks
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import blank_page
from onrecord.formats.html.words import line


def is_like(document: Any) -> bool:
    """Whether a JSON document is of this format."""
    return any("groups" in post or "particular_type" in post for post in _posts(document))


def read(document: Any, *, url: str | None = None) -> CoverageDraft:
    """The coverage in such an answer; raises ImportRefused where it has no posts."""
    if not is_like(document):
        raise ImportRefused('This JSON has no posts with "groups", as an answer of Sourcefabric Live Blog has.')
    cleaner = Cleaner(blank_page(url))
    posts = _posts(document)
    blog = document.get("blog") if isinstance(document, dict) else None
    blog = blog if isinstance(blog, dict) else {}
    updates = [_update(post, cleaner) for post in posts]
    warnings = []
    if retracted := sum(update.is_retracted for update in updates):
        warnings.append(f"{retracted} posts were deleted in the source; they are marked as retracted.")
    total = _total(document)
    if total is not None and total > len(posts):
        warnings.append(
            f"This is a part of the coverage: {len(posts)} posts of {total}; import the other pages as well."
        )
    headline = line(_text(blog.get("title")) or "")
    if not headline:
        warnings.append("The source does not give the coverage a headline.")
    if (dropped := cleaner.report()) is not None:
        warnings.append(dropped)
    languages = {language for post in posts if (language := _text(post.get("language"))) is not None}
    return CoverageDraft(
        format="sourcefabric-liveblog",
        headline=headline,
        standfirst=[block.words for block in html_blocks(_text(blog.get("description")) or "", cleaner) if block.words],
        language=languages.pop() if len(languages) == 1 else None,
        url=url,
        warnings=warnings,
        updates=updates,
    )


def _update(post: dict[str, Any], cleaner: Cleaner) -> UpdateDraft:
    items = list(_items(post))
    blocks = [block for item in items for block in _blocks(item, cleaner)]
    return UpdateDraft(
        source_id=_text(post.get("_id")) or _text(post.get("guid")),
        heading=line(_text(post.get("headline")) or "") or None,
        published_at=dates.moment(post.get("published_date") or post.get("firstcreated") or post.get("_created")),
        revised_at=dates.moment(post.get("content_updated_date") or post.get("_updated")),
        contributors=_people(post, items),
        is_key_event=post.get("lb_highlight") is True or post.get("highlight") is True,
        is_pinned=post.get("sticky") is True,
        is_retracted=post.get("deleted") is True,
        blocks=tuple(blocks),
    )


def _blocks(item: dict[str, Any], cleaner: Cleaner) -> list[Block]:
    text = _text(item.get("text")) or ""
    found = list(html_blocks(text, cleaner))
    kind = item.get("item_type")
    if kind == "image" and not any(isinstance(block, Image) for block in found):
        found += _media(item)
    if kind == "embed" and not any(isinstance(block, Embed) for block in found):
        meta = item.get("meta")
        address = (_text(meta.get("original_url")) or _text(meta.get("url"))) if isinstance(meta, dict) else None
        if address is not None and embeds.is_shown(address):
            words = " ".join(block.words for block in found)
            found = [Embed(url=address, provider=embeds.provider(address), text=words)]
    if kind == "comment" and found:
        return [
            Quote(
                text="\n\n".join(block.words for block in found),
                attribution=line(_text(item.get("commenter")) or "") or None,
            )
        ]
    return found


def _media(item: dict[str, Any]) -> list[Block]:
    meta = item.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    media = meta.get("media")
    renditions = media.get("renditions") if isinstance(media, dict) else None
    if not isinstance(renditions, dict):
        return []
    for name in ("viewImage", "original", "baseImage", "thumbnail"):
        each = renditions.get(name)
        url = _text(each.get("href")) if isinstance(each, dict) else None
        if url is not None and url.startswith(("http://", "https://")):
            return [
                Image(
                    url=url,
                    caption=line(_text(meta.get("caption")) or ""),
                    credit_line=line(_text(meta.get("credit")) or ""),
                )
            ]
    return []


def _people(post: dict[str, Any], items: list[dict[str, Any]]) -> tuple[str, ...]:
    for each in (post, *items):
        if (byline := _text(each.get("byline"))) is not None:
            return (line(byline),)
    publisher = post.get("publisher")
    name = _text(publisher.get("display_name")) if isinstance(publisher, dict) else None
    return (line(name),) if name is not None else ()


def _items(post: dict[str, Any]) -> list[dict[str, Any]]:
    groups = post.get("groups")
    found = []
    for group in groups if isinstance(groups, list) else []:
        if not isinstance(group, dict) or group.get("id") == "root":
            continue
        references = group.get("refs")
        for reference in references if isinstance(references, list) else []:
            item = reference.get("item") if isinstance(reference, dict) else None
            if isinstance(item, dict):
                found.append(item)
    return found


def _posts(document: Any) -> list[dict[str, Any]]:
    for each in (document.get("posts"), document) if isinstance(document, dict) else ():
        items = each.get("_items") if isinstance(each, dict) else each
        if isinstance(items, list) and items and all(isinstance(item, dict) for item in items):
            return items
    return []


def _total(document: Any) -> int | None:
    for each in (document.get("posts"), document):
        meta = each.get("_meta") if isinstance(each, dict) else None
        if isinstance(meta, dict) and isinstance(meta.get("total"), int):
            return int(meta["total"])
    return None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
