"""One layout of a page a fact: what stands between, beside and around the headings of a scrape."""

from collections.abc import Callable

import pytest

from onrecord.domain.blocks import Image
from onrecord.formats.drafts import CoverageDraft
from onrecord.formats.text import read

HEADLINE = "Landslide closes the valley road: live"
LEAD = "A landslide has cut off two villages above Tarnbrook, and the county has sent helicopters to bring people out."
UPDATES = (
    ("Helicopters reach the upper village", "Two helicopters have landed on the school field, the county said."),
    ("What caused the slide?", "Geologists say that three weeks of rain had loosened the slope above the road."),
    (
        "School gym opens as a shelter",
        "Forty beds have been set up in the gym, and more are on their way from the coast.",
    ),
    ("Bridge declared safe", "Engineers have checked the old bridge and found no cracks in any of its piers."),
)
HEADINGS = [heading for heading, _ in UPDATES]
TIMES = ("18:41", "18:05", "17:20", "16:58")
ZONED = ("6.41pm GMT", "6.05pm GMT", "5.20pm GMT", "4.58pm GMT")
NAMES = ("Ines Varga", "Tom Ridley", "Ines Varga", "Tom Ridley")


def page(*updates: str, above: str = "", below: str = "") -> CoverageDraft:
    return read("\n\n".join(part for part in (above, HEADLINE, LEAD, *updates, below) if part))


def each(written: Callable[[int, str, str], str]) -> CoverageDraft:
    return page(*(written(place, heading, words) for place, (heading, words) in enumerate(UPDATES)))


def headings(draft: CoverageDraft) -> list[str | None]:
    return [update.heading for update in draft.updates]


def bodies(draft: CoverageDraft) -> list[str]:
    return [" ".join(block.words for block in update.blocks) for update in draft.updates]


BODIES = [words for _, words in UPDATES]


@pytest.mark.parametrize(
    "written",
    [
        lambda place, heading, words: (
            f"{place + 1}. {heading}published at {TIMES[place]} British Summer Time\n\n{words}"
        ),
        lambda place, heading, words: f"{heading}\n\npublished at {TIMES[place]}\n\n{words}",
        lambda place, heading, words: f"{heading} | {TIMES[place]}\n\n{words}",
        lambda place, heading, words: f"{heading}{TIMES[place]}\n\n{words}",
        lambda place, heading, words: f"0{place + 1}.04.27 | {TIMES[place]} | {heading}\n\n{words}",
        lambda place, heading, words: f"{heading}\n\nUpdate, Friday (2 April), {TIMES[place]}: {words}",
        lambda place, heading, words: f"{place + 1}h ago\n\n{heading}\n\n{words}",
        lambda place, heading, words: f"{17 * (place + 1)}m\n\n{heading}\n\n{words}",
        lambda place, heading, words: f"{88 - 3 * place}'\n\n{heading}\n\n{words}",
        lambda _, heading, words: f"• {heading}\n\n{words}",
        lambda _, heading, words: f"## {heading}\n\n{words}",
        lambda place, heading, words: f"{TIMES[place]}\n\nBreaking\n\n{heading}\n\n{words}",
        lambda place, heading, words: f"{heading}\n\nShare\n\n{words}\n\nUpdated at {TIMES[place]}",
    ],
)
def test_layout_of_headings_and_times_comes_apart(written: Callable[[int, str, str], str]) -> None:
    draft = each(written)
    assert headings(draft) == HEADINGS
    assert bodies(draft) == BODIES
    assert draft.standfirst == (LEAD,)


@pytest.mark.parametrize(
    "written",
    [
        lambda place, _, words: f"{TIMES[place]}\n\n{words}",
        lambda place, _, words: f"{TIMES[place]} - {words}",
        lambda place, _, words: f"{ZONED[place]}\n{TIMES[place]}\n{words}",
        lambda place, _, words: f"{ZONED[place]}\n{TIMES[place]}\n{NAMES[place]}\n{words}\nUpdated at {ZONED[place]}",
    ],
)
def test_page_without_headings_comes_apart_by_its_times(written: Callable[[int, str, str], str]) -> None:
    draft = each(written)
    assert headings(draft) == [None] * 4
    assert bodies(draft) == BODIES


@pytest.mark.parametrize(
    "written",
    [
        lambda place, heading, words: f"{heading}\n\n{NAMES[place]}\n\n{words}",
        lambda place, heading, words: f"{TIMES[place]} {NAMES[place]}\n\n{heading}\n\n{words}",
        lambda place, heading, words: f"{TIMES[place]}\n{NAMES[place]}\n{heading}\n{words}",
    ],
)
def test_name_that_comes_again_is_a_contributor(written: Callable[[int, str, str], str]) -> None:
    draft = each(written)
    assert headings(draft) == HEADINGS
    assert [update.contributors for update in draft.updates] == [(name,) for name in NAMES]


