"""JSON-LD in the page: found wherever it lies, mended where that is safe, never trusted for its shape."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urldefrag

from onrecord.domain.blocks import Block, Embed, Image
from onrecord.formats.html import dates, embeds
from onrecord.formats.html.bodies import body_blocks
from onrecord.formats.html.found import Found, Source
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.page import Page
from onrecord.formats.html.words import line

type_names = {"liveblogposting", "blogposting", "article", "newsarticle", "socialmediaposting", "report"}
_WRAPPING = ("<![CDATA[", "]]>", "<!--", "-->", "//", "/*", "*/")
_WRAPPED_WITHIN = 100  # characters at either end in which a comment may be wrapped round the JSON
_MOST_NODES = 2_000_000  # of one page; more is an attack, or not a page


def nodes_of(page: Page) -> list[dict[str, Any]]:
    """Every object of the page's JSON-LD, outermost first; a block that cannot be read is named in the warnings."""
    found: list[dict[str, Any]] = []
    scripts = page.tree.xpath("//script[contains(translate(@type,'ALDJNOS','aldjnos'),'ld+json')]")
    for place, script in enumerate(scripts, 1):
        text = script.text or ""
        if not text.strip():
            continue
        try:
            found += objects(_loads(text))
        except (ValueError, RecursionError) as error:
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error).split(":")[0].lower()
            page.warnings.append(f"JSON-LD block {place} of the page is not valid JSON ({reason}) and was left out.")
    return found


def live_postings(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The objects that hold live updates, the one with most of them first."""
    postings = [
        node for node in nodes if "LiveBlogPosting" in types(node) or _property(node, "liveBlogUpdate") is not None
    ]
    if not postings:
        postings = [node for node in nodes if _property(node, "blogPost") is not None]
    return sorted(postings, key=lambda node: -len(list(_updates(node, {}))))


def read(page: Page, cleaner: Cleaner, nodes: list[dict[str, Any]]) -> Source | None:
    """The updates in the page's JSON-LD, in their order; None where it has none."""
    postings = live_postings(nodes)
    if not postings:
        return None
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    updates = list(_updates(postings[0], by_id))
    if not updates:
        own = postings[0].get("@id") or postings[0].get("url")
        updates = [
            node for node in nodes if "BlogPosting" in types(node) and own and _id_of(node.get("isPartOf")) == own
        ]
    if not updates:
        return None
    address = _text(postings[0].get("url")) or page.url
    pictures = [_image_url(update.get("image")) for update in updates]
    shared = {url for url in pictures if pictures.count(url) > 1} if len(pictures) <= 5000 else set(pictures)
    shared.add(_image_url(postings[0].get("image")))
    return Source(name="JSON-LD", updates=[_found(update, page, cleaner, address, shared) for update in updates])


def types(node: dict[str, Any]) -> set[str]:
    """The type names of an object, without the vocabulary's address."""
    declared = node.get("@type")
    names = declared if isinstance(declared, list) else [declared]
    return {re.split(r"[/#:]", name)[-1] for name in names if isinstance(name, str)}


def names_of(value: Any) -> tuple[str, ...]:
    """The names of the people in an author property, whichever of its many shapes it has."""
    people = value if isinstance(value, list) else [value]
    found = []
    for person in people[:50]:
        if isinstance(person, dict):
            person = person.get("name")
            if isinstance(person, list):
                found += [line(name) for name in person if isinstance(name, str)]
                continue
        if isinstance(person, str) and not person.startswith(("http://", "https://")):
            found.append(line(person))
    return tuple(dict.fromkeys(name for name in found if name))


def _found(node: dict[str, Any], page: Page, cleaner: Cleaner, address: str | None, shared: set[str | None]) -> Found:
    url, own = _text(node.get("url")), _text(node.get("@id"))
    if url is None:
        url = _id_of(node.get("mainEntityOfPage"))
    identifier = node.get("identifier")
    if isinstance(identifier, dict):
        identifier = identifier.get("value")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    source_id = next((name for name in (own, url, _text(identifier)) if name and not _is_page(name, address)), None)
    anchors = {
        urldefrag(name).fragment or name
        for name in (own, url, _text(identifier))
        if name and not _is_page(name, address)
    }
    published, revised = node.get("datePublished") or node.get("dateCreated"), node.get("dateModified")
    body = next((text for name in ("articleBody", "text", "description") if (text := _body(_property(node, name)))), "")
    blocks: list[Block] = [*body_blocks(body, cleaner)]
    shown = shared | {block.url for block in blocks if isinstance(block, Image)}
    if (picture := _image(node.get("image"), page)) is not None and picture.url not in shown:
        blocks.append(picture)
    blocks += _videos(node.get("video"), page)
    return Found(
        source_id=source_id,
        anchors=frozenset(anchors),
        heading=next(
            (
                words
                for name in ("headline", "name", "alternativeHeadline")
                if (words := line(_text(node.get(name)) or ""))
            ),
            None,
        ),
        published_at=dates.moment(published),
        local_at=dates.local(published),
        revised_at=dates.moment(revised),
        contributors=names_of(node.get("author") or node.get("creator")),
        blocks=tuple(blocks),
    )


def _updates(posting: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    value = _property(posting, "liveBlogUpdate")
    waiting = [value if value is not None else _property(posting, "blogPost")]
    while waiting:
        each = waiting.pop(0) if len(waiting) < 100 else waiting.pop()
        if isinstance(each, list):
            yield from (update for one in each for update in _flat(one, by_id))
        elif isinstance(each, dict):
            yield from _flat(each, by_id)


def _flat(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
    elif isinstance(value, str) and value in by_id:
        yield by_id[value]
    elif isinstance(value, dict):
        if isinstance(inner := value.get("@list", value.get("@set", value.get("itemListElement"))), list):
            yield from (
                each.get("item", each)
                for each in inner
                if isinstance(each, dict) and isinstance(each.get("item", each), dict)
            )
        elif set(value) <= {"@id", "@type"} and isinstance(value.get("@id"), str):
            yield by_id.get(value["@id"], value)
        elif isinstance(item := value.get("item"), dict):
            yield item
        else:
            yield value


def _loads(text: str) -> Any:
    text = _unwrapped(text)
    try:
        return json.loads(text, strict=False)
    except ValueError as error:
        first = error
    for mend in (_without_trailing_commas, _unescaped_whole):
        try:
            return json.loads(mend(text), strict=False)
        except ValueError:
            continue
    try:  # one whole value with something behind it: the value stands
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
    except ValueError:
        raise first from None
    return value


# A string that never ends is taken to the end, so that no quotation mark in it is tried again.
_STRING_OR_COMMA = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\Z))|,(?=\s*+[}\]])', re.DOTALL)


