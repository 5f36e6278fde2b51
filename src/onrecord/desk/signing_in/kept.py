"""What somebody had typed when their session ended, carried through the sign-in and put back into its form.

It travels in the sign-in page itself, signed, so that nobody who is not signed in can make the server keep anything.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest

_SALT = "onrecord.desk.kept"
_SESSION_KEY = "kept"
_LASTS_SECONDS = 24 * 3600
# The most that an update can hold, with room for the other fields; twice as much would not fit a form again.
_MOST_CHARACTERS = 2_000_000
_NOT_WORDS = frozenset({"csrfmiddlewaretoken", "password", "kept", "next"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A form's fields and the address that they were sent to."""

    path: str
    fields: Mapping[str, str]

    @property
    def words(self) -> dict[str, str]:
        """The fields that a person typed something into, for them to copy."""
        return {name: text for name, text in self.fields.items() if len(text) > 1 and not name.endswith(_HIDDEN)}


_HIDDEN = ("_id", "_revision", "_version", "action", "revision_kind")


def posted(request: HttpRequest) -> Kept:
    """What this request brought."""
    fields = {name: str(text) for name, text in request.POST.items() if name not in _NOT_WORDS}
    return Kept(path=request.path, fields=fields)


def sealed(kept: Kept) -> str | None:
    """The form as a signed text, None if there is more of it than can be carried."""
    if sum(map(len, kept.fields.values())) > _MOST_CHARACTERS:
        return None
    return signing.dumps({"path": kept.path, "fields": dict(kept.fields)}, salt=_SALT, compress=True)


def opened(seal: str) -> Kept | None:
    """What `sealed` made a text of; None for anything else, or after a day."""
    try:
        found: Any = signing.loads(seal, salt=_SALT, max_age=_LASTS_SECONDS)
    except (signing.BadSignature, json.JSONDecodeError, ValueError):
        return None
    return Kept(path=found["path"], fields=found["fields"])


def put_back(request: HttpRequest, kept: Kept) -> None:
    """Keep it in the session of somebody who is signed in now, for the form at its address."""
    request.session[_SESSION_KEY] = {"path": kept.path, "fields": dict(kept.fields)}


def waiting(request: HttpRequest) -> Mapping[str, str] | None:
    """What waits for the form at this address."""
    found = request.session.get(_SESSION_KEY)
    return found["fields"] if found and found["path"] == request.path else None


def let_go(request: HttpRequest) -> None:
    """The form at this address has done what it was for: its text need not wait any longer."""
    if waiting(request) is not None:
        del request.session[_SESSION_KEY]
