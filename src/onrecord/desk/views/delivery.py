"""The administrator's switch: what readers get, of one coverage or of all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from onrecord.desk.forms import DeskForm
from onrecord.desk.room import newsroom
from onrecord.desk.views.desk_view import desk_view, user_of
from onrecord.desk.views.people import coverage_choices
from onrecord.domain.ids import CoverageId
from onrecord.log import Mode, Switch, in_force
from onrecord.log.switches import LONGEST_SECONDS, SHORTEST_SECONDS
from onrecord.newsroom.roles import EVERY_COVERAGE, Action
from onrecord.newsroom.switches import switch_delivery

_MODES = {
    Mode.LIVE: (
        gettext_lazy("Live"),
        gettext_lazy("Streams, and polling every 3 seconds where streams do not get through. As usual."),
    ),
    Mode.POLL: (
        gettext_lazy("Polling only"),
        gettext_lazy("No streams. Pages ask for news every 10 seconds; caches in front answer most of them."),
    ),
    Mode.STATIC: (
        gettext_lazy("Caches only"),
        gettext_lazy("No streams. Pages say that they are not live and ask every minute; caches in front answer all."),
    ),
}


class SwitchForm(DeskForm):
    """What readers get, and of which coverage."""

    mode = forms.ChoiceField(label=gettext_lazy("Readers get"), widget=forms.RadioSelect)
    interval_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds between two looks"),
        required=False,
        min_value=SHORTEST_SECONDS,
        max_value=LONGEST_SECONDS,
        help_text=gettext_lazy("1 to 300. Leave it empty for what is usual."),
    )
    coverage_id = forms.ChoiceField(label=gettext_lazy("On"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes: Any = self.fields["mode"]
        modes.choices = [(mode.value, f"{name}: {what}") for mode, (name, what) in _MODES.items()]
        places: Any = self.fields["coverage_id"]
        places.choices = [(EVERY_COVERAGE, _("All coverages")), *coverage_choices()]

    @property
    def switch(self) -> Switch:
        return Switch(mode=Mode(self.text("mode")), interval_seconds=self.cleaned_data["interval_seconds"])


@desk_view(Action.DELIVERY)
def delivery(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = SwitchForm(request.POST)
        if form.is_valid():
            coverage_id = CoverageId(form.text("coverage_id")) if form.text("coverage_id") else None
            by = user_of(request).get_username()
            switch_delivery(newsroom().log, form.switch, actor=by, coverage_id=coverage_id)
            messages.success(
                request, _("Switched. Every server follows within two seconds, and open pages by themselves.")
            )
            return redirect("desk:delivery")
    else:
        form = SwitchForm(initial={"mode": Mode.LIVE.value})
    context = {"form": form, "switched": _switched()}
    return render(request, "desk/delivery.html", context, status=422 if form.errors else 200)


def _switched() -> list[dict[str, Any]]:
    """What is not as usual, that of all coverages first."""
    switches = newsroom().log.switches()
    names = dict(coverage_choices())
    return [
        {
            "where": _("All coverages") if coverage_id is None else names.get(coverage_id, coverage_id),
            "mode": _MODES[switch.mode][0],
            "seconds": in_force({None: switch}, CoverageId("")).seconds,
        }
        for coverage_id, switch in sorted(switches.items(), key=lambda item: item[0] or "")
    ]
