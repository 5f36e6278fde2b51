"""Pictures of which only words are left: alt text, caption and credit, run together by the scrape.

A page sets alt and caption without a space between them once its markup is gone, so the seam shows as a small letter,
a digit or a closing sign with a capital right after it, as words that begin again, or, in scripts without capitals, as
a letter that only ever ends a word or a word made of two that the text knows.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onrecord.formats.text.sentences import OPENERS, is_caseless, is_stopped, tail, width
from onrecord.formats.text.words import any_of, phrases

_LONGEST = 1500
_LONGEST_CREDIT = 110
_LABEL = any_of("credit")
_AGENCY = re.compile(any_of("agency"), re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(［（【]([^\[\]()［］（）【】]{2,110})[\])］）】]\s?[.。]?$")
_SQUARE = "[［【"
_TAGS = frozenset(
    ("video", "videos", "photos", "gallery", "update", "updated", "live", "sic", "watch", "audio", "vidéo")
)
_DASHED = re.compile(r"\s[-–—]\s([^–—]{2,60})$|(?<=[.!?»”])\s([^.]{1,50}/[^.]{1,50})\.?$")
_SIGNED = re.compile(r"(?<!\w)©\s?[^©]{2,100}$")
_LABELLED = re.compile(rf"{_LABEL}\s?[:：=/]\s?([^:：]{{2,90}})$", re.IGNORECASE)
_CAPTION = re.compile(rf"{any_of('caption')}\s?(?:[,:،：]\s?|$)", re.IGNORECASE)
_SOURCED = re.compile(rf"{any_of('image_source')}\s?[,:،：]\s?([^,:]{{2,80}})$", re.IGNORECASE)
_GRAPHIC = re.compile(
    rf"(?P<label>{any_of('graphic')})(?P<mark>\s?[-–—|_]+\s?|\s?[:：]\s?|\s)(?P<rest>\S.*)$", re.IGNORECASE
)
_FILE_NAME = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|svg|avif)$|(?:\S+ ){0,8}[\w-]*_[\w-]*_[\w-]*(?: \S+){0,12}$", re.IGNORECASE
)
# The letters before a capital inside one name (YouTube, McDonald, LinkedIn), where no seam is.
_NAME_STARTS = phrases("name_start")
_LAST_LETTERS = frozenset("ةىךםןףץ")  # Arabic and Hebrew letters that only ever end a word
_WORD = re.compile(r"[^\W_]+")
_AROUND = ".,:;!?…।。،؟؛\"'“”‘’«»„()[]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Credited:
    """A line with its credit taken off: the words before it, and the credit without its brackets."""

    words: str
    credit: str


def vocabulary_of(lines: Iterable[str]) -> Mapping[str, int]:
    """In how many different lines each word stands; what pictures' words are parted by."""
    counts: Counter[str] = Counter()
    for line in set(lines):
        folded = line.casefold()
        counts.update({*_WORD.findall(folded), *(word.strip(_AROUND) for word in folded.split())})
    return counts


