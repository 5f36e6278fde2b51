"""The library: pictures by their words, the newest first."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from onrecord.newsroom.pictures.errors import NoSuchPicture
from onrecord.newsroom.pictures.models import Picture

PAGE_SIZE = 40
_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}", re.ASCII)
_MOST_WORDS = 8
_LONGEST_QUERY = 200
_LAST_PAGE = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One page of what was looked for."""

    pictures: tuple[Picture, ...]
    number: int
    has_more: bool


def get(picture_id: UUID | str) -> Picture:
    """The picture with this id, withdrawn or not; raises NoSuchPicture."""
    try:
        return Picture.objects.get(pk=picture_id if isinstance(picture_id, UUID) else UUID(picture_id))
    except (Picture.DoesNotExist, ValueError, AttributeError) as error:
        raise NoSuchPicture from error


def at_address(url: str) -> Picture:
    """The usable picture one of whose renditions is at this address; raises NoSuchPicture."""
    name = url.rpartition("/")[2]
    found = (
        Picture.objects.filter(withdrawn_at=None, renditions__icontains=name).first() if _NAME.fullmatch(name) else None
    )
    if found is None or name not in {each["name"] for each in found.renditions}:
        raise NoSuchPicture
    return found


def find(query: str = "", page: int = 1, *, page_size: int = PAGE_SIZE, withdrawn: bool = False) -> Found:
    """The usable pictures whose alt text, caption, credit or file name has every word of the query (or part of it).

    With `withdrawn` those that were taken down instead.
    Case and accents do not matter. Looks at every row: half a million pictures take a second.
    """
    number = min(max(page, 1), _LAST_PAGE)
    pictures = Picture.objects.filter(withdrawn_at__isnull=not withdrawn).order_by("-added_at", "-id")
    for word in _folded(query[:_LONGEST_QUERY]).split()[:_MOST_WORDS]:
        pictures = pictures.filter(search_words__contains=word)
    start = (number - 1) * page_size
    found = tuple(pictures[start : start + page_size + 1])
    return Found(pictures=found[:page_size], number=number, has_more=len(found) > page_size)


def search_words(picture: Picture) -> str:
    """What searches look through for this picture."""
    words = (picture.alt, picture.caption, picture.credit_line, picture.byline, picture.filename)
    return _folded("\n".join(word for word in words if word))


def _folded(text: str) -> str:
    """Databases disagree on case outside ASCII, and people type without accents."""
    apart = unicodedata.normalize("NFKD", text.replace("\0", " ").casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
