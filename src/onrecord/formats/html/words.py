"""Words as they stand in pages: entities escaped twice, characters that no page may carry, white space."""

import html
import re

# Controls of ASCII, lone surrogates and non-characters. Tab, line ends and the remains of a twice-encoded word stay.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_INVISIBLE = "\u200b\ufeff"


def scrubbed(text: str) -> str:
    """The text without control characters and halves of surrogate pairs."""
    return _UNPRINTABLE.sub("", text)


def folded(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split()).strip(_INVISIBLE + " ")


def unescaped(text: str) -> str:
    """The text with its entities resolved, also where they were escaped twice."""
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def line(text: str) -> str:
    """A title or a name from structured data: entities resolved, tags gone, on one line."""
    return folded(_TAG.sub("", scrubbed(unescaped(text))))


def alike(one: str, other: str) -> bool:
    """Whether two titles say the same, whatever their case, spacing and punctuation."""
    return bool(one) and key(one) == key(other)


def key(text: str) -> str:
    """Letters and digits only, in lower case: for comparing."""
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number and the noun that goes with it: `1 update`, `3 copies`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