def credited(line: str) -> Credited | None:
    """The line's words and its credit line apart, None where it ends in no credit."""
    if len(line) > _LONGEST:
        return None
    if found := _BRACKETED.search(line[-_LONGEST_CREDIT - 4 :]):
        inside = found[1].strip()
        start = len(line) - len(found[0])
        # Brackets that no space parts from the words before them were an element of their own.
        is_set_apart = found[0][0] in _SQUARE or (start > 0 and line[start - 1].isalnum() and found[0][0] == "(")
        if _is_credit(inside, is_square=is_set_apart, is_after_sentence=is_stopped(line[:start].rstrip())):
            return Credited(words=line[:start].rstrip(), credit=inside)
        return None
    ending = line[-_LONGEST_CREDIT:]
    if (found := _SOURCED.search(ending)) and not is_stopped(line):
        return Credited(words=line[: len(line) - len(found[0])].rstrip(" |,–—-"), credit=found[1])
    if (found := _DASHED.search(ending)) and _is_agency_line(found[1] or found[2]):
        return Credited(words=line[: len(line) - len(found[0])], credit=(found[1] or found[2]))
    if "/" in line and len(line) <= 60 and _is_agency_line(line):
        return Credited(words="", credit=line)
    if (found := _SIGNED.search(ending)) and not is_stopped(line):
        return Credited(words=line[: len(line) - len(found[0])].rstrip(" |,–—-"), credit=found[0])
    found = _LABELLED.search(ending)
    if found is None or is_stopped(line) or len(found[1].split()) > 7:
        return None
    words = line[: len(line) - len(found[0])].rstrip(" |,–—-/")
    is_sure = _AGENCY.search(found[1]) is not None or "/" in found[1]
    if words:
        is_caption = (len(words.split()) >= 3 or is_caseless(words)) and (is_sure or _is_name(found[1]))
        return Credited(words=words, credit=found[0].strip()) if is_caption else None
    return Credited(words="", credit=found[0].strip()) if is_sure or _is_name(found[1], at_most=3) else None


def _is_agency_line(text: str) -> bool:
    """True for "Name / Agency" and for an agency alone: what closes a caption behind a dash or a full stop."""
    agency = _AGENCY.search(text)
    if agency is None or len(text.split()) > 7 or is_stopped(text.rstrip(".")):
        return False
    return ("/" in text and _is_name(text, at_most=8)) or len(agency[0]) == len(text.strip())


def _is_credit(inside: str, *, is_square: bool, is_after_sentence: bool) -> bool:
    if inside.casefold().strip(".") in _TAGS or tail(inside) in "?!" or len(inside.split()) > 14:
        return False
    if re.match(rf"{_LABEL}\s?[:：=/]|{_LABEL}$|©", inside, re.IGNORECASE):
        return True
    has_agency = _AGENCY.search(inside) is not None
    if is_square:
        return has_agency or "/" in inside or _is_name(inside)
    return (has_agency and (not is_after_sentence or "/" in inside)) or ("/" in inside and _is_name(inside))


def _is_name(text: str, *, at_most: int = 6) -> bool:
    words = [word for word in re.split(r"[\s/,]+", text) if word]
    if not words or len(words) > at_most or any(sign.isdigit() for sign in text):
        return False
    if is_caseless(text):
        return width(text) <= 40
    return words[0][:1].isupper() and words[-1][:1].isupper()


def captioned(line: str) -> str | None:
    """The words behind a label that says they are a caption, empty for the label alone; None without such a label."""
    found = _CAPTION.match(line)
    return line[found.end() :].strip() if found else None


def graphic_label(line: str) -> str:
    """How sure it is that a line is the label of a graphic: "sure", "perhaps" (it may be a heading) or ""."""
    if len(line) > 200:
        return ""
    if _FILE_NAME.fullmatch(line):
        return "sure"
    found = _GRAPHIC.match(line)
    if found is None:
        return ""
    is_shouted = found["label"].isupper() and not found["rest"].isupper()
    if not (is_shouted or found["mark"].strip()):
        return ""
    return "sure" if is_shouted and found["mark"].strip(" :：") else "perhaps"


def parted(words: str, vocabulary: Mapping[str, int]) -> tuple[str, str] | None:
    """Alt text and caption of a picture whose words were run together; None where no seam shows."""
    if len(words) > _LONGEST:
        return None
    best, best_score = 0, 0.0
    for index in range(4, len(words) - 3):
        score = _seam(words, index, vocabulary)
        if score > best_score:
            best, best_score = index, score
    if not best:
        best = _repeated(words) or _known_words(words, vocabulary)
    return (words[:best].rstrip(), words[best:].lstrip()) if best else None


def is_run_together(line: str, vocabulary: Mapping[str, int]) -> bool:
    """True where a line without a credit is yet alt text and caption: its seam is plain and its words come twice."""
    if len(line) > _LONGEST or is_caseless(line):
        return False
    parts = parted(line, vocabulary)
    if parts is None:
        return False
    alt, caption = parts
    if min(len(alt.split()), len(caption.split())) < 3 or not alt[-1:].isalnum():
        return False
    return _shared(alt, caption) >= 0.5 or (not is_stopped(line) and _fragment(alt, -1).islower() and width(line) > 60)


