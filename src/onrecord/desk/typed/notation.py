"""An update's body as plain text that people type, and back.

A blank line parts blocks. Besides paragraphs (see `inline`) there are:

    ### Subheading                    #### and a smaller one
    - item                            1. numbered item
    > what somebody said              > -- who said it, on the last line
    ---                               a line across
    ![description](address) caption | credit
    https://…                         alone on its line: an embed if its provider is known, otherwise a link card
    -> [words](https://…)             a link card with words of its own
    [[table 1a2b3c: …]]               a block that has no notation: it stays as it is, can be moved or deleted

A block that was not touched comes back exactly as it was, whatever the notation can say of it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape

from onrecord.desk.typed.inline import inline_to_tags, inline_to_text, text_to_inline
from onrecord.domain.blocks import Block, Divider, Embed, Heading, Image, LinkCard, ListBlock, Quote, Text
from onrecord.newsroom.clean import clean_block
from onrecord.render.embeds import embed_view

_HEADING = re.compile(r"(#{3,4}) +(\S.*)")
_BULLET = re.compile(r"- +(.*)")
_NUMBER = re.compile(r"\d{1,9}\. +(.*)")
_QUOTE = re.compile(r"> ?(.*)")
_ATTRIBUTION = re.compile(r"(?:> ?)?-- +(\S.*)")
_IMAGE = re.compile(r"!\[((?:[^\]\\]|\\.)*)\]\(([^\s()]*)\) ?(.*)")
_CARD = re.compile(r"-> +\[((?:[^\]\\]|\\.)*)\]\((\S*)\)")
_URL = re.compile(r"https?://\S+")
_TOKEN = re.compile(r"\[\[[a-z]+ ([0-9a-f]{6})(?::[^\n]*)?\]\]")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("token", _TOKEN),
    ("heading", _HEADING),
    ("divider", re.compile(r"-{3,}")),
    ("image", _IMAGE),
    ("card", _CARD),
    ("url", _URL),
    ("bullets", _BULLET),
    ("numbers", _NUMBER),
    ("quote", _QUOTE),
)
_RUNS = {"bullets", "numbers", "quote", "text"}
_LONGEST_HINT = 40


class UnknownBlock(Exception):
    """A line in double brackets names a block that this update does not have (any more): remove the line."""

    def __init__(self, line: str) -> None:
        super().__init__(f"{line[:80]} is not in this update any more: remove that line, then save again.")


def to_text(body: Iterable[Block]) -> str:
    """The body as it is typed."""
    return "\n\n".join(_written(block) for block in body)


def from_text(text: str, originals: Sequence[Block] = ()) -> tuple[Block, ...]:
    """The blocks that were typed; `originals` are those that the text began with. Raises UnknownBlock."""
    by_token = {_digest(block): block for block in originals}
    untouched: dict[str, list[Block]] = {}
    for block in originals:
        untouched.setdefault(_written(block), []).append(block)
    images = {block.url: block for block in originals if isinstance(block, Image)}
    blocks: list[Block] = []
    for kind, lines in _pieces(text):
        piece = "\n".join(lines)
        if kept := untouched.get(piece):
            blocks.append(kept.pop(0) if len(kept) > 1 else kept[0])
        elif kind == "token":
            blocks.append(_by_token(piece, by_token))
        else:
            block = _READ[kind](lines)
            if isinstance(block, Image) and block.url and (known := images.get(block.url)):
                block = replace(known, alt=block.alt, caption=block.caption, credit_line=block.credit_line)
            blocks.append(block)
    return tuple(blocks)


def _pieces(text: str) -> Iterator[tuple[str, list[str]]]:
    """The text cut into one piece a block, each with its kind."""
    kind, lines = "", list[str]()
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = line.rstrip(" \t")
        if not line:
            if lines:
                yield kind, lines
            kind, lines = "", []
            continue
        line_kind = _kind(line)
        continues = (
            line_kind == kind
            or (kind in ("bullets", "numbers") and line.startswith("  "))
            or (kind == "quote" and _ATTRIBUTION.fullmatch(line) is not None)
        )
        if lines and kind in _RUNS and continues:
            lines.append(line)
            continue
        if lines:
            yield kind, lines
        kind, lines = line_kind, [line]
    if lines:
        yield kind, lines


def _kind(line: str) -> str:
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(line)), "text")


def _written(block: Block) -> str:
    """The block's own notation if that says all of it, otherwise a line that stands for it."""
    for candidate in _candidates(block):
        pieces = list(_pieces(candidate))
        if len(pieces) != 1 or "\n".join(pieces[0][1]) != candidate or pieces[0][0] == "token":
            continue
        kind, lines = pieces[0]
        if _same(_READ[kind](lines), block):
            return candidate
    hint = " ".join(block.words[:200].replace("[", "(").replace("]", ")").split())[:_LONGEST_HINT].strip()
    return f"[[{block.kind} {_digest(block)}{': ' + hint if hint else ''}]]"