def test_list_of_headings_above_the_updates_is_not_updates() -> None:
    listed = [f"{TIMES[place]} {HEADINGS[place]}" for place in (0, 2, 3)]
    updates = [f"{TIMES[place]}\n\n{heading}\n\n{words}" for place, (heading, words) in enumerate(UPDATES)]
    draft = page("Key events", *listed, *updates)
    assert headings(draft) == HEADINGS
    assert any("stand again" in warning for warning in draft.warnings)


def test_update_that_stands_twice_is_one_update() -> None:
    updates = [f"{heading}\n\n{words}" for heading, words in UPDATES]
    draft = page(updates[2], *updates)
    assert headings(draft) == HEADINGS
    assert any("stand on the page twice" in warning for warning in draft.warnings)


def test_points_below_a_title_of_points_are_the_pages() -> None:
    points = "- The valley road is closed\n- Nobody was hurt\n- More rain is expected tonight"
    draft = page("Summary", points, *(f"{heading}\n\n{words}" for heading, words in UPDATES))
    assert draft.key_points == ("The valley road is closed", "Nobody was hurt", "More rain is expected tonight")
    assert headings(draft) == HEADINGS


def test_menu_above_the_headline_is_left_out() -> None:
    menu = "Skip to content\nMenu\nNews\nSport\nWeather\nCulture"
    draft = page(*(f"{heading}\n\n{words}" for heading, words in UPDATES), above=menu)
    assert draft.headline == HEADLINE
    assert draft.standfirst == (LEAD,)


def test_quotation_marks_do_not_part_a_headline() -> None:
    headline = "La vallée « coupée du monde » après un glissement, en direct"
    draft = read("\n\n".join([headline, LEAD, *(f"{heading}\n\n{words}" for heading, words in UPDATES)]))
    assert draft.headline == headline


def test_line_about_the_page_above_the_first_heading_is_no_update() -> None:
    draft = page("Pictures by our readers", *(f"{heading}\n\n{words}" for heading, words in UPDATES))
    assert headings(draft) == HEADINGS


def test_notices_in_place_of_embeds_are_left_out() -> None:
    notice = "Skip video content\n\nThis content is not available without your consent.\n\nEnd of video content"
    updates = [f"{heading}\n\n{words}" for heading, words in UPDATES]
    draft = page(updates[0], notice, *updates[1:])
    assert headings(draft) == HEADINGS
    assert bodies(draft) == BODIES


def test_heading_may_end_in_three_dots() -> None:
    assert (
        headings(page("And in the end...\n\nThe dog that was lost on Monday has come home, its owner says.", *BODIES))[
            0
        ]
        == "And in the end..."
    )


@pytest.mark.parametrize(
    ("lines", "caption", "credit"),
    [
        ("Image caption, Crews clear the road by hand", "Crews clear the road by hand", ""),
        ("Media caption,\n\nCrews clear the road by hand", "Crews clear the road by hand", ""),
        ("Crews clear the roadImage source, Ines Varga", "Crews clear the road", "Ines Varga"),
        ("Crews clear the road by hand - Ines VARGA / AFP", "Crews clear the road by hand", "Ines VARGA / AFP"),
        ("“Nothing moves here”. AFP/Ines VARGA.", "“Nothing moves here”.", "AFP/Ines VARGA"),
    ],
)
def test_caption_is_known_by_its_label_or_its_credit(lines: str, caption: str, credit: str) -> None:
    updates = [f"{heading}\n\n{words}" for heading, words in UPDATES]
    draft = page(updates[0], lines, *updates[1:])
    assert headings(draft) == HEADINGS
    image = draft.updates[0].blocks[-1]
    assert isinstance(image, Image)
    assert (image.caption, image.credit_line) == (caption, credit)


@pytest.mark.parametrize(
    "label",
    [
        "{} minutes ago",
        "vor {} Minuten",
        "il y a {} min",
        "hace {} minutos",
        "{} minuti fa",
        "há {} minutos",
        "{} dakika önce",
        "{} minut temu",
        "{} minuten geleden",
        "{} хвилин тому",
        "{} минут назад",
        "منذ {} دقائق",
        "{} मिनट पहले",
        "{}分前",
        "{}分钟前",
        "{}분 전",
        "kl. 14.{}",
        "ore 14:{}",
        "14:{} WIB",
        "दोपहर 2:{} बजे",
        "오후 3시 {}분",
        "10:{} مساءً",
        "15:{} (Kyiv time)",
        "8 Ocak 2027 10:{}",
        "mer. 8 janv. 2027 10h{}",
    ],
)
def test_time_of_any_of_these_languages_parts_updates(label: str) -> None:
    draft = each(lambda place, heading, words: f"{label.format(12 + place)}\n\n{heading}\n\n{words}")
    assert headings(draft) == HEADINGS
    assert bodies(draft) == BODIES


def test_headings_between_times_that_have_their_own_are_parts_of_updates() -> None:
    draft = each(
        lambda place, heading, words: f"{TIMES[place]}\n\n{heading}\n\n{words}\n\nThe background\n\n{LEAD[place:]}"
    )
    assert headings(draft) == HEADINGS
