"""The audit log: who did what, and taking it along."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, time, timedelta

from asgiref.sync import sync_to_async
from django import forms
from django.core.handlers.asgi import ASGIRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.forms import DeskForm
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.desk.views.people import coverage_choices
from onrecord.desk.words.deeds import deed
from onrecord.newsroom import audit
from onrecord.newsroom.models import AuditEntry
from onrecord.newsroom.roles import Action

_PAGE = 100


class QuestionForm(DeskForm):
    """What to show of it."""

    actor = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=300)
    action = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    coverage_id = forms.ChoiceField(label=gettext_lazy("Coverage"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From (UTC)"), required=False, widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"})
    )
    until = forms.DateField(
        label=gettext_lazy("To (UTC)"), required=False, widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        actions = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        named = sorted(((each, deed(each)) for each in actions), key=lambda each: each[1])
        self.fields["action"].choices = [("", _("Everything")), *named]  # type: ignore[attr-defined] # ChoiceFields
        self.fields["coverage_id"].choices = [("", _("All")), *coverage_choices()]  # type: ignore[attr-defined] # as above

    def question(self) -> audit.Question:
        """What was asked; what was not understood narrows nothing."""
        data = getattr(self, "cleaned_data", {})
        since, until = data.get("since"), data.get("until")
        return audit.Question(
            actor=data.get("actor") or "",
            action=data.get("action") or "",
            coverage_id=data.get("coverage_id") or "",
            since=None if since is None else _midnight(since),
            until=None if until is None else _midnight(until + timedelta(days=1)),
        )


@desk_view(Action.AUDIT)
def record(request: HttpRequest) -> HttpResponse:
    audit.catch_up(newsroom().log)
    form = QuestionForm(request.GET)
    form.is_valid()
    page = Paginator(form.question().entries(), _PAGE).get_page(request.GET.get("page"))
    headlines = dict(coverage_choices())
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "asked": asked.urlencode(),
        "entries": [
            {
                "row": row,
                "deed": deed(row.action),
                "headline": headlines.get(row.coverage_id, ""),
                "door": audit.as_row(row)["door"],
            }
            for row in page.object_list
        ],
    }
    return render(request, "desk/record.html", context, status=422 if form.errors else 200)


@desk_view(Action.AUDIT)
def export_record(request: HttpRequest, kind: str) -> HttpResponseBase:
    audit.catch_up(newsroom().log)
    form = QuestionForm(request.GET)
    form.is_valid()
    audit.note("audit_exported", actor=user_of(request).get_username(), subject=kind)
    pages = form.question().pages()
    lines, media_type = (
        (audit.as_csv(pages), "text/csv") if kind == "csv" else (audit.as_json_lines(pages), "application/jsonl")
    )
    # A stream of its own colour for each kind of server: Django would otherwise hold all of it in memory.
    streamed = _in_turn(lines) if isinstance(request, ASGIRequest) else lines
    response = StreamingHttpResponse(streamed, content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="audit.{kind}"'
    return response


async def _in_turn(lines: Iterator[str]) -> AsyncIterator[str]:
    """What the database has is asked for in Django's own thread."""
    take = sync_to_async(lambda: next(lines, None))
    while (piece := await take()) is not None:
        yield piece


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
