"""What holds for every answer of the API: kept by nobody, and errors in one shape, also those that Django makes."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from onrecord.api.errors import answer, error_of_status
from onrecord.newsroom.door import Door, through

_PATH = "/api/"


class ApiMiddleware:
    """No header lets pages of other sites read an answer, or send a browser's cookies along: only tokens count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_PATH):
            return self.get_response(request)
        with through(Door.API):
            response = self.get_response(request)
        is_json = response.get("Content-Type", "").startswith("application/json")
        if response.status_code >= HTTPStatus.BAD_REQUEST and not is_json:
            allow = response.get("Allow")
            response = error_of_status(response.status_code)
            if allow is not None:
                response["Allow"] = allow
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(exception) if request.path.startswith(_PATH) else None
