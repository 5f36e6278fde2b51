"""What people wrote: the words of an update and of a coverage's head. Everything here can be erased by law."""

from dataclasses import dataclass
from datetime import datetime

from onrecord.domain.blocks import Block
from onrecord.domain.ids import UpdateId


@dataclass(frozen=True, kw_only=True, slots=True)
class Contributor:
    """Somebody named in a byline; `id` where the newsroom knows the person."""

    name: str
    id: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where we have it from: a name and an address, either of which may be missing."""

    name: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UpdateContent:
    """The words of one revision of an update.

    `heading` is plain text and may be absent. `sign_off` are the initials under an update, `dateline` where it was
    reported from, `occurred_at` when it was said or happened where that differs from when it was published.
    """

    heading: str | None = None
    body: tuple[Block, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    sign_off: str | None = None
    dateline: str | None = None
    occurred_at: datetime | None = None
    labels: tuple[str, ...] = ()
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CoverageDetails:
    """The head of a coverage.

    `standfirst` holds paragraphs of inline HTML (the subset of `blocks.Text`); `language` is a BCP 47 tag, from which
    the direction of writing follows; `time_zone` an IANA name. `started_at` and `ended_at` are the coverage's own
    span where the newsroom or a source gives one.
    """

    headline: str
    kicker: str | None = None
    standfirst: tuple[str, ...] = ()
    language: str = "en"
    time_zone: str = "UTC"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    source: Source | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class KeyPoint:
    """One point of the summary: inline HTML, and the update that it rests on where there is one."""

    html: str
    update_id: UpdateId | None = None
