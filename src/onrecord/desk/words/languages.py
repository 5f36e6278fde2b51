"""In which language the desk speaks: the one that somebody chose on this device, otherwise the browser's."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from onrecord.render.direction import direction

# Each by its own name, for those who cannot read the page that stands before them.
OFFERED = {"en": "English", "uk": "Українська", "ar": "العربية"}
_PATHS = ("/desk", "/accounts")


class LanguageMiddleware:
    """Django's own would answer in any language that it knows some words of, in pages half of which are English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_PATHS):
            # Programs are answered in one language, whoever's browser they say they are.
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        language = chosen(request) or preferred(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def chosen(request: HttpRequest) -> str | None:
    """The language that was chosen on this device, signed in or not."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return kept if kept in OFFERED else None


def preferred(request: HttpRequest) -> str:
    """The first of the browser's languages that the desk speaks."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if (language := tag.split("-")[0]) in OFFERED:
            return language
    return settings.LANGUAGE_CODE


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """From now on the desk speaks this language on this device."""
    asked = request.POST.get("next", "")
    is_ours = asked.startswith(_PATHS) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    response = redirect(asked if is_ours else settings.LOGIN_REDIRECT_URL)
    if (language := request.POST.get("language", "")) in OFFERED:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=400 * 24 * 3600, httponly=True, samesite="Lax"
        )
    return response


def comma() -> str:
    """What parts the things of a list; not in the catalogue, where a sign as in English would look forgotten."""
    return "\N{ARABIC COMMA} " if translation.get_language() == "ar" else ", "


def spoken(_request: HttpRequest) -> dict[str, object]:
    """For templates: the page's language and direction, and what else it could be."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    return {"language": language, "direction": direction(language), "languages": OFFERED}
