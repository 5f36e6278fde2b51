"""A body as it stands in the page, turned into blocks."""

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from onrecord.domain.blocks import (
    Block,
    Divider,
    Embed,
    Heading,
    Image,
    LinkCard,
    ListBlock,
    Quote,
    Table,
    Text,
    plain_text,
)
from onrecord.formats.html import embeds
from onrecord.formats.html.elements import content, is_hidden, is_unseen, short_text, take_out, text_of
from onrecord.formats.html.figures import image, images_of
from onrecord.formats.html.inline import Cleaner
from onrecord.formats.html.kinds import BLOCKS, LEAF
from onrecord.formats.html.people import AUTHOR
from onrecord.formats.html.words import folded, scrubbed

_NOT_THE_BODY = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert|advertisement|ad-slot|adslot|share|sharing|sharebar|social-share|share-buttons|newsletter|signup|sign-up|"
    r"sr-only|visually-hidden|visuallyhidden|screen-reader-text|u-h|hidden-text|whatsapp-group|related|promo|comments?-count|reactions?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(r"https?://[^\s<>\"']{4,500}")
_SAID_BY = re.compile(r"^\s*[—–―-]{1,2}\s*(\S.{1,160})$", re.DOTALL)
_LONGEST_NAME = 80
_BREAKS = re.compile(r"(?:<br>\s*){2,}")


def blocks_of(nodes: Iterable[HtmlElement | str], cleaner: Cleaner) -> tuple[Block, ...]:
    """The blocks of a body given as elements and the words between them, in their order."""
    nodes = list(nodes)
    return tuple(_without_repeats(_Walk(cleaner, _holders(nodes)).nodes(nodes)))


