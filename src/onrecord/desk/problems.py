"""The one place where a refusal, or a log that cannot write, becomes words and an HTTP status of the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onrecord.desk.typed.notation import UnknownBlock
from onrecord.desk.words.refusals import said
from onrecord.domain.errors import ChangedMeanwhile, Refusal, RevisionConflict, SlugTaken, UpdateExists
from onrecord.log import LogError, LogUnavailable, OutcomeUnknown
from onrecord.newsroom.drafts import DraftConflict
from onrecord.newsroom.flow import DecidedMeanwhile
from onrecord.newsroom.roles import NotAllowed

_NOTHING = _("Nothing was published; your text is still here. Try again.")
_CONFLICTS = RevisionConflict | SlugTaken | UpdateExists | DraftConflict | ChangedMeanwhile | DecidedMeanwhile
_UNKNOWN = _("It is not certain whether this was published. Press the button again: it will not be published twice.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why something was not done, to be shown above the form in which the text still stands."""

    message: str
    status: int
    cause: Exception | None = None


def tried(action: Callable[[], object]) -> Problem | None:
    """Do it; what stood in the way, or None when it is done."""
    try:
        action()
    except NotAllowed:
        raise  # a page of its own says so
    except (Refusal, DraftConflict, UnknownBlock) as refusal:
        is_conflict = isinstance(refusal, _CONFLICTS)
        return Problem(message=said(refusal), status=409 if is_conflict else 422, cause=refusal)
    except OutcomeUnknown as unknown:
        return Problem(message=str(_UNKNOWN), status=503, cause=unknown)
    except LogUnavailable as unavailable:
        return Problem(message=f"{_NOTHING} ({unavailable})", status=503, cause=unavailable)
    except LogError as unwritable:
        return Problem(
            message=gettext("This cannot be recorded: {why}").format(why=said(unwritable)), status=422, cause=unwritable
        )
    except (DatabaseError, InterfaceError) as failure:
        return Problem(message=str(_NOTHING), status=503, cause=failure)
    return None
