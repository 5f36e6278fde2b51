"""Who may do what: every address of the desk, for every kind of person, on their own coverage and on another."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from onrecord.desk.room import newsroom
from onrecord.domain.commands import CloseCoverage
from onrecord.domain.content import CoverageDetails
from onrecord.newsroom.drafts import drafts_of, save_draft
from onrecord.newsroom.models import Draft
from onrecord.newsroom.roles import Action, Role, rights_of
from tests.integration.desk.conftest import Story, signed_in
from tests.integration.desk.people import KINDS, Address, addresses, may, person

# The table once more, by hand: whoever changes what a role may do says so in two places.
LEAST = {
    Role.REPORTER: "enter use_pictures own_tokens view write submit note export",
    Role.EDITOR: (
        "approve send_back schedule publish revise retract redact hold release pin flag sum_up revise_coverage"
        " discard_drafts pause resume open templates withdraw_pictures"
    ),
    Role.OWNER: "close reopen set_up members",
    Role.ADMINISTRATOR: "people audit delivery",
}
# What an editor would send; a view takes what it knows of it.
FORM = {
    "action": "publish",
    "body": "Water is high",
    "heading": "Water",
    "headline": "Another headline",
    "language": "en",
    "time_zone": "UTC",
    "points": "A point",
    "reason": "Wrong",
    "confirmation": "ERASE",
    "revision_kind": "minor",
    "base_revision": "1",
    "note": "",
    "is_key_event": "on",
}


def test_the_table_of_roles_is_as_agreed() -> None:
    assert {action.key: action.least for action in Action} == {
        key: role for role, keys in LEAST.items() for key in keys.split()
    }


def test_every_address_of_the_desk_says_what_it_demands(story: Story) -> None:
    story.publish("Water is high")
    silent = {each.route for each in addresses(story.slug, story.update.id) if each.action is None}
    assert silent - OPEN_TO_ALL == set()


# They tell who is signed in, and nothing else; the script is the same for all.
OPEN_TO_ALL = {"desk/session/", "desk/signed-in/", "desk/worker.js"}


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "another"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_is_as_the_table_says(story: Story, kind: str, is_own: bool) -> None:
    story.publish("Water is high")
    own = newsroom().open_coverage(CoverageDetails(headline="Of their own"), actor="ada")
    coverage_id = story.coverage.id if is_own else own.id
    user = person(kind, coverage_id)
    client = Client() if user is None else signed_in(user)
    wrong = []
    for each in addresses(story.slug, story.update.id):
        if each.action is None:
            continue
        expected = may(kind, each.action, is_own=is_own)
        answers = [client.get(each.path).status_code, _post(client, each)]
        if kind == "anonymous":
            right = all(status in (302, 401, 405) for status in answers) and answers != [405, 405]
        elif expected:
            # A view that may be entered may still refuse what is sent, such as publishing in a form for writing.
            right = answers != [405, 405] and (answers[1] if answers[0] == 405 else answers[0]) != 403
        else:
            right = all(status in (403, 405) for status in answers) and answers != [405, 405]
        if not right:
            wrong.append((each.path, each.action.key, answers))
    assert wrong == []


def test_nothing_that_a_reporter_sends_anywhere_reaches_readers(story: Story) -> None:
    story.publish("Water is high")
    reporter = person("reporter", story.coverage.id)
    assert reporter is not None
    client, heads = signed_in(reporter), newsroom().log.heads()
    for each in addresses(story.slug, story.update.id):
        _post(client, each)
        _post(client, each, as_json=True)
    assert newsroom().log.heads() == heads


def test_an_editor_publishes_with_what_a_reporter_may_only_write(story: Story) -> None:
    for kind, status, published in (("reporter", 403, 0), ("editor", 302, 1)):
        user = person(kind, story.coverage.id)
        assert user is not None
        client = signed_in(user)
        assert client.get(story.url("write")).status_code == 200
        response = client.post(story.url("write"), {"body": "Water is high", "action": "publish"})
        assert response.status_code == status
        assert len(story.coverage.updates) == published
    assert (
        b"Water is high"
        in signed_in(User.objects.get(username="reporter"))
        .post(story.url("write"), {"body": "Water is high", "action": "publish"})
        .content
    ), "what was not allowed to be published is still there to be copied"


def test_a_reporter_keeps_a_draft(story: Story) -> None:
    reporter = person("reporter", story.coverage.id)
    assert reporter is not None
    signed_in(reporter).post(story.url("write"), {"body": "Water", "action": "draft"})
    assert drafts_of(story.coverage.id).get().author == reporter


def test_a_reporter_discards_no_draft_but_their_own(story: Story, ada: User) -> None:
    reporter = person("reporter", story.coverage.id)
    assert reporter is not None
    of_ada = save_draft(ada, story.coverage.id, "one", {})  # type: ignore[arg-type] # an id
    own = save_draft(reporter, story.coverage.id, "two", {})  # type: ignore[arg-type] # as above
    client = signed_in(reporter)
    assert client.post(story.url("drafts", str(of_ada.pk), "discard")).status_code == 403
    assert client.post(story.url("drafts", str(own.pk), "discard")).status_code == 302
    assert list(Draft.objects.all()) == [of_ada]


def test_what_an_owner_closed_an_editor_does_not_open_again(story: Story) -> None:
    newsroom().execute(story.coverage.id, CloseCoverage(), actor="ada")
    for kind, status, state in (("editor", 403, "closed"), ("owner", 302, "live")):
        user = person(kind, story.coverage.id)
        assert user is not None
        assert signed_in(user).post(story.url("resume")).status_code == status
        assert story.coverage.state == state


def test_who_opens_a_coverage_owns_it(story: Story) -> None:  # noqa: ARG001 - the tables are there
    editor = person("site editor", "")
    assert editor is not None
    signed_in(editor).post("/desk/new/", {"headline": "Storm", "language": "en", "time_zone": "UTC"})
    assert rights_of(editor).role_on(newsroom().find("storm").id) is Role.OWNER


def test_a_list_of_coverages_has_those_alone_that_one_may_see(story: Story) -> None:
    other = newsroom().open_coverage(CoverageDetails(headline="Kept apart"), actor="ada")
    reporter = person("reporter", story.coverage.id)
    assert reporter is not None
    page = signed_in(reporter).get("/desk/").content
    assert story.slug.encode() in page
    assert other.slug.encode() not in page


def _post(client: Client, each: Address, *, as_json: bool = False) -> int:
    if as_json:
        return client.post(each.path, json.dumps(FORM), content_type="application/json").status_code
    form: dict[str, Any] = FORM
    return client.post(each.path, form).status_code
