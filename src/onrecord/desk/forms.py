"""The desk's forms: from what was typed to what the newsroom takes, and back. The rules are the domain's."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from onrecord.desk.typed.inline import inline_to_tags, inline_to_text, text_to_inline
from onrecord.desk.typed.moments import read_moment, write_moment
from onrecord.desk.typed.notation import from_text, paragraphs_to_text, text_to_paragraphs, to_text
from onrecord.domain import Coverage
from onrecord.domain.blocks import Block
from onrecord.domain.content import Contributor, CoverageDetails, KeyPoint, Source, UpdateContent
from onrecord.domain.errors import BadTimeZone
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import UpdateId
from onrecord.newsroom import new_update_id
from onrecord.newsroom.documents import Document

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_T = TypeVar("_T")
_POINT_OF = re.compile(r"\s*\(#(\d{1,7})\)\s*$")


def line(label: "str | _StrPromise", *, help_text: "str | _StrPromise" = "", **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", **attributes})
    return forms.CharField(label=label, required=False, help_text=help_text, strip=False, widget=widget)


def lines(label: "str | _StrPromise", rows: int, *, help_text: "str | _StrPromise" = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, required=False, help_text=help_text, strip=False, widget=widget)


def _moment(label: "str | _StrPromise", *, help_text: "str | _StrPromise" = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "datetime-local", "step": "1"})
    return forms.CharField(label=label, required=False, help_text=help_text, widget=widget)


class DeskForm(forms.Form):
    """A form whose fields may all be empty: what an update or a coverage needs is the domain's to say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def text(self, name: str) -> str:
        """What was typed into this field."""
        value = self.cleaned_data.get(name)
        return value if isinstance(value, str) else ""

    def optional(self, name: str) -> str | None:
        return self.text(name).strip() or None


