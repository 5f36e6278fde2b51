"""One form of writing a fact: how lines that look alike are told apart."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from onrecord.domain.blocks import Block, Divider, Embed, Heading, Image, LinkCard, ListBlock, Quote, Text
from onrecord.formats.drafts import CoverageDraft, ImportRefused
from onrecord.formats.text import language, pictures, read, times

HEADLINE = "Storm reaches the coast: live"
PROSE = "A strong storm has reached the coast and closed the roads in three districts, the police said."


def page(*lines: str) -> CoverageDraft:
    return read("\n\n".join([HEADLINE, PROSE, "Ferries stay in harbour", PROSE, *lines, "Schools close early", PROSE]))


def first_blocks(*lines: str) -> Sequence[Block]:
    return page(*lines).updates[0].blocks[1:]


def headings(draft: CoverageDraft) -> list[str | None]:
    return [update.heading for update in draft.updates]


@pytest.mark.parametrize(
    "line",
    [
        "Read more here.",
        "Click here for the list of closed roads.",
        "For the list of closed roads, click\xa0here.",
        "Lesen Sie hier die ganze Geschichte.",
        "Cliquez ici pour en savoir plus.",
        "Más información aquí.",
        "Детальніше за посиланням.",
        "اضغط هنا لمعرفة المزيد.",
        "पूरी खबर यहाँ पढ़ें।",
        "詳しくはこちら",
        "点击这里阅读全文",
    ],
)
def test_call_to_read_on_is_a_link_without_address(line: str) -> None:
    assert first_blocks(line) == (LinkCard(text=line),)


@pytest.mark.parametrize(
    "line",
    [
        "They have read the reports, and more of them are on their way here, said the chief of the harbour police.",
        "“We want them here.”",
        "For many people in the district there is no work here.",
    ],
)
def test_sentence_that_ends_in_here_is_prose(line: str) -> None:
    assert first_blocks(line) == (Text(html=line),)


@pytest.mark.parametrize(
    ("line", "alt", "caption", "credit"),
    [
        (
            "A boat at seaThe boat that was lost [File: Ann Oyle/AFP]",
            "A boat at sea",
            "The boat that was lost",
            "File: Ann Oyle/AFP",
        ),
        (
            "Ein Boot in Ost-12Das Boot am Kai (Foto: Ann Oyle/dpa)",
            "Ein Boot in Ost-12",
            "Das Boot am Kai",
            "Foto: Ann Oyle/dpa",
        ),
        ("The ‘Gull’ at seaThe boat on Monday [AFP]", "The ‘Gull’ at sea", "The boat on Monday", "AFP"),
        ("A boat at sea.“Gull” sank on Monday [AFP]", "A boat at sea.", "“Gull” sank on Monday", "AFP"),
        ("Ann McDonald on YouTube [AFP]", "", "Ann McDonald on YouTube", "AFP"),
        ("Ann O’Leary waits at home [AFP]", "", "Ann O’Leary waits at home", "AFP"),
        ("The boat on Monday Foto: Ann Oyle/dpa", "", "The boat on Monday", "Foto: Ann Oyle/dpa"),
        ("قارب في المدينةرجال قرب القارب [رويترز]", "قارب في المدينة", "رجال قرب القارب", "رويترز"),
    ],
)
def test_picture_is_parted_into_alt_caption_and_credit(line: str, alt: str, caption: str, credit: str) -> None:
    assert first_blocks(line) == (Image(alt=alt, caption=caption, credit_line=credit),)


def test_caption_that_repeats_its_alt_text_needs_no_credit() -> None:
    line = "A boat on the beach at EasthavenA boat on the beach at Easthaven on Monday"
    assert first_blocks(line) == (
        Image(alt="A boat on the beach at Easthaven", caption="A boat on the beach at Easthaven on Monday"),
    )


def test_picture_that_cannot_be_parted_stays_caption_with_a_warning() -> None:
    words = "志愿者在海边堆放沙袋他们说这是今年以来最大的一次台风并且会一直工作到深夜，没有人离开"
    draft = page(f"{words}直到所有的沙袋都放好为止 [路透社]")
    assert any("could not be told apart" in warning for warning in draft.warnings)


@pytest.mark.parametrize(
    "line", ["INTERACTIVE- Where the roads are closed", "Infografik: Gesperrte Straßen", "map_roads_2031.png"]
)
def test_label_of_a_graphic_with_nothing_below_is_a_picture(line: str) -> None:
    assert first_blocks(line) == (Image(alt=line),)


def test_label_of_a_graphic_with_words_below_is_a_heading() -> None:
    assert "Infographic: Where the roads are closed" in headings(page("Infographic: Where the roads are closed", PROSE))


@pytest.mark.parametrize(
    "line",
    [
        "What happens next?",
        "‘We were lucky’: a captain remembers",
        "Was nun?",
        "هل تعود العبارات؟",
        "再開はいつ？",
        "¿Qué pasa ahora?",
    ],
)
def test_question_or_quotation_above_prose_is_a_heading(line: str) -> None:
    assert headings(page(line, PROSE))[1] == line


@pytest.mark.parametrize(
    "line",
    [
        "The police asked for three things:",
        "“Who would go out now?”",
        "Write to us at news@example.org",
        "and so on it went",
    ],
)
def test_line_that_announces_speaks_or_continues_is_no_heading(line: str) -> None:
    assert len(page(line, PROSE).updates) == 2


def test_bullets_become_one_list() -> None:
    assert first_blocks("- one & two", "- three") == (ListBlock(items=("one &amp; two", "three")),)


def test_post_with_its_author_below_is_a_quotation() -> None:
    draft = page("Please stay at home tonight", "— Easthaven Police (@ehpolice) March 3, 2031")
    assert draft.updates[0].blocks[-1] == Quote(
        text="Please stay at home tonight", attribution="Easthaven Police (@ehpolice) March 3, 2031"
    )


def test_bare_address_of_a_known_provider_is_an_embed() -> None:
    address = "https://www.youtube.com/watch?v=abcdefghijk"
    assert first_blocks(address) == (Embed(url=address, provider="youtube"),)


def test_rule_between_paragraphs_of_one_update_is_a_divider() -> None:
    assert first_blocks("***", PROSE) == (Divider(), Text(html=PROSE))


def test_ticker_with_times_takes_unlabelled_short_lines_for_subheadings() -> None:
    updates = [f"{hour}.15 Uhr: Meldung Nummer {hour}\n\n{PROSE}" for hour in (14, 13, 12, 11)]
    draft = read("\n\n".join([HEADLINE, PROSE, *updates[:2], "Zum Hintergrund", PROSE, *updates[2:]]))
    assert headings(draft) == [f"Meldung Nummer {hour}" for hour in (14, 13, 12, 11)]
    assert Heading(text="Zum Hintergrund") in draft.updates[1].blocks
    assert all(update.published_at is None for update in draft.updates)


def test_wider_gaps_part_updates_without_headings() -> None:
    update = f"{{}} stays shut\n{PROSE}\n{PROSE}"
    text = "\n\n".join(
        [HEADLINE, PROSE, *(update.format(name) for name in ("Pier", "Road", "School", "Bank")), f"{PROSE}\n{PROSE}"]
    )
    assert headings(read(text)) == ["Pier stays shut", "Road stays shut", "School stays shut", "Bank stays shut", None]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    lines = ("A strong storm has reached the coast", "and has closed the roads of all three")
    wrapped = "\n".join((*lines, "districts, said the police. Nobody is", "hurt."))
    draft = read("\n\n".join([HEADLINE, wrapped, "Ferries stay in harbour", wrapped, "Schools close early", wrapped]))
    assert headings(draft) == ["Ferries stay in harbour", "Schools close early"]
    assert draft.updates[0].blocks == (Text(html=wrapped.replace("\n", " ")),)


def test_headings_only_at_the_end_are_left_out_as_buttons() -> None:
    draft = read(
        "\n\n".join([HEADLINE, PROSE, "Ferries stay in harbour", PROSE, "Schools close early", PROSE, "Weiter so"])
    )
    assert headings(draft) == ["Ferries stay in harbour", "Schools close early"]
    assert any("“Weiter so”" in warning for warning in draft.warnings)


@pytest.mark.parametrize(
    ("line", "headline"),
    [
        ("Storm reaches the coast: live | Weather News", "Storm reaches the coast: live"),
        ("Storm reaches the coast: live | Weather | Easthaven Herald", "Storm reaches the coast: live"),
        ("Storm reaches the coast: live - Herald News", "Storm reaches the coast: live"),
        ("Storm reaches the coast: live – example.com", "Storm reaches the coast: live"),
        ("Storm live - what we know so far", "Storm live - what we know so far"),
        (
            "Ferries 2 / Roads 0: a storm’s live tally in figures",
            "Ferries 2 / Roads 0: a storm’s live tally in figures",
        ),
    ],
)
def test_headline_is_without_section_and_site(line: str, headline: str) -> None:
    draft = read("\n\n".join([line, PROSE, "Ferries stay in harbour", PROSE, "Schools close early", PROSE]))
    assert (draft.headline, draft.kicker) == (headline, None)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("3 March 2031, 18:40 UTC", datetime(2031, 3, 3, 18, 40, tzinfo=UTC)),
        ("2031-03-03T18:40:00Z", datetime(2031, 3, 3, 18, 40, tzinfo=UTC)),
        ("2031-03-03 18:40+02:00", datetime(2031, 3, 3, 16, 40, tzinfo=UTC)),
        ("3. März 2031, 18.40 Uhr MEZ", datetime(2031, 3, 3, 17, 40, tzinfo=UTC)),
        ("March 3, 2031 at 6:40 pm GMT", datetime(2031, 3, 3, 18, 40, tzinfo=UTC)),
        ("3 березня 2031, 18:40 EET", datetime(2031, 3, 3, 16, 40, tzinfo=UTC)),
        ("18:40 GMT", None),
        ("3 March 2031, 18:40", None),
        ("3 March 2031, 18:40 IST", None),
        ("31 February 2031, 18:40 UTC", None),
        ("03/04/2031 18:40 UTC", None),
    ],
)
def test_moment_needs_day_time_and_zone(label: str, expected: datetime | None) -> None:
    assert times.moment(label) == expected


@pytest.mark.parametrize(
    "line", ["14:05", "14h05", "12.31 Uhr", "2:05 pm ET", "3 hours ago", "vor 5 Minuten", "منذ 3 ساعات", "14時05分"]
)
def test_time_alone_on_its_line_is_a_time(line: str) -> None:
    assert times.is_time(line)


@pytest.mark.parametrize(
    "line", ["14:05 deadline passes", "2.5 million homes", "Room 101", "3:1", "24 hours to go in the capital"]
)
def test_line_with_more_than_a_time_is_none(line: str) -> None:
    assert not times.is_time(line)


@pytest.mark.parametrize(
    "line", ["Minister speaks (and nobody listens)", "Watch the storm [Video]", "It was so, he said. (dpa)"]
)
def test_brackets_that_hold_no_credit_are_words(line: str) -> None:
    assert pictures.credited(line) is None


def test_too_few_words_have_no_language() -> None:
    assert language.detect("Sport Sport Sport Hotel Hotel Taxi Taxi Radio Radio Europa Europa") is None


def test_marks_and_signs_that_were_removed_are_named() -> None:
    draft = read(
        "\n\n".join([HEADLINE, PROSE + "\x07", "Ferries stay\ud800 in harbour", PROSE, "Schools \u202eclose", PROSE])
    )
    assert draft.updates[0].heading == "Ferries stay\ufffd in harbour"
    assert [warning.split()[0] for warning in draft.warnings[:3]] == ["removed", "replaced", "kept"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n\ufeff",
        "\x00\x01\x02" * 100,
        "12 34 56\n\n78",
        "<!doctype html><title>Storm</title><p>Words",
        '{"headline": "Storm"}',
        "\n\n".join(["Minister promises action", *[PROSE] * 8]),
        "\n\n".join(["Minister promises action", PROSE, PROSE, "What was said", PROSE, "Why it matters", PROSE]),
        "word " * 50_000,
        "a\n" * 200_000,
    ],
    ids=["empty", "blank", "binary", "numbers", "html", "json", "article", "subheadings", "endless", "too many lines"],
)
def test_text_that_is_no_live_page_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ImportRefused, match=r"\w+ \w+ \w+"):
        read(text)
