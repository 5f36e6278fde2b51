"""Every version of an update, as the log has it; for the desk alone, for readers see the newest."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.domain.content import UpdateContent
from onrecord.domain.events import RecordedEvent, RevisionKind, UpdatePublished, UpdateRevised
from onrecord.domain.ids import CoverageId
from onrecord.domain.updates import Revision, Update
from onrecord.newsroom.newsroom import Newsroom


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version; `content` is None where it was erased by law."""

    number: int
    at: datetime
    actor: str
    kind: RevisionKind | None
    note: str | None
    content: UpdateContent | None


def versions(newsroom: Newsroom, coverage_id: CoverageId, update: Update) -> list[Version]:
    """Every version of this update, oldest first."""
    return [_version(newsroom, coverage_id, revision) for revision in update.revisions]


def content_at(newsroom: Newsroom, coverage_id: CoverageId, update: Update, number: int) -> UpdateContent | None:
    """The words of one version; None where they were erased by law, or there is no such version."""
    revision = next((each for each in update.revisions if each.number == number), None)
    return None if revision is None else _version(newsroom, coverage_id, revision).content


def publication(newsroom: Newsroom, coverage_id: CoverageId, update: Update) -> RecordedEvent:
    """The event by which this update was published."""
    return next(iter(newsroom.log.read(coverage_id, after=update.seq - 1, limit=1)))


def _version(newsroom: Newsroom, coverage_id: CoverageId, revision: Revision) -> Version:
    recorded = next(iter(newsroom.log.read(coverage_id, after=revision.seq - 1, limit=1)))
    match recorded.event:
        case UpdatePublished(content=content):
            kind, note = None, None
        case UpdateRevised(content=content, revision_kind=kind, note=note):
            pass
        case other:
            raise LookupError(f"{type(other).__name__} at {recorded.seq} is no version of an update")
    return Version(number=revision.number, at=recorded.at, actor=recorded.actor, kind=kind, note=note, content=content)