class SeenForm(DeskForm):
    """A form that knows which version of its thing it began with."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def began_with(self) -> int | None:
        """The seq of that version; 0 where there was none yet."""
        seen = self.cleaned_data.get("seen")
        return seen if isinstance(seen, int) else None


class HeadForm(SeenForm):
    """The head of a coverage."""

    headline = line(_("Headline"))
    kicker = line(_("Kicker"), help_text=_("The label above the headline."))
    standfirst = lines(_("Standfirst"), 5, help_text=_("The introduction. A blank line begins a new paragraph."))
    language = line(_("Language"), help_text=_("Such as en, ar or uk-UA."), dir="ltr", spellcheck="false")
    time_zone = line(_("Time zone"), help_text=_("Such as Europe/Kyiv."), dir="ltr", spellcheck="false")
    started_at = _moment(_("Coverage began"), help_text=_("In that time zone. Left empty, it is when it was opened."))
    ended_at = _moment(_("Coverage ended"))

    @staticmethod
    def values(details: CoverageDetails) -> dict[str, str]:
        """What the form shows for these details."""
        return {
            "headline": details.headline,
            "kicker": details.kicker or "",
            "standfirst": paragraphs_to_text(details.standfirst),
            "language": details.language,
            "time_zone": details.time_zone,
            "started_at": write_moment(details.started_at, details.time_zone),
            "ended_at": write_moment(details.ended_at, details.time_zone),
        }

    def details(self, known: CoverageDetails | None = None) -> CoverageDetails:
        """The details that were typed; what the form does not show stays as it is in `known`."""
        base = known or CoverageDetails(headline="")
        zone = self.text("time_zone").strip()
        return replace(
            base,
            started_at=self._typed_moment("started_at", base.started_at, zone),
            ended_at=self._typed_moment("ended_at", base.ended_at, zone),
            headline=self.text("headline"),
            kicker=self.optional("kicker"),
            standfirst=text_to_paragraphs(self.text("standfirst"), base.standfirst),
            language=self.text("language"),
            time_zone=self.text("time_zone"),
        )

    def _typed_moment(self, name: str, known: datetime | None, time_zone: str) -> datetime | None:
        """What was typed; one that was not touched keeps its seconds."""
        try:
            if self.text(name) == write_moment(known, time_zone):
                return known
            return read_moment(self.text(name), time_zone)
        except (KeyError, ValueError, OSError) as error:
            raise BadTimeZone from error


class OpenForm(HeadForm):
    """A new coverage."""

    slug = line(_("Address"), help_text=_("Left empty, it is made of the headline."), dir="ltr", spellcheck="false")
    field_order = ("headline", "slug", "kicker", "standfirst", "language", "time_zone", "started_at", "ended_at")


class UpdateForm(DeskForm):
    """The words of an update, new or revised."""

    heading = line(_("Heading"), help_text=_("May be left empty."))
    body = lines(_("Text"), 14)
    contributors = lines(_("By"), 2, help_text=_("One name a line."))
    sign_off = line(_("Sign-off"), help_text=_("Initials under the update."))
    dateline = line(_("Dateline"), help_text=_("Where it was reported from."))
    labels = line(_("Labels"), help_text=_("Parted by commas."))
    source_name = line(_("Source"))
    source_url = line(_("Address of the source"), dir="ltr", inputmode="url")
    occurred_at = _moment(
        _("Said or happened at"),
        help_text=_("Only where it differs from the time of publishing; in the coverage’s time zone."),
    )
    is_key_event = forms.BooleanField(label=_("Key event"), required=False)
    revision_kind = forms.ChoiceField(
        label=_("What kind of change is this?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (RevisionKind.MINOR.value, _("Minor: a typo or layout; the sense is the same")),
            (RevisionKind.CLARIFICATION.value, _("Clarification: it was not wrong, but could mislead")),
            (RevisionKind.CORRECTION.value, _("Correction: we were wrong")),
        ],
    )
    note = line(_("Note to readers"), help_text=_("What was wrong, or unclear. Readers see it under the update."))
    update_id = forms.CharField(required=False, widget=forms.HiddenInput)
    base_revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    draft_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    draft = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput)

    kept_fields = (
        *("heading", "body", "contributors", "sign_off", "dateline", "labels", "source_name", "source_url"),
        *("occurred_at", "time_zone", "is_key_event", "revision_kind", "note"),
    )

    @staticmethod
    def values(content: UpdateContent, time_zone: str) -> dict[str, str]:
        """What the form shows for this content, its moment in this zone."""
        source = content.source or Source()
        return {
            "heading": content.heading or "",
            "body": to_text(content.body),
            "contributors": "\n".join(contributor.name for contributor in content.contributors),
            "sign_off": content.sign_off or "",
            "dateline": content.dateline or "",
            "labels": ", ".join(content.labels),
            "source_name": source.name or "",
            "source_url": source.url or "",
            "occurred_at": write_moment(content.occurred_at, time_zone),
            "time_zone": time_zone,
        }

    def content(self, known: UpdateContent | None = None, others: tuple[Block, ...] = ()) -> UpdateContent:
        """The content that was typed; what was not touched is as it was in `known`.

        `others` are blocks that may have been copied into it. Raises UnknownBlock, or a Refusal for the moment.
        """
        base = known or UpdateContent()
        shown = self.values(base, self._zone())

        def kept_or(typed: Callable[[], _T], was: _T, *names: str) -> _T:
            return was if all(_same(self.text(name), shown[name]) for name in names) else typed()

        return replace(
            base,
            heading=kept_or(lambda: self.optional("heading"), base.heading, "heading"),
            body=kept_or(lambda: from_text(self.text("body"), (*base.body, *others)), base.body, "body"),
            contributors=kept_or(lambda: self._contributors(base), base.contributors, "contributors"),
            sign_off=kept_or(lambda: self.optional("sign_off"), base.sign_off, "sign_off"),
            dateline=kept_or(lambda: self.optional("dateline"), base.dateline, "dateline"),
            labels=kept_or(lambda: _parted(_with_latin_commas(self.text("labels")), ","), base.labels, "labels"),
            source=kept_or(self._source, base.source, "source_name", "source_url"),
            occurred_at=kept_or(self._occurred_at, base.occurred_at, "occurred_at"),
        )

    def document(self, known: Document | None = None, others: tuple[Block, ...] = ()) -> Document:
        """The same with what is to become of it; an edit shows no key event, which is then as it was in `known`."""
        is_edit = self.number("base_revision") is not None
        is_key_event = bool(self.cleaned_data.get("is_key_event"))
        return Document(
            content=self.content(known.content if known else None, others),
            is_key_event=known.is_key_event if known and is_edit else is_key_event,
            revision_kind=self.kind,
            note=self.text("note"),
        )

    def _zone(self) -> str:
        """The zone in which the form showed its moment."""
        zone = self.text("time_zone")
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            return "UTC"
        return zone

    def _occurred_at(self) -> datetime | None:
        return read_moment(self.text("occurred_at"), self._zone())

    def _contributors(self, known: UpdateContent) -> tuple[Contributor, ...]:
        by_name = {contributor.name: contributor for contributor in known.contributors}
        return tuple(by_name.get(name, Contributor(name=name)) for name in _parted(self.text("contributors"), "\n"))

    def _source(self) -> Source | None:
        name, url = self.optional("source_name"), self.optional("source_url")
        return Source(name=name, url=url) if name or url else None

    def id(self) -> UpdateId:
        """The id that was made when the form was opened, so that sending it twice publishes once."""
        try:
            return UpdateId(str(UUID(self.text("update_id"))))
        except ValueError:
            return new_update_id()

    def number(self, name: str) -> int | None:
        value = self.cleaned_data.get(name)
        return value if isinstance(value, int) else None

    @property
    def kind(self) -> RevisionKind:
        return RevisionKind(self.text("revision_kind") or RevisionKind.MINOR)

    def kept(self) -> dict[str, str]:
        """What a draft keeps."""
        return {name: str(self.data.get(name, "")) for name in self.kept_fields}


class PointsForm(SeenForm):
    """The summary, one point a line."""

    points = lines(
        _("Points"), 8, help_text=_("One point a line; (#12) at its end names the update, number 12, that it rests on.")
    )

    @staticmethod
    def values(coverage: Coverage) -> dict[str, str]:
        """What the form shows for the summary of this coverage."""
        return {"points": "\n".join(_point_line(coverage, point) for point in coverage.key_points)}

    def key_points(self, coverage: Coverage) -> tuple[KeyPoint, ...]:
        """The points that were typed."""
        untouched = {_point_line(coverage, point): point for point in coverage.key_points}
        lines = (line.strip() for line in self.text("points").splitlines())
        return tuple(untouched.get(line) or _point(coverage, line) for line in lines if line)


class ReasonForm(DeskForm):
    """Why an update is withdrawn."""

    reason = line(_("Reason"), help_text=_("Readers see it in the place of the update."))


class RedactForm(ReasonForm):
    """As above, with a word typed so that nobody erases by a slip."""

    confirmation = line(_("Type ERASE to confirm"), dir="ltr", autocapitalize="characters", spellcheck="false")

    def clean_confirmation(self) -> str:
        typed = str(self.cleaned_data["confirmation"])
        if typed.strip() != "ERASE":
            raise forms.ValidationError(_("Type ERASE, in capital letters; it cannot be undone."))
        return typed


def _point_line(coverage: Coverage, point: KeyPoint) -> str:
    text = inline_to_text(point.html).replace("\n", "<br>").strip()
    if text_to_inline(text) != point.html:
        text = inline_to_tags(point.html).replace("\n", "<br>").strip()
    if point.update_id is not None and point.update_id in coverage.updates:
        return f"{text} (#{coverage.updates[point.update_id].ordinal})"
    return text


def _point(coverage: Coverage, line: str) -> KeyPoint:
    named = _POINT_OF.search(line[-40:])
    if named is None or not 1 <= int(named[1]) <= len(coverage.updates):
        return KeyPoint(html=text_to_inline(line))
    html = text_to_inline(line[: -len(named[0])].rstrip())
    return KeyPoint(html=html, update_id=coverage.updates.at(int(named[1])).id)


def _parted(text: str, sign: str) -> tuple[str, ...]:
    return tuple(part for each in text.replace("\r\n", "\n").split(sign) if (part := each.strip()))


def _with_latin_commas(text: str) -> str:
    return text.replace("\N{ARABIC COMMA}", ",")


def _same(typed: str, shown: str) -> bool:
    return typed.replace("\r\n", "\n").strip() == shown.strip()
