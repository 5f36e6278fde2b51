"""The files that an update shows, and those of them that may not be shown any more."""

import re
from collections.abc import Iterable

from onrecord.domain.blocks import Block, Image
from onrecord.domain.content import UpdateContent
from onrecord.newsroom.pictures.errors import ShowsWithdrawn
from onrecord.newsroom.pictures.models import Picture

_NAME = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}", re.ASCII)


def files_of(block: Block) -> frozenset[str]:
    """The names of the files that this block shows, as the library would have them."""
    if not isinstance(block, Image):
        return frozenset()
    urls = (block.url, *(each.url for each in block.renditions), None if block.card is None else block.card.url)
    names = (url.rpartition("/")[2] for url in urls if url is not None)
    return frozenset(name for name in names if _NAME.fullmatch(name))


def withdrawn_in(body: Iterable[Block]) -> list[Image]:
    """The blocks that show a picture which was taken down."""
    images = [(block, files) for block in body if isinstance(block, Image) and (files := files_of(block))]
    if not images:
        return []
    withdrawn = Picture.objects.filter(withdrawn_at__isnull=False).values_list("former_names", flat=True)
    gone = frozenset(name for names in withdrawn.iterator() for name in names)
    return [block for block, files in images if files & gone]


def check_shown(content: UpdateContent) -> None:
    """Raises ShowsWithdrawn where this shows a picture that was taken down."""
    if found := withdrawn_in(content.body):
        raise ShowsWithdrawn(tuple(found))
