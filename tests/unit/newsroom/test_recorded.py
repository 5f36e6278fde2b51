"""The same command sent again is known again; another one is not, and nor is one that only looks alike."""

from dataclasses import replace

import pytest

from onrecord.domain.blocks import Text
from onrecord.domain.commands import PublishUpdate, RedactPayload, RetractUpdate, ReviseUpdate
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.log import MemoryLog
from onrecord.newsroom import Newsroom
from onrecord.newsroom.recorded import recorded_before

GATES = UpdateId("gates")


def words(text: str) -> UpdateContent:
    return UpdateContent(body=(Text(html=text),))


PUBLISH = PublishUpdate(update_id=GATES, content=words(" Open <script>a()</script>"))
CORRECT = ReviseUpdate(
    update_id=GATES,
    content=words("Closed"),
    revision_kind=RevisionKind.CORRECTION,
    note="We said that they were open. ",
    expected_revision=1,
)


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(MemoryLog())


@pytest.fixture
def coverage(newsroom: Newsroom) -> CoverageId:
    return newsroom.open_coverage(CoverageDetails(headline="Harbour"), actor="ada").id


def test_nothing_was_recorded_before_it_was_sent(newsroom: Newsroom, coverage: CoverageId) -> None:
    assert recorded_before(newsroom, coverage, PUBLISH) is None
    newsroom.execute(coverage, PUBLISH, actor="ada")
    assert recorded_before(newsroom, coverage, CORRECT) is None


def test_each_is_found_again_whatever_became_of_the_update(newsroom: Newsroom, coverage: CoverageId) -> None:
    (published,) = newsroom.execute(coverage, PUBLISH, actor="ada")
    (corrected,) = newsroom.execute(coverage, CORRECT, actor="ada")
    newsroom.execute(coverage, RetractUpdate(update_id=GATES, reason="Another harbour."), actor="ben")
    assert recorded_before(newsroom, coverage, PUBLISH) == published
    assert recorded_before(newsroom, coverage, CORRECT) == corrected


def test_another_text_kind_or_note_is_another_command(newsroom: Newsroom, coverage: CoverageId) -> None:
    newsroom.execute(coverage, PUBLISH, actor="ada")
    newsroom.execute(coverage, CORRECT, actor="ada")
    others = (
        replace(PUBLISH, content=words("Shut")),
        replace(CORRECT, content=words("Shut")),
        replace(CORRECT, revision_kind=RevisionKind.MINOR),
        replace(CORRECT, note="They were never open."),
        replace(CORRECT, expected_revision=2),
        replace(CORRECT, update_id=UpdateId("other")),
    )
    assert [recorded_before(newsroom, coverage, each) for each in others] == [None] * len(others)


def test_where_the_words_were_erased_the_place_has_to_do(newsroom: Newsroom, coverage: CoverageId) -> None:
    (published,) = newsroom.execute(coverage, PUBLISH, actor="ada")
    newsroom.execute(coverage, RedactPayload(update_id=GATES, reason="By order of a court."), actor="eve")
    found = recorded_before(newsroom, coverage, PUBLISH)
    assert found is not None
    assert found.seq == published.seq
