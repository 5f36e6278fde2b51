"""What of a page is read out or shown to people, and which of it is written in Latin letters."""

import re

from selectolax.lexbor import LexborHTMLParser

_ATTRIBUTES = (
    "aria-label",
    "title",
    "placeholder",
    "data-lost",
    "data-back",
    "data-corrected",
    "data-submitted",
    "data-failed",
)
_FORMS = tuple(f"data-{form}" for form in ("zero", "one", "two", "few", "many", "other"))
_LATIN = re.compile(r"[A-Za-z][A-Za-z’'-]+")
_FILLED = re.compile(r"\{\w+\}")


def shown(html: str) -> list[str]:
    """Every text of the page and of its attributes; codes, keys and what was typed are left out."""
    tree = LexborHTMLParser(html)
    for node in tree.css("script, style, code, kbd, [lang=en], textarea, select[name=action]"):
        node.decompose()
    found = [node.attributes.get(name) or "" for node in tree.css("*") for name in (*_ATTRIBUTES, *_FORMS)]
    return [tree.text(separator="\n"), *filter(None, found)]


def latin_words(html: str, *, but: str = "") -> set[str]:
    """The words in Latin letters that the page shows, except those of `but`."""
    found = {word for text in shown(html) for word in _LATIN.findall(_FILLED.sub(" ", text))}
    return found - set(but.split())
