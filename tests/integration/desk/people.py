"""One person of every kind, and every address of the desk for them to try."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver, get_resolver

from onrecord.newsroom.roles import Action, Role, give_role

KINDS = ("anonymous", "nobody", "reporter", "editor", "owner", "site reporter", "site editor", "administrator")
_NO_SUCH_NUMBER = "999999"
_GROUP = re.compile(r"\(\?P<(\w+)>([^()]*)\)")
_CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")


def person(kind: str, coverage_id: str) -> User | None:
    """Somebody of this kind; the roles without `site` are on this coverage alone."""
    if kind == "anonymous":
        return None
    user = User.objects.create_user(kind.replace(" ", "-"), password="correct horse battery")
    if kind == "administrator":
        give_role(user, Role.ADMINISTRATOR)
    elif kind != "nobody":
        give_role(user, Role.of_key(kind.removeprefix("site ")), "" if kind.startswith("site ") else coverage_id)
    return user


def may(kind: str, action: Action, *, is_own: bool) -> bool:
    """What the table of roles says, worked out a second time from the kind of person alone."""
    if kind in ("anonymous", "nobody"):
        return False
    held = Role.of_key(kind.removeprefix("site "))
    is_of_site = kind == "administrator" or kind.startswith("site ")
    where = action.scope.name
    is_there = is_of_site or where == "ANYWHERE" or (where == "COVERAGE" and is_own)
    return is_there and held >= action.least


@dataclass(frozen=True)
class Address:
    """One address of the desk, and what it demands; None where the view does not say."""

    path: str
    route: str
    action: Action | None


def addresses(slug: str, update_id: str) -> Iterator[Address]:
    """Every address below /desk, with each value that a part of it may have."""
    values = {"slug": slug, "update_id": update_id}
    for route, view in _views(get_resolver().url_patterns, ""):
        if not route.startswith("desk/"):
            continue
        choices = {name: alternatives.split("|") for name, alternatives in _GROUP.findall(route) if "|" in alternatives}
        actions = getattr(view, "actions", None)
        for chosen in itertools.product(*choices.values()):
            told = values | dict(zip(choices, chosen, strict=True))
            path = _GROUP.sub(lambda found, told=told: told.get(found[1], _NO_SUCH_NUMBER), route)  # type: ignore[misc]
            path = _CONVERTER.sub(lambda found, told=told: told.get(found[1], _NO_SUCH_NUMBER), path)  # type: ignore[misc]
            action = actions if isinstance(actions, Action | None) else actions[told["change"]]
            yield Address(path="/" + path.replace("^", "").replace("$", ""), route=route, action=action)


def _views(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        else:
            yield route, pattern.callback