class _Walk:
    def __init__(self, cleaner: Cleaner, holders: set[HtmlElement]) -> None:
        self.cleaner = cleaner
        self.holders = holders
        self.page = cleaner.page

    def nodes(self, nodes: list[HtmlElement | str]) -> Iterator[Block]:
        run: list[HtmlElement | str] = []
        for node in nodes:
            if isinstance(node, str) or not self.is_block(node):
                run.append(node)
                continue
            yield from self.paragraph(run)
            run = []
            yield from self.element(node)
        yield from self.paragraph(run)

    def is_block(self, node: HtmlElement) -> bool:
        return node.tag in BLOCKS or node in self.holders

    def paragraph(self, run: list[HtmlElement | str]) -> Iterator[Block]:
        if not run:
            return
        html = self.cleaner.inline(run)
        for part in _BREAKS.split(html):
            part = part.strip()
            words = folded(plain_text(part))
            if not words:
                continue
            if _BARE_ADDRESS.fullmatch(words) and embeds.is_post(words):
                yield Embed(url=words, provider=embeds.provider(words))
            elif (link := _only_link(part)) is not None and link[1].startswith(("http://", "https://")):
                yield LinkCard(text=link[0], url=link[1])
            else:
                yield Text(html=part)

    def element(self, node: HtmlElement) -> Iterator[Block]:
        tag = node.tag
        if is_hidden(node) or is_unseen(node):
            return
        if tag in LEAF:
            self.cleaner.note(node)
            if tag == "noscript":
                yield from self.nodes(content(node))
            elif tag in ("object", "embed"):
                yield from self.frame(node.get("data") or node.get("src") or "")
                yield from self.nodes(content(node))  # parsers put what follows an unclosed one inside it
            return
        classes = node.get("class") or ""
        if _NOT_THE_BODY.search(classes):
            self.cleaner.dropped["box of an advertisement, of sharing or signing up"] += 1
            return
        self.cleaner.note(node)
        if (post := embeds.quoted_provider(classes)) is not None:
            yield from self.post(node, post)
            return
        match tag:
            case "ul" | "ol":
                yield from self.items(node)
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                yield from self.heading(node)
            case "blockquote":
                yield from self.quote(node)
            case "figure":
                yield from self.figure(node)
            case "picture" | "img" | "amp-img":
                yield from images_of(node, self.page)
            case "iframe" | "amp-iframe":
                yield from self.frame(
                    node.get("src") or node.get("data-src") or node.get("data-lazy-src") or "", node.get("title")
                )
            case "video" | "audio":
                yield from self.media(node)
            case "table":
                yield from self.table(node)
            case "hr":
                yield Divider()
            case "amp-youtube" if node.get("data-videoid"):
                yield from self.frame(f"https://www.youtube.com/watch?v={node.get('data-videoid')}")
            case "amp-twitter" if node.get("data-tweetid"):
                yield from self.frame(f"https://twitter.com/i/status/{node.get('data-tweetid')}")
            case _ if (captioned := image(node, self.page)) is not None:
                yield captioned
            case _:
                yield from self.nodes(content(node))

    def heading(self, node: HtmlElement) -> Iterator[Block]:
        if words := text_of(node):
            yield Heading(text=words, level=4 if node.tag in ("h4", "h5", "h6") else 3)

    def items(self, node: HtmlElement) -> Iterator[Block]:
        rich: list[Block] = []
        items = []
        for item in node.iter("li"):
            if is_hidden(item):
                continue
            inner = [part for part in content(item) if isinstance(part, str) or part.tag not in ("ul", "ol")]
            for part in list(inner):
                if not isinstance(part, str) and part.find(".//li") is not None:
                    inner[inner.index(part) : inner.index(part) + 1] = _above_lists(part)
                elif not isinstance(part, str) and (
                    part.tag in ("figure", "iframe", "blockquote", "img", "table") or part.find(".//img") is not None
                ):
                    rich.extend(self.element(part))
                    inner.remove(part)
            if folded(plain_text(html := self.cleaner.inline(inner))):
                items.append(html)
        loose = [child for child in node if isinstance(child.tag, str) and child.tag not in ("li", "ul", "ol")]
        if items:
            yield ListBlock(items=tuple(items), ordered=node.tag == "ol")
        yield from rich
        for child in loose:  # `ul > h2` and `ul > p` stand in real pages
            yield from self.element(child) if self.is_block(child) else self.paragraph([child])

    def quote(self, node: HtmlElement) -> Iterator[Block]:
        said_by = None
        skipped = set()
        for box in node.iter("p", "span", "div"):
            if AUTHOR.search(box.get("class") or "") and (words := short_text(box, _LONGEST_NAME)):
                said_by = words.lstrip("—–- ")
                skipped.add(box)
                break
        for tag in node.iter("cite", "footer", "figcaption"):
            said_by = text_of(tag).lstrip("—–- ") or said_by
            skipped.add(tag)
        parts = []
        rest: list[Block] = []
        for block in self.nodes(_without(node, skipped)):
            if isinstance(block, Image | Embed | Table):
                rest.append(block)
            elif block.words:
                parts.append(block.words)
        if said_by is None and len(parts) > 1 and (match := _SAID_BY.match(parts[-1])):
            said_by = folded(match[1])
            parts.pop()
        if parts:
            yield Quote(text="\n\n".join(parts), attribution=said_by)
        yield from rest

    def figure(self, node: HtmlElement) -> Iterator[Block]:
        if (quotation := node.find(".//blockquote")) is not None:
            caption = node.find(".//figcaption")
            for block in self.element(quotation):
                if isinstance(block, Quote) and block.attribution is None and caption is not None:
                    block = Quote(text=block.text, attribution=text_of(caption).lstrip("—–- ") or None)
                yield block
            return
        pictures = list(images_of(node, self.page))
        frames = [
            child
            for child in node.iter("iframe", "video", "audio", "table", "amp-iframe", "amp-youtube", "amp-twitter")
            if not is_hidden(child)
        ]
        for child in frames:
            yield from self.element(child)
        yield from pictures
        if not pictures:
            taken = {*frames}
            yield from self.nodes(_without(node, taken))

    def frame(self, address: str, title: str | None = None) -> Iterator[Block]:
        address = embeds.plain(self.page.absolute(scrubbed(address)))
        if not embeds.is_shown(address):
            self.cleaner.dropped["frame without an address of its own, or of an advertisement"] += 1
            return
        yield Embed(url=address, provider=embeds.provider(address), text=folded(scrubbed(title or "")))

    def media(self, node: HtmlElement) -> Iterator[Block]:
        sources = [node.get("src"), *(child.get("src") for child in node.iter("source"))]
        address = next((self.page.absolute(scrubbed(source)) for source in sources if source), "")
        if embeds.is_shown(address):
            yield Embed(url=address, provider=node.tag)
        else:
            self.cleaner.dropped[f"{node.tag} without an address"] += 1

    def post(self, node: HtmlElement, provider: str) -> Iterator[Block]:
        addresses = [
            node.get("cite"),
            node.get("data-instgrm-permalink"),
            node.get("data-href"),
            node.get("data-text-post-permalink"),
        ]
        addresses += reversed([link.get("href") for link in node.iter("a")])
        known = [
            full
            for address in addresses
            if address and embeds.provider(full := self.page.absolute(scrubbed(address))) == provider
        ]
        post = next(
            (
                full
                for full in known
                if re.search(r"/status(?:es)?/|/p/|/reel|/video|/post|/comments/|/permalink|/videos?/|/t/", full)
            ),
            None,
        )
        address = post or (known[0] if known else None)
        words = folded(scrubbed(" ".join(node.itertext())))
        if address is not None and embeds.is_shown(address):
            yield Embed(url=address, provider=provider, text=words)
        elif words:
            yield Quote(text=words)

    def table(self, node: HtmlElement) -> Iterator[Block]:
        header: tuple[str, ...] = ()
        rows: list[tuple[str, ...]] = []
        for row in node.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            line = tuple(text_of(cell) for cell in cells)
            if not any(line):
                continue
            if not header and not rows and all(cell.tag == "th" for cell in cells):
                header = line
            else:
                rows.append(line)
        caption = node.find(".//caption")
        if rows or header:
            yield Table(rows=tuple(rows), header=header, caption=text_of(caption) if caption is not None else "")
        yield from images_of(node, self.page)


