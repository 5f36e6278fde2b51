"""The administrator's switch at the desk."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from onrecord.desk.room import newsroom
from onrecord.log import USUAL, Mode, Switch
from onrecord.newsroom.models import AuditEntry
from onrecord.newsroom.roles import Role, give_role
from onrecord.newsroom.switches import DELIVERY_SWITCHED, switched
from tests.integration.desk.conftest import Story, signed_in

ADDRESS = "/desk/delivery/"


@pytest.fixture
def administrator(story: Story) -> Client:  # noqa: ARG001 - there is a coverage
    user = User.objects.create_user("chief", password="correct horse battery")
    give_role(user, Role.ADMINISTRATOR)
    return signed_in(user)


def test_streams_are_switched_off_and_the_record_says_who_did_it(administrator: Client) -> None:
    sent = administrator.post(ADDRESS, {"mode": "static", "interval_seconds": "90"}, follow=True)
    assert "Every server follows" in sent.content.decode()
    assert switched(newsroom().log) == Switch(mode=Mode.STATIC, interval_seconds=90)
    entry = AuditEntry.objects.get(action=DELIVERY_SWITCHED)
    assert (entry.actor, entry.subject, entry.coverage_id) == ("chief", "static, every 90 s", "")
    assert "every 90 seconds" in administrator.get(ADDRESS).content.decode()


def test_one_coverage_is_switched_alone(administrator: Client, story: Story) -> None:
    coverage_id = newsroom().find(story.slug).id
    administrator.post(ADDRESS, {"mode": "poll", "coverage_id": coverage_id})
    assert switched(newsroom().log) == USUAL
    assert switched(newsroom().log, coverage_id).mode is Mode.POLL


@pytest.mark.parametrize("wrong", [{"mode": "off"}, {}, {"mode": "poll", "interval_seconds": "0"}])
def test_what_cannot_be_switched_is_said_in_the_form(administrator: Client, wrong: dict[str, str]) -> None:
    assert administrator.post(ADDRESS, wrong).status_code == 422
    assert switched(newsroom().log) == USUAL