def _candidates(block: Block) -> Iterator[str]:
    match block:
        case Text(html=html):
            yield _guarded(inline_to_text(html))
            yield _guarded(inline_to_tags(html))
        case ListBlock(items=items, ordered=ordered):
            for inline in (inline_to_text, inline_to_tags):
                yield "\n".join(
                    f"{f'{number}.' if ordered else '-'} " + inline(item).strip().replace("\n", "\n  ")
                    for number, item in enumerate(items, 1)
                )
        case Heading():
            yield f"{'#' * block.level} {block.text}"
        case Quote():
            lines = [f"> {line}".rstrip() for line in block.text.split("\n")]
            yield "\n".join((*lines, f"> -- {block.attribution}") if block.attribution else lines)
        case Image():
            ending = " | ".join(
                (_bar(block.caption), _bar(block.credit_line)) if block.credit_line else (_bar(block.caption),)
            )
            yield f"![{_bracket(block.alt)}]({block.url or ''}) {ending}".rstrip()
        case LinkCard(text=text, url=url):
            if url and text == url:
                yield url
            yield f"-> [{_bracket(text)}]({url or ''})"
        case Embed(url=url):
            yield url
        case Divider():
            yield "---"


def _same(read: Block, block: Block) -> bool:
    """Whether nothing of `block` is lost in `read`; the sizes of a picture are found again by its address."""
    if isinstance(read, Image) and isinstance(block, Image) and block.url:
        read = replace(
            read,
            width=block.width,
            height=block.height,
            renditions=block.renditions,
            focal_point=block.focal_point,
            card=block.card,
        )
    return _plain(clean_block(read)) == _plain(clean_block(block))


def _plain(block: Block | None) -> Block | None:
    match block:
        case Text(html=html):
            return Text(html=" ".join(html.split(" ")).replace("\n", " "))
        case ListBlock(items=items):
            return replace(block, items=tuple(item.replace("\n", " ") for item in items))
        case _:
            return block


def _by_token(piece: str, blocks: dict[str, Block]) -> Block:
    token = _TOKEN.fullmatch(piece)
    block = blocks.get(token[1]) if token else None
    if block is None:
        raise UnknownBlock(piece)
    return block


def _digest(block: Block) -> str:
    return hashlib.sha256(repr(block).encode("utf-8", "replace")).hexdigest()[:6]


def _guarded(text: str) -> str:
    """The paragraph with a backslash before each line that would otherwise be read as something else."""
    return "\n".join(line if _kind(line) == "text" else f"\\{line}" for line in text.split("\n"))


def _unguarded(line: str) -> str:
    return line[1:] if line[:1] == "\\" and line[1:2].isalnum() else line


def _bracket(words: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", words)


def _bar(words: str) -> str:
    return re.sub(r"([\\|])", r"\\\1", words)


def _unescaped(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words)


def _read_text(lines: list[str]) -> Block:
    return Text(html=text_to_inline("\n".join(_unguarded(line) for line in lines)))


def _read_list(lines: list[str], pattern: re.Pattern[str], *, ordered: bool) -> Block:
    items: list[str] = []
    for line in lines:
        item = pattern.fullmatch(line)
        if item is None:
            items[-1] += f"\n{line.strip()}"
        else:
            items.append(item[1])
    return ListBlock(items=tuple(text_to_inline(item) for item in items), ordered=ordered)


def _read_quote(lines: list[str]) -> Block:
    said = _ATTRIBUTION.fullmatch(lines[-1]) if len(lines) > 1 else None
    if said:
        lines = lines[:-1]
    text = "\n".join(quoted[1] if (quoted := _QUOTE.fullmatch(line)) else line for line in lines)
    return Quote(text=text.strip("\n"), attribution=said[1] if said else None)


def _read_image(lines: list[str]) -> Block:
    image = _IMAGE.fullmatch(lines[0])
    assert image is not None  # noqa: S101 - the piece has this kind because its line matched
    caption, *credit = re.split(r"(?<!\\) ?\| ?", image[3], maxsplit=1)
    return Image(
        url=image[2] or None,
        alt=_unescaped(image[1]),
        caption=_unescaped(caption.strip()),
        credit_line=_unescaped(credit[0].strip()) if credit else "",
    )


def _read_card(lines: list[str]) -> Block:
    card = _CARD.fullmatch(lines[0])
    assert card is not None  # noqa: S101 - as above
    return LinkCard(text=_unescaped(card[1]), url=card[2] or None)


def _read_url(lines: list[str]) -> Block:
    view = embed_view(lines[0], "")
    if view.frame is not None:
        return Embed(url=lines[0], provider=view.provider)
    return LinkCard(text=lines[0], url=lines[0])


def _read_heading(lines: list[str]) -> Block:
    marks, _, text = lines[0].partition(" ")
    return Heading(text=text.strip(), level=len(marks))


_READ: dict[str, Callable[[list[str]], Block]] = {
    "text": _read_text,
    "heading": _read_heading,
    "divider": lambda _lines: Divider(),
    "image": _read_image,
    "card": _read_card,
    "url": _read_url,
    "bullets": lambda lines: _read_list(lines, _BULLET, ordered=False),
    "numbers": lambda lines: _read_list(lines, _NUMBER, ordered=True),
    "quote": _read_quote,
}


def paragraphs_to_text(paragraphs: Iterable[str]) -> str:
    """Paragraphs of inline HTML, such as a standfirst's, as they are typed."""
    return to_text(Text(html=paragraph) for paragraph in paragraphs)


def text_to_paragraphs(text: str, originals: Sequence[str] = ()) -> tuple[str, ...]:
    """The paragraphs of inline HTML that were typed; other blocks have no place there and become their words."""
    blocks = from_text(text, [Text(html=paragraph) for paragraph in originals])
    return tuple(block.html if isinstance(block, Text) else escape(block.words, quote=False) for block in blocks)