def _unwrapped(text: str) -> str:
    text = text.strip("\ufeff \t\r\n;")
    if text[:1] not in ("{", "["):
        text = _without(text[:_WRAPPED_WITHIN]).lstrip() + text[_WRAPPED_WITHIN:]
    if text[-1:] not in ("}", "]") or text.endswith("]]>"):
        text = text[:-_WRAPPED_WITHIN] + _without(text[-_WRAPPED_WITHIN:]).rstrip("; \t\r\n")
    return text


def _without(end: str) -> str:
    for wrapping in _WRAPPING:
        end = end.replace(wrapping, " ")
    return end


def _without_trailing_commas(text: str) -> str:
    return _STRING_OR_COMMA.sub(lambda match: match[1] or "", text)


def _unescaped_whole(text: str) -> str:
    if '"' in text or ("&quot;" not in text and "&#34;" not in text):
        raise ValueError("not escaped as a whole")
    return html.unescape(text)


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object of a JSON document, outermost first."""
    found: list[dict[str, Any]] = []
    waiting = [value]
    count = 0
    while waiting:
        count += 1
        if count > _MOST_NODES:
            raise ValueError("too many values")
        each = waiting.pop()
        if isinstance(each, dict):
            found.append(each)
            waiting.extend(reversed([inner for inner in each.values() if isinstance(inner, dict | list)]))
        elif isinstance(each, list):
            waiting.extend(reversed([inner for inner in each if isinstance(inner, dict | list)]))
    return found


def _property(node: dict[str, Any], name: str) -> Any:
    for spelling in (name, f"schema:{name}", f"http://schema.org/{name}", f"https://schema.org/{name}"):
        if node.get(spelling) not in (None, [], {}, ""):
            return node[spelling]
    return None


def _text(value: Any) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("@id")
    return value.strip() or None if isinstance(value, str) else None


def _body(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(part for part in value if isinstance(part, str))
    return _text(value) or ""


def _id_of(value: Any) -> str | None:
    return _text(value)


def _is_page(name: str, address: str | None) -> bool:
    """Whether an address names the whole page, and so no update of it."""
    if address is None:
        return False
    return name.rstrip("/#") == address.rstrip("/#") or name.rstrip("/#") == urldefrag(address).url.rstrip("/#")


def _image_url(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url") or value.get("contentUrl") or value.get("@id")
    return _text(value)


def _image(value: Any, page: Page) -> Image | None:
    url = _image_url(value)
    if url is None:
        return None
    full = page.absolute(url)
    if not full.startswith(("http://", "https://")):
        return None
    if isinstance(value, list):
        value = value[0]
    said = value if isinstance(value, dict) else {}
    credit = next(
        (
            words
            for name in ("creditText", "copyrightNotice", "copyrightHolder", "creator", "author")
            if (words := ", ".join(names_of(said.get(name))))
        ),
        "",
    )
    return Image(
        url=full, caption=line(_text(said.get("caption") or said.get("description")) or ""), credit_line=credit
    )


def _videos(value: Any, page: Page) -> list[Block]:
    found: list[Block] = []
    for video in (value if isinstance(value, list) else [value])[:20]:
        if not isinstance(video, dict):
            continue
        url = page.absolute(
            _text(video.get("embedUrl")) or _text(video.get("contentUrl")) or _text(video.get("url")) or ""
        )
        if embeds.is_shown(url):
            found.append(Embed(url=url, provider=embeds.provider(url), text=line(_text(video.get("name")) or "")))
    return found
