"""A coverage made by hand, event after event, and the pages that it makes."""

from datetime import UTC, datetime, timedelta

from selectolax.lexbor import LexborHTMLParser

from onrecord.domain import Coverage, apply
from onrecord.domain.blocks import Block, Text
from onrecord.domain.content import CoverageDetails, UpdateContent
from onrecord.domain.events import CoverageOpened, Event, RecordedEvent, UpdatePublished
from onrecord.domain.ids import CoverageId, UpdateId
from onrecord.domain.updates import Update
from onrecord.render import (
    PARTS,
    archive_ordinals,
    front_ordinals,
    render_page,
    render_part,
    render_update,
    render_update_page,
)

NINE = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
DETAILS = CoverageDetails(headline="The river rises")


class Story:
    """One coverage whose events are a minute apart."""

    def __init__(self, details: CoverageDetails = DETAILS, slug: str = "river") -> None:
        self.at = NINE
        opening = CoverageOpened(slug=slug, details=details)
        self.coverage: Coverage = apply(None, self._recorded(1, opening))

    def happen(self, *events: Event) -> "Story":
        for event in events:
            self.at += timedelta(minutes=1)
            self.coverage = apply(self.coverage, self._recorded(self.coverage.head + 1, event))
        return self

    def publish(
        self, update_id: str, content: UpdateContent, *, at: datetime | None = NINE, is_key_event: bool = False
    ) -> "Story":
        update = UpdatePublished(
            update_id=UpdateId(update_id), content=content, published_at=at, is_key_event=is_key_event
        )
        return self.happen(update)

    def update(self, update_id: str) -> Update:
        return self.coverage.updates[UpdateId(update_id)]

    def _recorded(self, seq: int, event: Event) -> RecordedEvent:
        return RecordedEvent(coverage_id=CoverageId("c"), seq=seq, at=self.at, actor="ada", event=event)


def words(text: str, *blocks: Block, heading: str | None = None) -> UpdateContent:
    return UpdateContent(heading=heading, body=(Text(html=text), *blocks))


def parts_of(coverage: Coverage) -> dict[str, str]:
    return {name: render_part(name, coverage, coverage.head) for name in PARTS}


def front_page(coverage: Coverage) -> str:
    return render_page(
        coverage, fragments=_fragments(coverage, front_ordinals(coverage)), parts=parts_of(coverage), kind="front"
    )


def archive_page(coverage: Coverage, number: int) -> str:
    fragments = _fragments(coverage, archive_ordinals(number))
    return render_page(coverage, fragments=fragments, parts=parts_of(coverage), kind="archive", number=number)


def update_page(coverage: Coverage, update_id: str) -> str:
    update = coverage.updates[UpdateId(update_id)]
    fragment = render_update(coverage, update)
    return render_update_page(coverage, fragment=fragment, parts=parts_of(coverage), update=update)


def parsed_update(story: Story, update_id: str) -> LexborHTMLParser:
    """The update's fragment, read as a browser reads it."""
    html = render_update(story.coverage, story.update(update_id))
    assert html is not None
    return LexborHTMLParser(html)


def text_of(tree: LexborHTMLParser, selector: str) -> str:
    """The words in the first element that the selector finds, spaces joined; empty where it finds none."""
    found = tree.css_first(selector)
    return "" if found is None else " ".join(found.text().split())


def _fragments(coverage: Coverage, ordinals: range) -> list[str]:
    rendered = (render_update(coverage, coverage.updates.at(ordinal)) for ordinal in reversed(ordinals))
    return [html for html in rendered if html is not None]
