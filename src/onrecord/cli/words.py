"""Text that somebody typed or piped in, and the paragraphs that it makes."""

import re
import sys
from html import escape

from onrecord.cli.refused import Refused
from onrecord.domain.blocks import Block, Text

# Four bytes a character is as much as the longest update could take.
_MOST_BYTES = 4_000_000
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def read_words(source: str) -> str:
    """The text itself, or for `-` what stands on standard input, as UTF-8; raises Refused."""
    if source != "-":
        return source
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise Refused("There is more on standard input than one update can hold; split it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"What stands on standard input is not UTF-8 (at byte {error.start}); convert it.") from error


def paragraphs(words: str) -> tuple[Block, ...]:
    """One paragraph for each run of lines without a blank one between them; a single line end stays a line end."""
    text = words.replace("\r\n", "\n").replace("\r", "\n")
    parts = (part.strip() for part in _BLANK_LINES.split(text))
    return tuple(Text(html=escape(part, quote=False).replace("\n", "<br>")) for part in parts if part)
