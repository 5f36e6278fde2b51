"""What holds for any text at all: a draft or a refusal, soon, with no word lost and none out of order."""

import json
import time
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.domain.blocks import Block, ListBlock, Text
from onrecord.formats.drafts import CoverageDraft, ImportRefused
from onrecord.formats.text import read
from tests.unit.formats.words_kept import lost_words

PROSE = (
    "The harbour stayed closed on Monday while crews looked for the lost anchor, the port authority said.",
    "Am Nachmittag sollen die ersten Züge wieder fahren, teilte die Bahn mit.",
    "Рятувальники працюють на місці від самого ранку, повідомили в адміністрації міста.",
    "قالت الشرطة إن الطريق مغلق حتى إشعار آخر بسبب أعمال الصيانة.",
    "気象台は、夕方まで強い風が続くと発表した。外出は控えてほしいとしている。",
    "“Nobody told us,” said one of the passengers & their friends <all of them>.",
)
SHORT = (
    "Anchor found near the second pier",
    "Erste Züge fahren wieder",
    "Рух мостом відновлено",
    "الطريق يفتح مساء اليوم",
    "強風で二便が欠航",
    "What happens next?",
    "‘We were lucky’: a captain remembers",
)
ODDS = (
    "Read more here.",
    "14:05 GMT",
    "12.31 Uhr: Der Hafen ist offen",
    "- one of several things",
    "***",
    "https://example.org/a?b=c&d=e",
    "A boat at seaThe boat that was lost [File: Ann Oyle/Reuters]",
    "Foto: Ann Oyle/dpa",
    "MAP - Where the anchor lay",
    "By Ann Oyle",
    "> quoted words",
    "— Ann Oyle (@annoyle)",
    "+++ 09:10 Wind dreht +++",
    "Advertisement",
    "3 March 2031",
    "Here are the latest updates:",
    "1. first",
)
PAGES = st.lists(st.sampled_from(PROSE + SHORT + ODDS), max_size=40)
SEPARATORS = st.sampled_from(["\n", "\n\n", "\n\n\n", "\r\n", "\r\n\r\n", "\u2029", " \n\t\n"])
HOSTILE = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\n\n\r\t .:[](){}<>&+->*—“”'\"0123456789@/|©。؟।\u202e\u2066\x00\ud800")
    ),
    max_size=400,
)


def attempt(text: str) -> CoverageDraft | None:
    try:
        return read(text)
    except ImportRefused:
        return None


@given(HOSTILE)
@example("\ud800" * 3 + " a")
@example("a\n+++ +++\n" * 5)
@example("a\n[\n" * 9)
def test_any_text_gives_a_draft_or_a_refusal(text: str) -> None:
    draft = attempt(text)
    if draft is not None:
        json.dumps(draft.report(), ensure_ascii=False).encode("utf-8")


@given(PAGES, SEPARATORS)
def test_no_word_of_a_page_is_lost(lines: list[str], separator: str) -> None:
    text = separator.join(["Anchor lost in the harbour of Nordersiel: live", PROSE[0], *lines])
    draft = attempt(text)
    if draft is not None:
        assert lost_words(text, draft) == []


@given(PAGES, SEPARATORS)
@example(["+++ 09:10 Wind dreht +++", "14:05 GMT", "14:05 GMT"], "\n")
def test_words_stand_in_the_order_of_the_source(lines: list[str], separator: str) -> None:
    text = separator.join(["Anchor lost in the harbour of Nordersiel: live", PROSE[0], *lines])
    draft = attempt(text)
    if draft is None:
        return
    place = 0
    for update in draft.updates:
        for words in filter(
            None, [update.heading, *(part for block in update.blocks for part in block.words.split("\n"))]
        ):
            found = text.find(words, place)
            assert found >= 0, words
            place = found + len(words)


@given(PAGES)
def test_html_of_blocks_is_escaped_text(lines: list[str]) -> None:
    draft = attempt("\n".join(["Anchor lost in the harbour of Nordersiel: live", *SHORT[:3], PROSE[0], *lines]))
    blocks: list[Block] = [block for update in draft.updates for block in update.blocks] if draft else []
    for block in blocks:
        for html in (block.html,) if isinstance(block, Text) else block.items if isinstance(block, ListBlock) else ():
            assert "<" not in html
            assert html == unescape(html).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@given(PAGES)
def test_reading_twice_gives_the_same(lines: list[str]) -> None:
    text = "\n\n".join(["Anchor lost in the harbour of Nordersiel: live", *lines])
    assert attempt(text) == attempt(text)


HUGE = 2_000_000
HEAD = "Anchor lost: live\n\n" + PROSE[0] + "\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "a" * HUGE,
        "\n" * HUGE,
        "[" * HUGE,
        "[" * (HUGE // 2) + "]" * (HUGE // 2),
        " " * HUGE,
        "a " * (HUGE // 2),
        "a. " * (HUGE // 3),
        "\n \n" * (HUGE // 3),
        "++" + " " * HUGE + "++",
        "- " * (HUGE // 2),
        "14:05 " * (HUGE // 6),
        HEAD + "aA" * (HUGE // 2) + " [X/AFP]",
        HEAD + ("aA" * 700 + " [X/AFP]\n") * (HUGE // 100_000),
        HEAD + ("(" * 1400 + "\n") * (HUGE // 100_000),
        HEAD + ("." * 1400 + "\n") * (HUGE // 100_000),
        HEAD + ("@" * 1400 + "\n") * (HUGE // 100_000),
        HEAD + ("©" + " " * 1400 + "x\n") * (HUGE // 100_000),
        HEAD + "A heading\nSome words of prose stand here.\n" * (HUGE // 400),
        "\u202e" * HUGE,
        "\x00" * HUGE,
    ],
    ids=lambda text: repr(text[-12:]),
)
def test_two_million_letters_are_read_or_refused_within_seconds(text: str) -> None:
    began = time.perf_counter()
    attempt(text)
    assert time.perf_counter() - began < 5


def test_a_longer_page_takes_time_in_proportion() -> None:
    def seconds(copies: int) -> float:
        page = (f"Anchor {copy} is found\n\nSome words of prose stand here, and go on.\n\n" for copy in range(copies))
        text = HEAD + "".join(page)
        began = time.perf_counter()
        read(text)
        return time.perf_counter() - began

    seconds(100)
    assert seconds(8000) < 8 * 6 * max(seconds(1000), 0.01)
