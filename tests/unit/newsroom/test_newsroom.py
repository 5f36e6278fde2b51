"""Load, decide, append: once, whoever else is writing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onrecord.domain.blocks import Text
from onrecord.domain.commands import PauseCoverage, PublishUpdate, RetractUpdate, ReviseUpdate, SetKeyPoints
from onrecord.domain.content import CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.errors import (
    BadSlug,
    ChangedMeanwhile,
    EmptyHeadline,
    NoSuchCoverage,
    RevisionConflict,
    SlugTaken,
)
from onrecord.log import LogUnavailable, MemoryLog
from onrecord.newsroom import Newsroom, new_coverage_id, new_update_id

DETAILS = CoverageDetails(headline="Storm over the coast")


def words(text: str) -> UpdateContent:
    return UpdateContent(body=(Text(html=text),))


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(MemoryLog())


def test_the_slug_is_made_of_the_headline_and_numbered_when_taken(newsroom: Newsroom) -> None:
    slugs = [newsroom.open_coverage(DETAILS, actor="ada").slug for _ in range(3)]
    assert slugs == ["storm-over-the-coast", "storm-over-the-coast-2", "storm-over-the-coast-3"]


def test_a_long_slug_stays_a_slug_when_it_is_numbered(newsroom: Newsroom) -> None:
    details = CoverageDetails(headline="word " * 40)
    slugs = {newsroom.open_coverage(details, actor="ada").slug for _ in range(12)}
    assert len(slugs) == 12
    assert max(map(len, slugs)) <= 80


def test_a_slug_that_was_asked_for_is_not_numbered(newsroom: Newsroom) -> None:
    newsroom.open_coverage(DETAILS, "storm", actor="ada")
    with pytest.raises(SlugTaken):
        newsroom.open_coverage(DETAILS, "storm", actor="ada")


@pytest.mark.parametrize("slug", ["desk", "Storm", "a/b", "x" * 81, "-"])
def test_a_slug_that_cannot_be_an_address_is_refused(newsroom: Newsroom, slug: str) -> None:
    with pytest.raises(BadSlug):
        newsroom.open_coverage(DETAILS, slug, actor="ada")


def test_a_headline_of_nothing_visible_is_refused(newsroom: Newsroom) -> None:
    with pytest.raises(EmptyHeadline):
        newsroom.open_coverage(CoverageDetails(headline=" \x07 "), actor="ada")


def test_a_coverage_is_found_by_its_source(newsroom: Newsroom) -> None:
    details = CoverageDetails(headline="Storm", source=Source(url="https://news.example/storm"))
    opened = newsroom.open_coverage(details, actor="import")
    assert newsroom.find_source("https://news.example/storm") == opened
    assert newsroom.find_source("https://news.example/other") is None


def test_what_is_unknown_is_refused(newsroom: Newsroom) -> None:
    with pytest.raises(NoSuchCoverage):
        newsroom.execute(new_coverage_id(), PauseCoverage(), actor="ada")
    with pytest.raises(NoSuchCoverage):
        newsroom.find("nothing")


def test_everything_executable_is_gone_before_it_is_recorded(newsroom: Newsroom) -> None:
    coverage = newsroom.open_coverage(DETAILS, actor="ada")
    hostile = 'Water <script>steal()</script><a href="javascript:steal()" onclick="steal()">rises</a>'
    newsroom.execute(
        coverage.id,
        PublishUpdate(
            update_id=new_update_id(), content=UpdateContent(heading="H\x00\u202e", body=(Text(html=hostile),))
        ),
        actor="ada",
    )
    content = newsroom.load(coverage.id).updates.at(1).content
    assert content is not None
    assert content.heading == "H"
    assert "steal" not in repr(content)
    assert "rises" in repr(content)


def test_writers_at_the_same_moment_are_all_recorded(newsroom: Newsroom) -> None:
    coverage = newsroom.open_coverage(DETAILS, actor="ada")

    def publish(number: int) -> None:
        command = PublishUpdate(update_id=new_update_id(), content=words(f"Report {number}"))
        newsroom.execute(coverage.id, command, actor=f"writer-{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, range(40)))
    assert len(newsroom.load(coverage.id).updates) == 40


def test_of_two_editors_with_one_revision_the_second_is_told(newsroom: Newsroom) -> None:
    coverage = newsroom.open_coverage(DETAILS, actor="ada")
    update_id = new_update_id()
    newsroom.execute(coverage.id, PublishUpdate(update_id=update_id, content=words("One")), actor="ada")
    newsroom.execute(
        coverage.id, ReviseUpdate(update_id=update_id, content=words("Two"), expected_revision=1), actor="ada"
    )
    with pytest.raises(RevisionConflict):
        newsroom.execute(
            coverage.id, ReviseUpdate(update_id=update_id, content=words("Three"), expected_revision=1), actor="ben"
        )


def test_of_many_who_replace_one_summary_at_the_same_moment_one_does_and_the_others_are_told(
    newsroom: Newsroom,
) -> None:
    opened = newsroom.open_coverage(DETAILS, actor="ada")

    def replaced(number: int) -> bool:
        points = (KeyPoint(html=f"Point {number}"),)
        try:
            newsroom.execute(opened.id, SetKeyPoints(points=points, expected_seq=0), actor="ada")
        except ChangedMeanwhile:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(replaced, range(40))) == 1


def test_when_the_log_cannot_write_nothing_has_happened() -> None:
    log = MemoryLog()
    newsroom = Newsroom(log)
    coverage = newsroom.open_coverage(DETAILS, actor="ada")
    update_id = new_update_id()
    newsroom.execute(coverage.id, PublishUpdate(update_id=update_id, content=words("One")), actor="ada")
    before = newsroom.load(coverage.id)
    log.fail_next(persist=False)
    with pytest.raises(LogUnavailable):
        newsroom.execute(coverage.id, RetractUpdate(update_id=update_id, reason="Wrong"), actor="ada")
    assert newsroom.load(coverage.id) == before
