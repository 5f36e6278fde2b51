"""Real live pages against their answer keys: every update, id, heading, time, author, flag and body."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from onrecord.formats import sniff
from onrecord.formats.drafts import CoverageDraft, UpdateDraft

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "live-pages"
FILES = [
    "corkbeo-level3-2020.html",
    "express-live-2024.html",
    "br24-nahost-ticker-2024.html",
    "guardian-mars-2021.dcr.json",
    "sourcefabric-posts-2017.json",
    "corpus-guardian-floods-2015.json",
    "corpus-bbc-school-report-2016.json",
]
pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"NOT RUN: the sample live pages are not at {SAMPLES}"),
]


@pytest.fixture(params=FILES, scope="module")
def scored(request: pytest.FixtureRequest) -> tuple[CoverageDraft, dict[str, Any]]:
    name: str = request.param
    draft = sniff.read((SAMPLES / name).read_bytes(), name=name)
    return draft, json.loads((SAMPLES / "expected" / f"{name}.expected.json").read_text("utf-8"))


def pairs(scored: tuple[CoverageDraft, dict[str, Any]], field: str) -> Iterator[tuple[UpdateDraft, Any]]:
    draft, key = scored
    for update, expected in zip(draft.updates, key["updates"], strict=True):
        if field in expected:
            yield update, expected[field]


def test_every_update_is_found_once(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    draft, key = scored
    assert len(draft.updates) == key["n_updates"]


def test_the_headline_is_the_sources(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    draft, key = scored
    assert "headline" not in key or draft.headline == key["headline"]


def test_ids_are_the_sources(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    assert [u.source_id for u, _ in pairs(scored, "id")] == [expected for _, expected in pairs(scored, "id")]


def test_headings_are_the_sources_and_untitled_updates_stay_untitled(
    scored: tuple[CoverageDraft, dict[str, Any]],
) -> None:
    assert [u.heading for u, _ in pairs(scored, "headline")] == [
        " ".join(expected.split()) or None for _, expected in pairs(scored, "headline")
    ]


@pytest.mark.parametrize(("field", "attribute"), [("published", "published_at"), ("modified", "revised_at")])
def test_times_are_the_sources(scored: tuple[CoverageDraft, dict[str, Any]], field: str, attribute: str) -> None:
    for update, expected in pairs(scored, field):
        moment = getattr(update, attribute)
        if expected is None:
            assert moment is None
            continue
        when = datetime.fromisoformat(expected)
        assert (moment if when.tzinfo else moment.replace(tzinfo=None)) == when


def test_a_time_of_day_without_a_day_is_not_made_into_a_full_time(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    assert all(update.published_at is None for update, _ in pairs(scored, "time_label"))


def test_local_times_stand_in_the_zone_of_the_page(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    for update, expected in pairs(scored, "published_local"):
        assert update.published_at is not None
        assert update.published_at.strftime("%H:%M") == expected


def test_authors_are_the_sources(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    assert [list(u.contributors) for u, _ in pairs(scored, "authors")] == [e for _, e in pairs(scored, "authors")]


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        ("key_event", "is_key_event"),
        ("highlight", "is_key_event"),
        ("pinned", "is_pinned"),
        ("sticky", "is_pinned"),
        ("deleted", "is_retracted"),
    ],
)
def test_flags_are_the_sources(scored: tuple[CoverageDraft, dict[str, Any]], field: str, attribute: str) -> None:
    assert [getattr(u, attribute) for u, _ in pairs(scored, field)] == [bool(e) for _, e in pairs(scored, field)]


def test_every_word_of_the_body_is_there_in_its_order(scored: tuple[CoverageDraft, dict[str, Any]]) -> None:
    """Where the markup has more than the key's source (lists, captions), more stands between the words; never less."""
    for update, expected in pairs(scored, "body_text"):
        words = iter(re.findall(r"\w+", "\n".join(block.words for block in update.blocks)))
        expected = expected.replace("Credit: ", "")  # the label that parts a credit line from its caption
        missing = [word for word in re.findall(r"\w+", expected) if word not in words]
        assert missing == [], update.source_id
