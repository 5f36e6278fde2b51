"""Whole pages: the coverage's front page, its older pages, one update's own page, and those around them."""

from collections.abc import Iterable, Mapping
from typing import Literal
from urllib.parse import quote, urlencode

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from onrecord.domain import Coverage, CoverageState
from onrecord.domain.blocks import plain_text
from onrecord.domain.updates import Standing, Update
from onrecord.render.assets import asset_url
from onrecord.render.dates import moment
from onrecord.render.direction import direction
from onrecord.render.engine import rendered
from onrecord.render.language import interface_language, new_updates_phrases, speaking
from onrecord.render.parts import PARTS
from onrecord.render.previews import preview_of_page, preview_of_update
from onrecord.render.sanitize import clean_words
from onrecord.render.update import cut, first_words, update_path
from onrecord.render.windows import archive_count, archive_ordinals, embed_ordinals, front_ordinals, page_of

# What search engines and link previews show of a description.
_DESCRIPTION_LENGTH = 200


def render_page(
    coverage: Coverage,
    *,
    fragments: Iterable[str],
    parts: Mapping[str, str],
    kind: Literal["front", "archive"],
    number: int | None = None,
    site: str = "",
    linked_data: str = "",
) -> str:
    """A page of updates: `fragments` newest first, `parts` all five by name, `number` that of an older page.

    `site` is the site's own address, `linked_data` what the page's head says to search engines, safe in a script.
    """
    base = _path(coverage)
    older = archive_count(coverage)
    is_front = kind == "front" or number is None
    page_number = older + 1 if number is None or is_front else number
    ordinals = front_ordinals(coverage) if is_front else archive_ordinals(page_number)
    newer_path = base if page_number >= older else f"{base}/page/{page_number + 1}"
    values = {
        "kind": "front" if is_front else "archive",
        "canonical": base if is_front else f"{base}/page/{page_number}",
        "fragments": [SafeString(fragment) for fragment in fragments],
        "lowest": ordinals.start,
        "older_path": f"{base}/page/{page_number - 1}" if page_number > 1 else None,
        "newer_path": None if is_front else newer_path,
        "number": None if is_front else page_number,
        "count": older,
        "preview": preview_of_page(coverage, ordinals, site),
    }
    with speaking(coverage.details.language):
        title = _headline(coverage)
        if not is_front:
            title = gettext("%(headline)s, page %(number)s") % {"headline": title, "number": page_number}
        values |= {"title": title, "description": _description(coverage), "linked_data": SafeString(linked_data)}
        return rendered("page.html", {**_shared(coverage, parts, site), **values})


def render_embed_page(coverage: Coverage, *, fragments: Iterable[str], parts: Mapping[str, str], site: str = "") -> str:
    """A small page for a frame on any site: the newest updates, `fragments`, newest first."""
    values = {
        "kind": "embed",
        "canonical": _path(coverage),
        "fragments": [SafeString(fragment) for fragment in fragments],
        "lowest": embed_ordinals(coverage).start,
        "has_more": embed_ordinals(coverage).start > 1,
    }
    with speaking(coverage.details.language):
        return rendered("embed.html", {**_shared(coverage, parts, site), **values, "title": _headline(coverage)})


def render_update_page(
    coverage: Coverage, *, fragment: str | None, parts: Mapping[str, str], update: Update, site: str = ""
) -> str:
    """One update's own page, by `fragment`; it says so where there is none, because the update is held."""
    base = _path(coverage)
    number = page_of(coverage, update.ordinal)
    page = base if number is None else f"{base}/page/{number}"
    with speaking(coverage.details.language):
        content = update.content if update.standing is Standing.PUBLISHED else None
        words = "" if content is None else first_words(content)
        heading = "" if content is None else " ".join(clean_words(content.heading or "").split()) or words
        values = {
            "kind": "update",
            "canonical": update_path(coverage.slug, update.id),
            "fragments": [] if fragment is None else [SafeString(fragment)],
            "lowest": update.ordinal,
            "back_path": page if fragment is None else f"{page}#u-{quote(str(update.id).encode('utf-8', 'replace'))}",
            "title": f"{heading} – {_headline(coverage)}" if heading else _headline(coverage),
            "description": words or _description(coverage),
            "preview": preview_of_update(update, site),
            "is_unlisted": content is None,
            "published": update.published_at and update.published_at.isoformat(),
            "revised": update.revised_at and update.revised_at.isoformat(),
        }
        return rendered("page.html", {**_shared(coverage, parts, site), **values})


def render_index(coverages: Iterable[Coverage], site: str = "") -> str:
    """All coverages: those that go on first, and the most recently updated of each first."""
    ordered = sorted(coverages, key=lambda one: (one.state is not CoverageState.CLOSED, one.updated_at), reverse=True)
    language = settings.LANGUAGE_CODE
    with speaking(language):
        entries = [_entry(coverage) for coverage in ordered]
        return rendered(
            "index.html", {**_frame(language), "site": site, "entries": entries, "title": gettext("Live coverage")}
        )


def render_not_found() -> str:
    """The page for an address at which there is nothing."""
    language = settings.LANGUAGE_CODE
    with speaking(language):
        return rendered("not_found.html", {**_frame(language), "title": gettext("Page not found")})


def _shared(coverage: Coverage, parts: Mapping[str, str], site: str) -> dict[str, object]:
    base = _path(coverage)
    language = coverage.details.language
    spoken = interface_language(language)
    return {
        **_frame(language),
        "site": site,
        "oembed": f"{site}/oembed?{urlencode({'url': f'{site}{base}'})}" if site else None,
        "spoken": None if spoken == language.split("-")[0].lower() else {"language": spoken, "dir": direction(spoken)},
        "new_updates": new_updates_phrases(language),
        "coverage": coverage,
        "headline": _headline(coverage),
        "base": base,
        "parts": {name.replace("-", "_"): SafeString(parts[name]) for name in PARTS},
    }


def _frame(language: str) -> dict[str, object]:
    return {
        "language": language,
        "dir": direction(language),
        "style": asset_url("reader.css"),
        "script": asset_url("reader.js"),
    }


def _entry(coverage: Coverage) -> dict[str, object]:
    details = coverage.details
    return {
        "path": _path(coverage),
        "headline": _headline(coverage),
        "kicker": clean_words(details.kicker or ""),
        "standfirst": _line(details.standfirst[0]) if details.standfirst else "",
        "state": coverage.state,
        "language": details.language,
        "dir": direction(details.language),
        "updated": moment(coverage.updated_at, time_zone=details.time_zone, language=settings.LANGUAGE_CODE),
    }


def _path(coverage: Coverage) -> str:
    return f"/{quote(coverage.slug, safe='')}"


def _headline(coverage: Coverage) -> str:
    return " ".join(clean_words(coverage.details.headline).split()) or coverage.slug


def _description(coverage: Coverage) -> str:
    for html in (*coverage.details.standfirst, *(point.html for point in coverage.key_points)):
        if line := _line(html):
            return line
    return ""


def _line(html: str) -> str:
    return cut(" ".join(clean_words(plain_text(html[:4000])).split()), _DESCRIPTION_LENGTH)
