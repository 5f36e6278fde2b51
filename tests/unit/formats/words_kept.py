"""Which words of a source are neither in a draft nor named in its warnings."""

import re

from onrecord.formats.drafts import CoverageDraft
from onrecord.formats.text import times

_NUMBER = re.compile(r"^[1-9][0-9]?[.)]\s")  # of a list's item; the list is numbered anew where it is shown


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def lost_words(source: str, draft: CoverageDraft) -> list[str]:
    """The source's words that the draft lost; a time that became a moment is not lost.

    Words are compared by their letters, across the ends of blocks: the importer parts words that a scrape ran together.
    """
    said = [draft.kicker or "", draft.headline, *draft.warnings, *draft.standfirst, *draft.key_points]
    for update in draft.updates:
        said += [update.heading or "", *(block.words for block in update.blocks)]
    kept = _letters("".join(said))
    read_as_moments = {line for line in map(str.strip, source.splitlines()) if times.moment(line)}
    lines = [line for line in map(str.strip, source.splitlines()) if line not in read_as_moments]
    words = [word for line in lines for word in re.split(r"[\s｜]+", _NUMBER.sub("", line))]
    return [word for word in words if _letters(word) not in kept]
