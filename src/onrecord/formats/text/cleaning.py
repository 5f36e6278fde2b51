"""Signs that no newsroom wrote: taken out before reading, and said so."""

import re

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> tuple[str, list[str]]:
    """The text with plain line ends and without control signs and lone surrogates, and a word on each of these."""
    notes = []
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff"))
    text, controls = _CONTROLS.subn("", text)
    text, surrogates = _SURROGATES.subn("\ufffd", text)
    if controls:
        notes.append(f"removed {controls} control characters")
    if surrogates:
        notes.append(f"replaced {surrogates} characters that are not valid Unicode (lone surrogates) with U+FFFD")
    if any("\u202a" <= mark <= "\u202e" or mark >= "\u2066" for mark in _MARKS.findall(text)):
        notes.append("kept marks that change the direction of text; the page isolates them")
    return text, notes
