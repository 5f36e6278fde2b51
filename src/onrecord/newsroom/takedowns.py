"""What was erased by law, known again without being kept: keyed digests of its runs of words."""

import hmac
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.conf import settings

from onrecord.domain.content import UpdateContent

# Runs of so many words are hardly ever written twice by chance.
_RUN = 6
# A page of a million words is looked through in a second or two; more marks find no more.
_MOST_MARKS = 2000
_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]{0,4000}>")


def texts(content: UpdateContent) -> list[str]:
    """Everything that somebody wrote in this content."""
    source = content.source
    found = [content.heading, *(block.words for block in content.body), content.sign_off, content.dateline]
    found += [contributor.name for contributor in content.contributors]
    found += [source.name if source else None]
    return [text for text in found if text]


def marks_of(contents: Iterable[UpdateContent]) -> tuple[int, list[str]]:
    """How long the runs are, and the digest of each: the longest that every text of some length can give."""
    said = [words(text) for content in contents for text in texts(content)]
    longest = max(map(len, said), default=0)
    run = max(min(_RUN, longest), 1)
    marks = dict.fromkeys(_digest(each) for one in said for each in _runs(one, run))
    return run, list(marks)[:_MOST_MARKS]


def found_in(text: str, run: int, marks: Iterable[str]) -> str | None:
    """The first run of words in this text that bears one of the marks; None where none does."""
    known = set(marks)
    seen: set[str] = set()
    for each in _runs(words(text), run):
        if each in seen:
            continue
        seen.add(each)
        if _digest(each) in known:
            return each
    return None


def words(text: str) -> list[str]:
    """The words of a text, or of a page: markup and the case of letters aside."""
    return _WORD.findall(_TAG.sub(" ", text).casefold())


def _runs(said: list[str], run: int) -> Iterator[str]:
    return (" ".join(said[start : start + run]) for start in range(len(said) - run + 1))


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode("utf-8", "replace"), sha256).hexdigest()[:32]
