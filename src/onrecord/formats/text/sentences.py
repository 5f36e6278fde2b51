"""What can be seen of a line without knowing its language: how long it is and how it ends."""

import re
from unicodedata import east_asian_width

STOPS = frozenset(".。।॥۔։።།။។⸱|｡")
ASKS = frozenset("?!؟…？！⁇⁉‽")
OPEN_ENDS = frozenset(":;,：；，،؛、-–—")
CLOSERS = frozenset("\"'”’»«›‹)]}）］】」』〉》›“„\u200e\u200f\u2069\u202c\xa0 ")
OPENERS = frozenset("\"'“‘«„‹「『〈《‚（(［[")
_INNER_END = re.compile(r"[.?!؟।۔](?=[\"'”’»)\]]{0,3}\s+[\"'“‘«„(\[¿¡]{0,3}[^\W\d_])|[。？！](?=.)")
_SHORTENED = re.compile(
    r"(?:^|\s|\()(?:\w{1,2}|Mr|Mrs|Dr|Gen|Lt|Col|Sgt|Gov|Sen|Rep|Rev|Prof|Hon|Nos|bzw|vgl|Mio|Mrd)$"
)
_INITIALS = re.compile(r"(?:\b[^\W\d_]\.){2,}$")


def tail(text: str) -> str:
    """The last sign of a line that is not a closing quotation mark or bracket; empty where there is none."""
    index = len(text)
    while index and text[index - 1] in CLOSERS:
        index -= 1
    return text[index - 1 : index]


def is_stopped(text: str) -> bool:
    """True where a line ends as a sentence ends, by a full stop of any script."""
    return tail(text) in STOPS and not _INITIALS.search(text[-12:])


def is_asked(text: str) -> bool:
    """True where a line ends in a question mark, an exclamation mark or an ellipsis: a sentence or a heading."""
    last = tail(text)
    return last in ASKS or (last == "." and text.rstrip().endswith("..."))


def is_open(text: str) -> bool:
    """True where a line ends in a sign that announces more: a colon, a comma, a dash."""
    return text[-1:] in OPEN_ENDS


def width(text: str) -> int:
    """The length of a line in narrow letters; Chinese, Japanese and Korean letters count two."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def sentences(text: str) -> int:
    """How many sentences a line seems to hold, at least one; abbreviations and initials do not end one."""
    ends = sum(
        1 for end in _INNER_END.finditer(text) if not _SHORTENED.search(text[max(0, end.start() - 8) : end.start()])
    )
    return ends + 1


def is_caseless(text: str) -> bool:
    """True where most letters belong to a script without capitals."""
    letters = [sign for sign in text if sign.isalpha()]
    return sum(1 for sign in letters if sign.islower() or sign.isupper()) * 2 < len(letters)
