"""Plain text scraped from a live page, without any markup: headings are told from paragraphs by form and neighbours.

One module an aspect: `cleaning` and `lines` make lines of the text, `structure` says what each line is, `updates` where
each update begins, `body` makes blocks of them. What is looked for by its words (credits, calls to read on, furniture,
times) has its module and its languages there. Nothing depends on a subject, a site or one language.
"""

import re
from html import escape

from onrecord.formats.drafts import CoverageDraft, ImportRefused
from onrecord.formats.text import body, headline, language, repeats, structure, updates
from onrecord.formats.text.cleaning import clean
from onrecord.formats.text.furniture import names_updates
from onrecord.formats.text.lines import Kind, Line, split
from onrecord.formats.text.report import Report

__all__ = ["read"]

_MOST_LETTERS = 20_000_000
_MOST_LINES = 100_000  # the longest live pages known have a few thousand updates
_OTHER_FORMAT = re.compile(r"\s*(?:<!doctype|<html|<\?xml|<rss|<feed|<body|\{\s*\"|\[\s*\{)", re.IGNORECASE)
_DOUBT = "nothing in the text says that this is a live page: its {} headings were taken for updates; check them"
_ARTICLE_SECTION = 2500  # letters: far more than an update has, usual between an article's subheadings


def read(text: str, *, url: str | None = None) -> CoverageDraft:
    """The live page that a plain-text scrape holds; raises ImportRefused where no headline with updates can be seen."""
    if _OTHER_FORMAT.match(text[:4000]):
        raise ImportRefused("This is markup or data, not plain text: import it as HTML, a feed or JSON.")
    if len(text) > _MOST_LETTERS:
        raise ImportRefused(f"This text has {len(text):,} characters; more than {_MOST_LETTERS:,} is no live page.")
    cleaned, notes = clean(text)
    lines = split(cleaned) if cleaned.count("\n") <= 10 * _MOST_LINES else split(re.sub(r"\n\s*\n+", "\n\n", cleaned))
    _refuse_unreadable(text, cleaned, lines)
    title, below = headline.take(lines, url)
    vocabulary = structure.classify(below)
    parts = updates.part(below)
    report = Report()
    drafts = [body.draft(update, vocabulary, report) for update in parts.updates]
    found, report.copies = repeats.once([update for update in drafts if update is not None])
    standfirst, key_points = _intro(parts.intro, report)
    is_live = parts.is_timed or _says_live(title, below)
    letters = sum(len(line.text) for update in parts.updates for line in update)
    _refuse_article(len(found), letters, is_live=is_live or (len(found) > 2 and _says_live_above(parts.intro)))
    doubts = [] if is_live or _says_live_above(parts.intro) else [_DOUBT.format(len(found))]
    return CoverageDraft(
        format="text",
        headline=title.headline,
        kicker=title.kicker,
        standfirst=standfirst,
        key_points=key_points,
        language=language.detect(cleaned),
        url=url,
        warnings=(*notes, *title.warnings, *doubts, *report.warnings(below)),
        updates=tuple(found),
    )


def _intro(lines: list[Line], report: Report) -> tuple[tuple[str, ...], tuple[str, ...]]:
    standfirst: list[str] = []
    key_points: list[str] = []
    for line in lines:
        match line.kind:
            case Kind.PROSE | Kind.SHORT | Kind.QUOTED | Kind.ATTRIBUTION:
                standfirst.append(f"{line.label} {line.text}".strip())
            case Kind.ITEM:
                key_points.append(line.text)
            case Kind.DIVIDER | Kind.DROPPED:
                pass
            case _:
                report.above.append("".join(f"{part} " for part in (line.alt, line.text, line.credit) if part).strip())
    return tuple(standfirst), tuple(escape(body.without_bullet(point), quote=False) for point in key_points)


def _says_live(title: headline.Title, lines: list[Line]) -> bool:
    """True where headline, kicker, section or the line that leads over to the updates speak of live coverage."""
    led_over = (line.text for line in lines if line.kind is Kind.DROPPED and line.why == updates.LEADS_OVER)
    return any(names_updates(text) for text in (title.headline, title.kicker or "", *title.dropped, *led_over))


def _says_live_above(intro: list[Line]) -> bool:
    return any(names_updates(line.text[:1000]) for line in intro[:100])


def _refuse_unreadable(text: str, cleaned: str, lines: list[Line]) -> None:
    if not lines:
        raise ImportRefused("This text is empty: there is nothing to import.")
    if len(lines) > _MOST_LINES:
        raise ImportRefused(f"This text has {len(lines):,} lines; more than {_MOST_LINES:,} is no live page.")
    broken = len(text) - len(cleaned) + cleaned.count("\ufffd") - text.count("\r\n")
    if broken * 10 > len(text):
        raise ImportRefused(
            "This is not readable text: one character in ten is not valid. Is it binary, or another encoding?"
        )
    if not any(sign.isalpha() for line in lines[:1000] for sign in line.text[:1000]):
        raise ImportRefused("This text holds no words: there is nothing to import.")


def _refuse_article(found: int, letters: int, *, is_live: bool) -> None:
    if found == 0:
        raise ImportRefused(
            "No updates could be told apart in this text: no headings, times or rules stand between its paragraphs."
            " Import the page's HTML, or set each update's heading on a line of its own."
        )
    if not is_live and (found < 3 or letters > found * _ARTICLE_SECTION):
        raise ImportRefused(
            f"This reads like an ordinary article, not a live page: {found} heading(s), no times, no word of live"
            " coverage. Import the page's HTML if it is one."
        )
