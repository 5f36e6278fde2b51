"""In which direction a language, or a run of words, is written."""

import re

# Languages that are written from right to left unless their tag names another script.
_RTL_LANGUAGES = re.compile(
    "a(?:eb|cm|cq|fb|jp|pc|r|rc|ry|rz|yl)|b(?:al|cc|ej|ft|gn|qi)|ckb|dv|fa|glk|he|iw|ji|khw|ks|lrc|luz|mzn|nqo|ota|"
    "p(?:bt|bu|es|nb|rs|s|st)|rhg|s(?:d|dh|kr|yr)|trw|u(?:g|r)|y(?:dd|i)"
)
_RTL_SCRIPTS = re.compile("adlm|ara[bn]|hebr|mand|mend|nkoo|rohg|samr|syr[cejn]|thaa|yezi")
# Letters of scripts written from right to left; the blocks of the Unicode standard that are reserved for them.
_RTL_LETTERS = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LETTERS = re.compile(r"[^\W\d_]")
# Enough to tell a language by; a whole table need not be counted.
_SAMPLE = 400


def direction(language: str) -> str:
    """`rtl` or `ltr` for a BCP 47 tag: its script decides where it names one, otherwise its language."""
    subtags = language.lower().split("-")
    for subtag in subtags[1:]:
        if len(subtag) == 1:  # an extension or private use begins: no script stands behind it
            break
        if len(subtag) == 4 and subtag.isalpha():
            return "rtl" if _RTL_SCRIPTS.fullmatch(subtag) else "ltr"
    return "rtl" if _RTL_LANGUAGES.fullmatch(subtags[0]) else "ltr"


def words_direction(words: str, base: str) -> str | None:
    """The direction of `words` if their letters go against `base`; None where they need no saying so.

    Not `dir=auto`: that goes by the first letter, and turns an Arabic sentence that begins with a Latin name. Such
    sentences may hold more Latin letters than their own, in names and addresses; Latin ones hardly hold Arabic words.
    """
    sample = words[:_SAMPLE]
    if base == "ltr" and sample.isascii():
        return None
    rightward = len(_RTL_LETTERS.findall(sample))
    if base == "ltr" and not rightward:
        return None
    share = 4 if base == "rtl" else 2
    found = "rtl" if rightward * share > len(_LETTERS.findall(sample)) else "ltr"
    return None if found == base or not _LETTERS.search(sample) else found
