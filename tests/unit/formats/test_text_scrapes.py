"""Whole scrapes in, reports out: the project's own pages in many languages, and real ones where they are at hand."""

import json
from pathlib import Path

import pytest

from onrecord.domain.blocks import Image, LinkCard
from onrecord.formats.text import read
from tests.unit.formats.words_kept import lost_words

DATA = Path(__file__).parents[2] / "data" / "text"
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
SCRAPES = sorted(path.stem for path in DATA.glob("*.txt"))


def scrape(name: str) -> str:
    return (DATA / f"{name}.txt").read_bytes().decode()


def sample(name: str) -> str:
    path = SAMPLES / name
    if not path.exists():
        pytest.skip(f"NOT RUN: the real page {name} is not beside this checkout")
    return path.read_bytes().decode()


@pytest.mark.parametrize("name", SCRAPES)
def test_scrape_is_reported_as_expected(name: str) -> None:
    expected = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    assert read(scrape(name)).report() == expected


@pytest.mark.parametrize("name", SCRAPES)
def test_scrape_with_single_line_ends_gives_the_same_headings(name: str) -> None:
    text = scrape(name)
    joined = "\n".join(line for line in text.splitlines() if line.strip())
    assert [update.heading for update in read(joined).updates] == [update.heading for update in read(text).updates]


@pytest.mark.parametrize("name", SCRAPES)
def test_scrape_with_windows_line_ends_and_trailing_space_gives_the_same_report(name: str) -> None:
    lines = scrape(name).replace("\r\n", "\n").split("\n")
    assert read("".join(f"{line} \t\r\n" for line in lines)).report() == read("\n".join(lines)).report()


@pytest.mark.parametrize("name", SCRAPES)
def test_every_word_is_in_the_draft_or_named_in_a_warning(name: str) -> None:
    assert lost_words(scrape(name), read(scrape(name))) == []


@pytest.mark.samples
def test_real_scrape_has_its_updates_pictures_graphics_and_links() -> None:
    draft = read(sample("live-page.txt"))
    blocks = [block for update in draft.updates for block in update.blocks]
    pictures = [block for block in blocks if isinstance(block, Image)]
    photographs = [picture for picture in pictures if picture.credit_line]
    assert len(draft.updates) == 36
    assert all(update.heading for update in draft.updates)
    assert len(draft.standfirst) == 4
    assert draft.headline.endswith("Live news")
    assert draft.kicker is None
    assert len(photographs) == 4
    assert all(picture.alt and picture.caption for picture in photographs)
    assert len(pictures) - len(photographs) == 2
    assert sum(isinstance(block, LinkCard) for block in blocks) == 6
    assert {"Source link", "Here are the latest updates:"} <= set(_quoted(draft.warnings))


@pytest.mark.samples
@pytest.mark.parametrize("name", ["live-page.txt", "live-pages/corkbeo-level3-2020.scrape.txt"])
def test_real_scrape_loses_no_word(name: str) -> None:
    assert lost_words(sample(name), read(sample(name))) == []


@pytest.mark.samples
def test_real_scrape_without_headline_has_all_titles_that_its_html_gives() -> None:
    draft = read(sample("live-pages/corkbeo-level3-2020.scrape.txt"))
    expected = json.loads(sample("live-pages/expected/corkbeo-level3-2020.html.expected.json"))
    titles = [update["headline"] for update in expected["updates"]]
    headings = [update.heading for update in draft.updates]
    assert [heading for heading in headings if heading in titles] == titles
    assert len(headings) - len(titles) == 3  # subheadings of one long update, no different in form


def _quoted(warnings: object) -> list[str]:
    return [part.split("”")[0] for warning in warnings for part in warning.split("“")[1:]]  # type: ignore[attr-defined]
