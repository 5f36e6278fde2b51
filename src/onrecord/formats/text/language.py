"""Which language a text is in, by its script and its commonest small words; None rather than a guess."""

import re
from collections import Counter

from onrecord.formats.text.words import by_language

_SAMPLE = 40_000  # letters: far more than the small words need to settle
_ENOUGH = 8  # small words of one language; fewer prove nothing
_LEAD = 1.4  # times as many as of the next language, or the two cannot be told apart

_LATIN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "tr", "ro", "id")
_BY_SCRIPT = {"cyrillic": ("uk", "ru", "bg"), "devanagari": ("hi", "mr", "ne"), "latin": _LATIN}
_SETS = {language: frozenset(row) for language, row in by_language("small").items()}
_RANGES = {
    "latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "cyrillic": re.compile("[\u0400-\u04ff]"),
    "devanagari": re.compile("[\u0900-\u097f]"),
    "arabic": re.compile("[\u0620-\u06ff]"),
    "kana": re.compile("[\u3040-\u30ff]"),
    "han": re.compile("[\u4e00-\u9fff]"),
}
_ONE_LANGUAGE = {
    "ko": re.compile("[\uac00-\ud7a3]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "bn": re.compile("[\u0980-\u09ff]"),
    "ta": re.compile("[\u0b80-\u0bff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
}
_URDU = re.compile("[ٹڈڑےں]")
_PERSIAN = re.compile("[پچژگ]")
_MOSTLY = 0.6


def detect(text: str) -> str | None:
    """The BCP 47 tag of the language that most of the text is written in, None where that is not clear."""
    sample = text[:_SAMPLE]
    letters = sum(1 for sign in sample if sign.isalpha())
    if letters < 40:
        return None
    counts = {script: len(pattern.findall(sample)) for script, pattern in (_RANGES | _ONE_LANGUAGE).items()}
    if counts["kana"] > 0.1 * letters and counts["kana"] + counts["han"] > _MOSTLY * letters:
        return "ja"
    script = max(counts, key=lambda name: counts[name])
    if counts[script] < _MOSTLY * letters:
        return None
    match script:
        case "han":
            return "zh"
        case "arabic":
            return _arabic(sample, letters)
        case "latin" | "cyrillic" | "devanagari":
            return _by_small_words(sample, _BY_SCRIPT[script])
        case _:
            return script


def _arabic(sample: str, letters: int) -> str:
    if len(_URDU.findall(sample)) > 0.02 * letters:
        return "ur"
    return "fa" if len(_PERSIAN.findall(sample)) > 0.02 * letters else "ar"


def _by_small_words(sample: str, languages: tuple[str, ...]) -> str | None:
    # Devanagari vowel signs are no letters to `\w`, so words of scripts with spaces are what stands between spaces.
    words = Counter(word.strip(".,:;!?।\"'“”«»()").casefold() for word in sample.split())
    scores = Counter({name: sum(words[word] for word in _SETS[name]) for name in languages})
    (best, most), (_, second) = scores.most_common(2)
    return best if most >= _ENOUGH and most >= _LEAD * second else None