def _holders(nodes: list[HtmlElement | str]) -> set[HtmlElement]:
    """Every element that holds a block: found in one pass, because each would otherwise be searched at every level."""
    found: set[HtmlElement] = set()
    for node in nodes:
        if isinstance(node, str):
            continue
        for block in node.iter(*BLOCKS):
            for holder in block.iterancestors():
                if holder in found:
                    break
                found.add(holder)
    return found


def _above_lists(node: HtmlElement) -> list[HtmlElement | str]:
    """What a box in a list's item holds besides lists of its own, whose items are items themselves."""
    found: list[HtmlElement | str] = []
    for part in content(node):
        if isinstance(part, str) or part.find(".//li") is None:
            if isinstance(part, str) or part.tag not in ("ul", "ol"):
                found.append(part)
        elif part.tag not in ("ul", "ol"):
            found += _above_lists(part)
    return found


def _without(node: HtmlElement, skipped: set[HtmlElement]) -> list[HtmlElement | str]:
    for element in skipped:
        if element is not node:
            take_out(element)
    return content(node)


def _only_link(html: str) -> tuple[str, str] | None:
    match = re.fullmatch(
        r'(?:<(?:strong|b|em|i)>\s*)*<a href="([^"<>]*)">((?:(?!</?a\b).)*)</a>(?:\s*</(?:strong|b|em|i)>)*',
        html,
        re.DOTALL,
    )
    if match is None:
        return None
    return folded(plain_text(match[2])), plain_text(match[1])


def _without_repeats(blocks: Iterator[Block]) -> Iterator[Block]:
    seen: set[str] = set()
    for block in blocks:
        if isinstance(block, Image | Embed):
            if (block.url or "") in seen:
                continue  # a lazy picture stands a second time in its noscript
            if block.url:
                seen.add(block.url)
        yield block
