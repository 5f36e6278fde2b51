"""The sample coverage: what it has to show, and that it is all there."""

import re
from pathlib import Path

import onrecord
from onrecord.cli.playing import Pace, play
from onrecord.cli.sample import sample_script, sample_slug
from onrecord.domain.blocks import Image, block_kinds
from onrecord.domain.commands import PublishUpdate, ReviseUpdate, SetKeyPoints
from onrecord.log import MemoryLog
from onrecord.newsroom import Newsroom
from onrecord.newsroom.clean import clean_command

ASSETS = Path(onrecord.__file__).parent / "render" / "assets"
STEPS = sample_script().steps
CONTENTS = [step.command.content for step in STEPS if isinstance(step.command, PublishUpdate | ReviseUpdate)]


def test_nothing_of_it_is_refused() -> None:
    newsroom = Newsroom(MemoryLog())
    coverage = newsroom.open_coverage(sample_script().details, sample_slug(), actor="sample")
    played = play(newsroom, coverage.id, STEPS, actor="sample", pace=Pace(), wait=lambda _: False)
    assert (played.done, played.refused, played.is_whole) == (len(STEPS), (), True)


def test_it_has_about_forty_updates_over_half_a_day() -> None:
    assert sum(isinstance(step.command, PublishUpdate) for step in STEPS) >= 40
    assert STEPS[-1].after.total_seconds() > 12 * 3600


def test_every_kind_of_block_is_in_it() -> None:
    assert {block.kind for content in CONTENTS for block in content.body} == set(block_kinds())


def test_its_steps_stand_in_their_order() -> None:
    assert [step.after for step in STEPS] == sorted(step.after for step in STEPS)


def test_its_summary_changes() -> None:
    assert sum(isinstance(step.command, SetKeyPoints) for step in STEPS) >= 4


def test_its_pictures_are_there_small_and_described() -> None:
    images = [block for content in CONTENTS for block in content.body if isinstance(block, Image)]
    assert len(images) >= 6
    for image in images:
        assert image.url is not None
        assert (ASSETS / image.url.removeprefix("/assets/")).stat().st_size < 40_000
        assert len(image.alt) > 40
        assert image.caption
        assert image.credit_line


def test_its_words_are_clean_as_they_are() -> None:
    assert [clean_command(step.command) for step in STEPS] == [step.command for step in STEPS]


def test_it_names_no_clock_time_for_it_is_replayed_at_any() -> None:
    words = "\n".join(block.words for content in CONTENTS for block in content.body)
    assert not re.search(r"\d:\d\d|\d\s?[ap]\.?m\b|o['’]clock|\bnoon\b|\bmidnight\b", words)


def test_all_its_addresses_are_examples() -> None:
    text = (Path(onrecord.__file__).parent / "sample" / "storm-yarrow.toml").read_text()
    assert {re.sub(r".*\.", "", host) for host in re.findall(r"https?://([^/\"]+)", text)} == {"example"}
