"""For templates: `{% if can.publish %}` asks the table of roles about the coverage that the page is of."""

from typing import Any

from django.http import HttpRequest

from onrecord.newsroom.roles import Action, Rights, rights_of

_ACTIONS = {action.key: action for action in Action}


class Can:
    """Asks at the first question only: most pages ask none."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def __getitem__(self, key: str) -> bool:
        kept: Rights | None = getattr(self._request, "onrecord_rights", None)
        held = kept if kept is not None else rights_of(self._request.user)
        return held.may(_ACTIONS[key], getattr(self._request, "onrecord_coverage_id", None))


def can(request: HttpRequest) -> dict[str, Any]:
    """The context that every page of the desk has."""
    return {"can": Can(request)}
