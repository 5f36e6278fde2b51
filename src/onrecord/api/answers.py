"""What the API answers, as its description says it: a shape for each thing, and one for every error."""

from typing import Any

from ninja import Schema

_REFUSALS = frozenset({400, 401, 403, 404, 409, 413, 422, 429, 500, 503})


class ErrorTold(Schema):
    """`code` is for programs, `message` for people."""

    code: str
    message: str


class Problem(Schema):
    error: ErrorTold


class SourceTold(Schema):
    name: str | None
    url: str | None


class DetailsTold(Schema):
    headline: str
    kicker: str | None
    standfirst: list[str]
    language: str
    time_zone: str
    started_at: str | None
    ended_at: str | None
    source: SourceTold | None


class PointTold(Schema):
    html: str
    update_id: str | None


class CoverageTold(Schema):
    """A coverage without its updates."""

    id: str
    slug: str
    state: str
    head: int
    opened_at: str | None
    updated_at: str | None
    details_seq: int | None
    details: DetailsTold
    key_points_seq: int | None
    key_points: list[PointTold]
    pinned_update_id: str | None
    updates: int


class CoverageList(Schema):
    total: int
    coverages: list[CoverageTold]


class RevisionTold(Schema):
    number: int
    at: str | None
    kind: str | None
    note: str | None


class WithdrawalTold(Schema):
    at: str | None
    reason: str | None


class UpdateTold(Schema):
    """An update as the desk sees it: the words of a held one too; of a withdrawn one the reason."""

    id: str
    order: int
    version: int
    standing: str
    revision: int
    published_at: str | None
    revised_at: str | None
    is_key_event: bool
    is_pinned: bool
    source_id: str | None
    content: dict[str, Any] | None
    revisions: list[RevisionTold]
    withdrawal: WithdrawalTold | None


class UpdateList(Schema):
    """`next_before` is the `before` of the next page, null on the last."""

    total: int
    updates: list[UpdateTold]
    next_before: int | None


class VersionTold(RevisionTold):
    """`content` is null where it was erased by law."""

    actor: str
    content: dict[str, Any] | None


class VersionList(Schema):
    versions: list[VersionTold]


class DraftTold(Schema):
    """`document` is null where the desk's plain form kept the words; `number` is that of the queue."""

    number: int
    update_id: str
    author: str
    base_revision: int | None
    version: int
    changed_at: str | None
    state: str
    why: str
    publish_at: str | None
    embargoed_until: str | None
    ready_version: int | None
    document: dict[str, Any] | None


class DraftList(Schema):
    total: int
    drafts: list[DraftTold]


class PictureTold(Schema):
    """`block` is what shows it in an update; null once it was taken down."""

    id: str
    filename: str
    media_type: str
    width: int
    height: int
    alt: str
    caption: str
    credit_line: str
    focal_point: dict[str, int]
    added_at: str | None
    added_by: str | None
    withdrawn_at: str | None
    withdrawn_because: str
    block: dict[str, Any] | None


class PictureList(Schema):
    pictures: list[PictureTold]
    page: int
    has_more: bool


class UseTold(Schema):
    coverage: str
    update_id: str


class UseList(Schema):
    uses: list[UseTold]
    elsewhere: int


class RemovalTold(Schema):
    """The updates that were revised, and how many are left for others to revise."""

    revised: list[str]
    left: int


class NoteTold(Schema):
    number: int
    author: str
    at: str | None
    text: str


class NoteList(Schema):
    notes: list[NoteTold]


class MemberTold(Schema):
    name: str
    role: str
    is_of_all: bool


class MemberList(Schema):
    members: list[MemberTold]


class EntryTold(Schema):
    at: str
    actor: str
    action: str
    coverage_id: str
    update_id: str
    seq: int | None
    subject: str
    address: str
    door: str


class EntryList(Schema):
    """`next_before` is the `before` of the next page, null on the last."""

    entries: list[EntryTold]
    next_before: str | None


def ok(shape: Any, *statuses: int) -> dict[Any, Any]:
    """What an operation answers: this shape (with 200 unless said otherwise), or a Problem."""
    return {**dict.fromkeys(statuses or (200,), shape), _REFUSALS: Problem}
