"""What people, pages and programs send, made safe to record: every word passes here on its way in."""

import re
from collections.abc import Iterable
from dataclasses import replace

from onrecord.domain.blocks import (
    Block,
    Embed,
    FocalPoint,
    Heading,
    Image,
    LinkCard,
    ListBlock,
    Quote,
    Rendition,
    Table,
    Text,
)
from onrecord.domain.commands import (
    Command,
    OpenCoverage,
    PublishUpdate,
    RedactPayload,
    RetractUpdate,
    ReviseCoverage,
    ReviseUpdate,
    SetKeyPoints,
)
from onrecord.domain.content import CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.render.sanitize import clean_inline, clean_src, clean_url, clean_words

_MOST_PIXELS = 100_000
# Not `\s`: a no-break space inside quotation marks or a number is the writer's.
_SPACES = re.compile(r"[ \t\n\r\f\v]+")


def clean_command(command: Command) -> Command:
    """The command with every word of it cleaned."""
    match command:
        case OpenCoverage() | ReviseCoverage():
            return replace(command, details=clean_details(command.details))
        case PublishUpdate():
            return replace(command, content=clean_content(command.content), source_id=_optional(command.source_id))
        case ReviseUpdate():
            return replace(command, content=clean_content(command.content), note=_optional(command.note))
        case RetractUpdate() | RedactPayload():
            return replace(command, reason=clean_words(command.reason).strip())
        case SetKeyPoints():
            return replace(command, points=clean_points(command.points))
        case _:
            return command


def clean_details(details: CoverageDetails) -> CoverageDetails:
    """The head of a coverage without markup where words are meant, and without empty paragraphs."""
    return replace(
        details,
        headline=_line(details.headline),
        kicker=_optional_line(details.kicker),
        standfirst=tuple(_paragraphs(details.standfirst)),
        language=details.language.strip(),
        time_zone=details.time_zone.strip(),
        source=_source(details.source),
    )


def clean_points(points: Iterable[KeyPoint]) -> tuple[KeyPoint, ...]:
    """The points that say something, cleaned."""
    cleaned = (replace(point, html=clean_inline(point.html).strip()) for point in points)
    return tuple(point for point in cleaned if _says_something(point.html))


def clean_content(content: UpdateContent) -> UpdateContent:
    """The words of an update without anything executable, and without blocks that hold nothing."""
    names = (replace(each, name=_line(each.name)) for each in content.contributors)
    return replace(
        content,
        heading=_optional_line(content.heading),
        body=tuple(cleaned for block in content.body if (cleaned := clean_block(block)) is not None),
        contributors=tuple(each for each in names if each.name),
        sign_off=_optional_line(content.sign_off),
        dateline=_optional_line(content.dateline),
        labels=tuple(label for each in content.labels if (label := _line(each))),
        source=_source(content.source),
    )


def clean_block(block: Block) -> Block | None:
    """The block, cleaned; None if nothing of it is left. A block of a kind unknown here is not let through."""
    match block:
        case Text(html=html):
            cleaned = clean_inline(html).strip()
            return Text(html=cleaned) if _says_something(cleaned) else None
        case ListBlock():
            items = tuple(_paragraphs(block.items))
            return replace(block, items=items) if items else None
        case Heading():
            text = _line(block.text)
            return replace(block, text=text, level=min(max(block.level, 3), 4)) if text else None
        case Quote():
            text = clean_words(block.text).strip()
            return replace(block, text=text, attribution=_optional_line(block.attribution)) if text else None
        case Image():
            return _image(block)
        case Embed():
            url, text = clean_url(block.url), clean_words(block.text).strip()
            if url is not None:
                return replace(block, url=url, provider=_line(block.provider), text=text)
            return LinkCard(text=text) if text else None
        case LinkCard():
            url, text = None if block.url is None else clean_url(block.url), _line(block.text)
            return replace(block, url=url, text=text or url or "") if text or url else None
        case Table():
            return _table(block)
        case _:
            return block if not block.words else None


def _image(block: Image) -> Image | None:
    url = None if block.url is None else clean_src(block.url)
    renditions = tuple(cleaned for each in block.renditions if (cleaned := _rendition(each)) is not None)
    image = replace(
        block,
        url=url,
        alt=clean_words(block.alt).strip(),
        caption=clean_words(block.caption).strip(),
        credit_line=_line(block.credit_line),
        width=_pixels(block.width),
        height=_pixels(block.height),
        renditions=renditions,
        focal_point=_focal_point(block.focal_point),
        card=None if block.card is None else _rendition(block.card),
    )
    return image if url or renditions or image.words else None


def _rendition(rendition: Rendition) -> Rendition | None:
    url = clean_src(rendition.url)
    if url is None or not _pixels(rendition.width) or not _pixels(rendition.height):
        return None
    return replace(rendition, url=url, media_type=_line(rendition.media_type))


def _focal_point(point: FocalPoint | None) -> FocalPoint | None:
    """The point where it lies in the picture; what lies outside says nothing."""
    return point if point is not None and 0 <= point.x <= 100 and 0 <= point.y <= 100 else None


def _pixels(number: int | None) -> int | None:
    return number if number is not None and 0 < number <= _MOST_PIXELS else None


def _table(block: Table) -> Table | None:
    header = tuple(_line(cell) for cell in block.header)
    rows = tuple(tuple(clean_words(cell).strip() for cell in row) for row in block.rows)
    if not any(header) and not any(any(row) for row in rows):
        return None
    return replace(block, header=header, rows=rows, caption=_line(block.caption))


def _source(source: Source | None) -> Source | None:
    if source is None:
        return None
    name, url = _optional_line(source.name), None if source.url is None else clean_url(source.url)
    return Source(name=name, url=url) if name or url else None


def _paragraphs(paragraphs: Iterable[str]) -> Iterable[str]:
    cleaned = (clean_inline(each).strip() for each in paragraphs)
    return (each for each in cleaned if _says_something(each))


def _says_something(html: str) -> bool:
    return bool(Text(html=html).words.strip())


def _line(text: str) -> str:
    return _SPACES.sub(" ", clean_words(text)).strip()


def _optional(text: str | None) -> str | None:
    return None if text is None else clean_words(text).strip() or None


def _optional_line(text: str | None) -> str | None:
    return None if text is None else _line(text) or None