def _seam(words: str, index: int, vocabulary: Mapping[str, int]) -> float:
    before, after = words[index - 1], words[index]
    if after in OPENERS:
        if not words[index + 1 : index + 2].isalpha() or not (before.islower() or before.isdigit() or before in ".!?"):
            return 0
        # A straight mark or an apostrophe right after a letter belongs to that word.
        if after in "'\"‘([" or before in OPENERS:
            return 0
    elif before in _LAST_LETTERS:
        return 1.0 if after.isalpha() and len(words[:index].split()) > 1 else 0
    elif before.isupper():
        # The end of an abbreviation ("NATO") with a word after it.
        if not (after.isupper() and words[index + 1 : index + 3].islower() and len(_fragment(words[:index], -1)) > 1):
            return 0
    elif before.islower() and after.isdigit():
        if not vocabulary.get(_fragment(words[:index], -1).casefold(), 0):
            return 0
    elif not (after.isupper() and _may_end(words, index)):
        return 0
    left, right = _fragment(words[:index], -1), _fragment(words[index:], 0)
    if len(words[:index].split()) < 2 or len(words[index:].split()) < 2:
        return 0
    if before.isdigit() and not (right[1:2].islower() or len(right) > 2):
        return 0
    if left.casefold() in _NAME_STARTS or vocabulary.get((left + right).casefold(), 0) > 1:
        return 0
    if right.isupper() and len(right) < 2 and words[index + 1 : index + 2] != " ":
        return 0
    score = 0.5 + 3 * _shared(words[:index], words[index:])
    score += (left.casefold() in vocabulary) + (right.casefold() in vocabulary)
    return score + (0.5 if left.islower() or left.isdigit() else 0)


def _may_end(words: str, index: int) -> bool:
    before = words[index - 1]
    if before.islower() or before.isdigit() or before in "”»)]%!?。！？」』）":
        return True
    if before == ".":
        return not re.search(r"(?:^|[\s.])\w\.$", words[max(0, index - 4) : index])
    if before in "’'":
        opener = "‘" if before == "’" else " '"
        return words.rfind(opener, 0, index - 1) > words.rfind(before, 0, index - 1)
    return False


def _fragment(words: str, which: int) -> str:
    found = _WORD.findall(words[-60:] if which else words[:60])
    return str(found[which]) if found else ""


def _shared(first: str, second: str) -> float:
    ours = {word.casefold() for word in _WORD.findall(first) if len(word) > 3}
    theirs = {word.casefold() for word in _WORD.findall(second) if len(word) > 3}
    return len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0


def _repeated(words: str) -> int:
    """Where the words begin again: the caption repeats how the alt text opens."""
    half = len(words) // 2
    if words[:half].strip() == words[half:].strip() and half > 8:
        return half
    opening = words[: max(6, len(" ".join(words.split()[:2])))] if " " in words else words[:5]
    again = words.find(opening, len(opening))
    return again if again > 8 and len(words) - again > 8 and not words[again - 1].isspace() else 0


def _known_words(words: str, vocabulary: Mapping[str, int]) -> int:
    """Inside the only word that the text does not know, between two that it does; 0 where that is not plain."""
    if not is_caseless(words):
        return 0
    seams = []
    start = 0
    for word in words.split():
        start = words.index(word, start)
        if 6 <= len(word) <= 40 and vocabulary.get(word, 0) < 2:
            seams += [
                start + at for at in range(3, len(word) - 2) if word[:at] in vocabulary and word[at:] in vocabulary
            ]
        start += len(word)
    return seams[0] if len(seams) == 1 else 0


def repeats(alt: str, caption: str) -> bool:
    """True where a caption says again most of what the line above it says."""
    return _shared(alt, caption) >= 0.6
