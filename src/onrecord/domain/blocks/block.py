"""What every kind of block has: a name in the log, and words that can be read without its markup."""

from dataclasses import dataclass
from typing import ClassVar

_KINDS: dict[str, type["Block"]] = {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One part of an update's body."""

    kind: ClassVar[str] = ""
    # Fields that came after the first release: where they are None they are not written, as they were not then.
    later: ClassVar[frozenset[str]] = frozenset()

    def __init_subclass__(cls) -> None:
        # dataclass(slots=True) makes the class anew, so this runs twice for each; the later one is the one in use.
        if cls.kind:
            _KINDS[cls.kind] = cls

    @property
    def words(self) -> str:
        """The block's words without markup: for search, feeds, descriptions; empty where there are none."""
        return ""


def block_class(kind: str) -> type[Block]:
    """The class of blocks of this kind; raises KeyError for a kind nobody registered."""
    return _KINDS[kind]


def block_kinds() -> dict[str, type[Block]]:
    """Every kind of block by its name in the log."""
    return dict(_KINDS)
