"""The one place where what stood in the way becomes a status and `{"error": {"code": …, "message": …}}`."""

import logging
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from onrecord.domain.errors import (
    AlreadySo,
    ChangedMeanwhile,
    NoSuchCoverage,
    NoSuchUpdate,
    Refusal,
    RevisionConflict,
    SlugTaken,
    UpdateExists,
)
from onrecord.log import LogError, LogUnavailable, OutcomeUnknown
from onrecord.newsroom.documents import UnreadableDocument
from onrecord.newsroom.drafts import DraftConflict
from onrecord.newsroom.flow import DecidedMeanwhile
from onrecord.newsroom.pictures import NoSuchPicture, PictureNotKept
from onrecord.newsroom.roles import NotAllowed

_LOGGER = logging.getLogger(__name__)
_RETRY_SECONDS = 2
_WAIT_SECONDS = 900
_CONFLICTS = RevisionConflict | ChangedMeanwhile | SlugTaken | UpdateExists | AlreadySo | DecidedMeanwhile
_STATUS_CODES = {status.value: status.phrase.lower().replace(" ", "_").replace("-", "_") for status in HTTPStatus}


class ScopeMissing(Refusal):
    """This token does not have the scope that the operation needs; make another."""


class TooManyFailures(Refusal):
    """Too many requests with tokens that do not count; wait a quarter of an hour."""


class NoSuchDraft(Refusal):
    """You have no draft of this update."""


def error(status: int, code: str, message: str) -> HttpResponse:
    """The answer, in the shape that every error of the API has."""
    response = JsonResponse({"error": {"code": code, "message": " ".join(message.split())}}, status=status)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(_RETRY_SECONDS)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response["Retry-After"] = str(_WAIT_SECONDS)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="On Record"'
    return response


def error_of_status(status: int) -> HttpResponse:
    """The answer where there is nothing to say but its status: an unknown address, a method that is not there."""
    code = _STATUS_CODES.get(status, "error")
    return error(status, code, f"{code.replace('_', ' ').capitalize()}.")


def answer(exception: Exception) -> HttpResponse:
    """What the API answers when this was raised."""
    match exception:
        case NotAllowed() | ScopeMissing():
            return error(403, exception.code, str(exception))
        case TooManyFailures():
            return error(429, exception.code, str(exception))
        case NoSuchCoverage() | NoSuchUpdate() | NoSuchDraft() | NoSuchPicture():
            return error(404, exception.code, str(exception))
        case PictureNotKept():
            return error(503, exception.code, str(exception))
        case Refusal():
            is_conflict = isinstance(exception, _CONFLICTS)
            return error(409 if is_conflict else 422, exception.code, str(exception))
        case DraftConflict():
            return error(409, "draft_conflict", str(exception))
        case UnreadableDocument():
            return error(422, "unreadable_content", f"{exception.where}: {exception.__cause__ or exception}")
        case OutcomeUnknown():
            return error(503, "outcome_unknown", str(exception))
        case LogUnavailable():
            return error(503, "log_unavailable", str(exception))
        case LogError():
            return error(422, "unwritable", str(exception))
        case DatabaseError() | InterfaceError():
            return error(503, "database_unavailable", "The database does not answer; nothing was done. Try again.")
        case AuthenticationError():
            return error(401, "unauthorized", "Send a token that counts: Authorization: Bearer …")
        case ValidationError():
            return error(422, "invalid_request", _problems(exception))
        case RequestDataTooBig():
            return error(413, "too_large", "The request is larger than any update.")
        case Http404():
            return error_of_status(404)
        case HttpError():
            return error(exception.status_code, _STATUS_CODES.get(exception.status_code, "error"), str(exception))
        case _:
            _LOGGER.error("the API failed", exc_info=exception)
            return error(500, "internal_error", "This failed by the site's own fault, and has been written down.")


def install(api: NinjaAPI) -> None:
    """Have every exception of the API answered here."""

    def handler(_request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
        return answer(exception if isinstance(exception, Exception) else exception())

    for kind in (Exception, HttpError, AuthenticationError, ValidationError, Http404):
        api.add_exception_handler(kind, handler)


def _problems(exception: ValidationError) -> str:
    """Where and what, never the words that were sent."""
    told = []
    for each in exception.errors[:5]:
        where = ".".join(str(part) for part in each.get("loc", ()) if part not in ("body", "sent"))
        told.append(f"{where}: {each.get('msg', 'cannot be read')}" if where else str(each.get("msg", "")))
    return "; ".join(told)[:1000]
