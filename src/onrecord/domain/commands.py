"""What somebody may ask of a coverage. Each is answered by `decide` with events, or refused."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import CoverageId, UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenCoverage:
    coverage_id: CoverageId
    slug: str
    details: CoverageDetails


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviseCoverage:
    """`expected_seq` is that of the head the writer started from; None overwrites whatever stands."""

    details: CoverageDetails
    expected_seq: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PauseCoverage:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeCoverage:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseCoverage:
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishUpdate:
    """`published_at` is now unless given; an importer says `is_time_unknown` where its source gives no time.

    Refused before `embargoed_until`.
    """

    update_id: UpdateId
    content: UpdateContent
    published_at: datetime | None = None
    is_time_unknown: bool = False
    revised_at: datetime | None = None
    is_key_event: bool = False
    source_id: str | None = None
    embargoed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviseUpdate:
    """`expected_revision` is the one the writer started from; None overwrites whatever stands.

    Refused before `embargoed_until`.
    """

    update_id: UpdateId
    content: UpdateContent
    revision_kind: RevisionKind = RevisionKind.MINOR
    note: str | None = None
    expected_revision: int | None = None
    embargoed_until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RetractUpdate:
    update_id: UpdateId
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HoldUpdate:
    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseUpdate:
    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class PinUpdate:
    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UnpinUpdate:
    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class FlagUpdate:
    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class UnflagUpdate:
    update_id: UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class SetKeyPoints:
    """`expected_seq` is that of the summary the writer started from, 0 if there was none; None overwrites."""

    points: tuple[KeyPoint, ...]
    expected_seq: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RedactPayload:
    """Erase by law: all that was ever said in `update_id`, or only at `seqs`; without an update, `seqs` of the head."""

    reason: str
    update_id: UpdateId | None = None
    seqs: tuple[int, ...] = ()


UpdateCommand = (
    ReviseUpdate | RetractUpdate | HoldUpdate | ReleaseUpdate | PinUpdate | UnpinUpdate | FlagUpdate | UnflagUpdate
)
Command = (
    OpenCoverage
    | ReviseCoverage
    | PauseCoverage
    | ResumeCoverage
    | CloseCoverage
    | PublishUpdate
    | UpdateCommand
    | SetKeyPoints
    | RedactPayload
)
