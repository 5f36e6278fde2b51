"""Coverages at the desk, and what is done to an update with one button."""

import dataclasses
import html
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings

from onrecord.desk import public_site
from onrecord.domain.commands import HoldUpdate, RedactPayload, ReviseCoverage
from onrecord.domain.content import KeyPoint
from onrecord.domain.coverage import CoverageState
from onrecord.domain.ids import CoverageId
from onrecord.domain.updates import Standing
from onrecord.newsroom.flow_models import Note, Takedown
from onrecord.newsroom.models import AuditEntry, Draft
from tests.databases import on_both_engines
from tests.integration.desk.conftest import Story, hidden, signed_in, submit


def test_a_coverage_is_opened_and_listed(client: Client, story: Story) -> None:
    form = {
        "headline": "Harbour on alert",
        "language": "ar",
        "time_zone": "Asia/Beirut",
        "standfirst": "One\n\n**Two**",
    }
    response = client.post("/desk/new/", form)
    assert response.headers["Location"] == f"/desk/c/{story.slug}-2/"
    details = story.newsroom.find(f"{story.slug}-2").details
    assert details.standfirst == ("One", "<strong>Two</strong>")
    assert (details.language, details.time_zone) == ("ar", "Asia/Beirut")
    assert client.get("/desk/").content.count(b"Harbour on alert") == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"headline": ""}, b"needs a headline"),
        ({"time_zone": "Mars/Base"}, b"IANA name"),
        ({"language": "_"}, b"BCP 47"),
        ({"slug": "desk"}, b"A slug is"),
        ({"slug": "harbour-on-alert"}, b"Another coverage has this slug"),
    ],
)
def test_a_refused_opening_keeps_the_text(client: Client, story: Story, change: dict[str, str], says: bytes) -> None:
    form = {"headline": "Storm", "kicker": "Weather watch", "language": "en", "time_zone": "UTC", **change}
    response = client.post("/desk/new/", form)
    assert response.status_code in (409, 422)
    assert says in response.content
    assert b"Weather watch" in response.content
    assert len(story.newsroom.log.heads()) == 1


def test_the_head_is_revised(client: Client, story: Story) -> None:
    page = client.get(story.url("head"))
    form = {name: hidden(page, name) for name in page.context["form"].fields}
    assert client.post(story.url("head"), {**form, "headline": "Harbour calm"}).status_code == 302
    assert story.coverage.details.headline == "Harbour calm"
    assert story.coverage.details.time_zone == "Europe/Kyiv"


@pytest.mark.parametrize(
    ("form", "first", "second"),
    [
        ("head", {"headline": "Harbour calm"}, {"headline": "Harbour busy"}),
        ("summary", {"points": "Calm"}, {"points": "Busy"}),
    ],
)
def test_of_two_who_revise_the_head_or_the_summary_the_second_sees_what_stands(
    client: Client, story: Story, form: str, first: dict[str, str], second: dict[str, str]
) -> None:
    page = client.get(story.url(form))
    shown = {name: hidden(page, name) for name in page.context["form"].fields}
    assert client.post(story.url(form), shown | first).status_code == 302
    conflict = client.post(story.url(form), shown | second)
    assert conflict.status_code == 409
    for text in (*first.values(), *second.values()):
        assert text.encode() in conflict.content
    assert client.post(story.url(form), shown | second | {"seen": hidden(conflict, "seen")}).status_code == 302


def test_what_only_one_of_two_changed_in_the_head_is_kept_and_only_the_rest_is_asked(
    client: Client, ben: User, story: Story
) -> None:
    page = client.get(story.url("head"))
    shown = {name: hidden(page, name) for name in page.context["form"].fields}
    assert (
        signed_in(ben).post(story.url("head"), shown | {"headline": "Harbour calm", "kicker": "Storm"}).status_code
        == 302
    )
    conflict = client.post(story.url("head"), shown | {"headline": "Harbour busy", "standfirst": "Boats wait."})
    assert [hidden(conflict, name) for name in ("headline", "kicker", "standfirst")] == [
        "Harbour busy",
        "Storm",
        "Boats wait.",
    ]
    assert conflict.context["meanwhile"].theirs == {"headline": "Harbour calm"}
    assert conflict.context["meanwhile"].name == "ben"
    client.post(story.url("head"), {name: hidden(conflict, name) for name in shown})
    details = story.coverage.details
    assert (details.headline, details.kicker, details.standfirst) == ("Harbour busy", "Storm", ("Boats wait.",))


def test_points_that_two_added_both_stand_and_a_point_that_both_changed_is_asked(
    client: Client, ben: User, story: Story
) -> None:
    client.post(story.url("summary"), {"points": "One\nTwo\nThree", "seen": "0"})
    seen = hidden(client.get(story.url("summary")), "seen")
    signed_in(ben).post(story.url("summary"), {"points": "One, of ben\nTwo\nThree", "seen": seen})
    conflict = client.post(story.url("summary"), {"points": "One\nTwo\nThree, of ada\nFour", "seen": seen})
    assert hidden(conflict, "points") == "One, of ben\nTwo\nThree, of ada\nFour"
    assert conflict.context["meanwhile"].theirs == {}
    conflict = client.post(story.url("summary"), {"points": "One, of ada\nTwo\nThree", "seen": seen})
    assert hidden(conflict, "points") == "One, of ada\nTwo\nThree"
    assert conflict.context["meanwhile"].theirs == {"points": "One, of ben\nTwo\nThree"}


def test_a_head_that_began_with_words_erased_by_law_shows_both(client: Client, ben: User, story: Story) -> None:
    page = client.get(story.url("head"))
    shown = {name: hidden(page, name) for name in page.context["form"].fields}
    signed_in(ben).post(story.url("head"), shown | {"headline": "Harbour calm"})
    command = RedactPayload(reason="By law", seqs=(int(shown["seen"]),))
    story.newsroom.execute(story.coverage.id, command, actor="ben")
    conflict = client.post(story.url("head"), shown | {"kicker": "Storm"})
    assert conflict.context["meanwhile"].theirs == {"headline": "Harbour calm", "kicker": ""}


def test_a_form_that_is_sent_twice_is_not_called_a_conflict(client: Client, story: Story) -> None:
    page = client.get(story.url("head"))
    sent = {name: hidden(page, name) for name in page.context["form"].fields} | {"headline": "Harbour calm"}
    assert [client.post(story.url("head"), sent).status_code for _ in range(2)] == [302, 302]


def test_a_coverage_is_paused_closed_and_resumed(client: Client, story: Story) -> None:
    for change, state in (
        ("pause", CoverageState.PAUSED),
        ("close", CoverageState.CLOSED),
        ("resume", CoverageState.LIVE),
    ):
        assert client.post(story.url(change)).status_code == 302
        assert story.coverage.state is state


def test_a_summary_names_the_updates_that_its_points_rest_on(client: Client, story: Story) -> None:
    update_id = story.publish("Water is high")
    client.post(story.url("summary"), {"points": "Water is *high* (#1)\nRoads are open\n"})
    assert story.coverage.key_points == (
        KeyPoint(html="Water is <em>high</em>", update_id=update_id),
        KeyPoint(html="Roads are open"),
    )
    page = client.get(story.url("summary"))
    assert hidden(page, "points") == "Water is *high* (#1)\nRoads are open"


def test_pin_flag_hold_and_back(client: Client, story: Story) -> None:
    story.publish("Water is high")
    steps: list[tuple[str, Callable[[], bool]]] = [
        ("pin", lambda: story.coverage.pinned_update_id == story.update.id),
        ("flag", lambda: story.update.is_key_event),
        ("unpin", lambda: story.coverage.pinned_update_id is None),
        ("unflag", lambda: not story.update.is_key_event),
        ("hold", lambda: story.update.standing is Standing.HELD),
        ("release", lambda: story.update.standing is Standing.PUBLISHED),
    ]
    for change, is_done in steps:
        assert client.post(story.update_url(change)).status_code == 302
        assert is_done(), change


def test_an_update_is_retracted_with_its_reason(client: Client, story: Story) -> None:
    story.publish("Wrong")
    assert client.post(story.update_url("retract"), {"reason": "It was another bridge."}).status_code == 302
    assert story.update.retraction is not None
    assert story.update.retraction.reason == "It was another bridge."
    assert b"It was another bridge." in client.get(story.url()).content


def test_a_retraction_without_reason_is_refused(client: Client, story: Story) -> None:
    story.publish("Wrong")
    assert client.post(story.update_url("retract"), {"reason": " "}).status_code == 422
    assert story.update.standing is Standing.PUBLISHED


def test_an_update_is_erased_only_when_the_word_is_typed(client: Client, story: Story) -> None:
    story.publish("Private words")
    form = {"reason": "Court order", "confirmation": "erase"}
    refused = client.post(story.update_url("redact"), form)
    assert refused.status_code == 422
    assert b"Court order" in refused.content
    assert story.update.redaction is None
    assert client.post(story.update_url("redact"), {**form, "confirmation": "ERASE"}).status_code == 302
    assert story.update.standing is Standing.REDACTED
    assert b"Private words" not in client.get(story.url()).content


def test_erasing_an_update_erases_its_drafts(client: Client, story: Story) -> None:
    story.publish("Private words")
    client.post(story.update_url("edit"), {"body": "Private words, amended", "base_revision": "1", "action": "draft"})
    client.post(story.update_url("redact"), {"reason": "Court order", "confirmation": "ERASE"})
    assert not Draft.objects.exists()


def test_what_is_not_there_is_said_to_be_missing(client: Client, story: Story) -> None:
    for path in ("/desk/c/nothing/", story.url("u", "nothing", "edit"), "/desk/c/nothing/write/"):
        assert client.get(path).status_code == 404


def test_a_long_coverage_is_listed_page_by_page(client: Client, story: Story) -> None:
    for number in range(1, 56):
        story.publish(f"Report {number}.")
    first, second = client.get(story.url()), client.get(story.url() + "?page=2")
    assert b"Report 55." in first.content
    assert b"Report 5." not in first.content
    assert b"Report 5." in second.content


def test_the_code_of_the_embed_and_the_feeds_stand_on_the_page_with_nothing_of_the_headline_run(
    client: Client, story: Story
) -> None:
    details = dataclasses.replace(story.coverage.details, headline='"><script>alert(1)</script>')
    story.newsroom.execute(story.coverage.id, ReviseCoverage(details=details), actor="ada")
    with override_settings(PUBLIC_URL="https://live.example.org"):
        page = client.get(f"/desk/c/{story.slug}/").content.decode()
    code = html.unescape(page.partition('<textarea id="embed-code"')[2].partition(">")[2].partition("</textarea>")[0])
    assert f'src="https://live.example.org/{story.slug}/embed" title="&quot;&gt;&lt;script&gt;' in code
    assert 'event.origin !== "https://live.example.org"' in code
    assert f"https://live.example.org/{story.slug}/feed.rss" in page


@pytest.mark.parametrize(("hears_all", "says"), [(True, "3 readers now"), (False, "at least 3 readers now")])
def test_readers_are_counted_as_far_as_they_are_known(
    client: Client, story: Story, monkeypatch: pytest.MonkeyPatch, hears_all: bool, says: str
) -> None:
    monkeypatch.setattr(public_site, "_joined", [_Public(hears_all)])
    for path in ("/desk/", f"/desk/c/{story.slug}/"):
        assert f">{says}<" in client.get(path).content.decode()


@on_both_engines
def test_a_takedown_erases_everywhere_at_the_desk_and_is_written_down(client: Client, story: Story) -> None:
    update_id = story.publish("The name of the witness is Quixotaberrant Smith of Harbour Lane", "A witness")
    client.post(story.url("u", update_id, "edit"), {"body": "Quixotaberrant draft", "action": "draft"})
    client.post(story.url("u", update_id, "note"), {"text": "Quixotaberrant note"})
    redact = story.update_url("redact")
    assert client.post(redact, {"reason": "Court order 7", "confirmation": "erase"}).status_code == 422
    response = client.post(redact, {"reason": "Court order 7", "confirmation": "ERASE"})
    assert response.headers["Location"] == story.update_url("takedown")
    assert not Draft.objects.exists()
    assert not Note.objects.exists()
    takedown = Takedown.objects.get()
    assert "quixot" not in repr(takedown.__dict__).casefold()
    assert AuditEntry.objects.filter(action="takedown", actor="ada", update_id=update_id).exists()
    assert b"Could not be checked" in client.get(story.update_url("takedown")).content


@on_both_engines
def test_the_checklist_names_what_is_open_before_closing(client: Client, story: Story) -> None:
    update_id = story.publish("Water is high")
    submit(client, story)
    story.newsroom.execute(story.coverage.id, HoldUpdate(update_id=update_id), actor="ada")
    page = client.get(story.url("close"))
    assert story.coverage.state == "live"
    for words in (b"Submissions without an answer: 1", b"Held updates, neither released nor retracted: 1"):
        assert words in page.content
    assert b"Nothing is scheduled" in page.content
    client.post(story.url("close"))
    assert story.coverage.state == "closed"


@on_both_engines
def test_a_coverage_opened_from_a_template_begins_with_what_it_says(client: Client, story: Story) -> None:
    form = {"name": "Storm", "headline": "Storm", "kicker": "Weather", "language": "uk", "time_zone": "Europe/Kyiv",
            "points": "It is **windy**", "first_heading": "We are following", "first_body": "Stay inside."}  # fmt: skip
    assert client.post("/desk/templates/new/", form).status_code == 302
    assert client.post("/desk/templates/new/", form).status_code == 422
    listed = client.get("/desk/templates/").content.decode()
    address = listed[listed.index("/desk/new/?template=") :].split('"')[0]
    page = client.get(address)
    shown = {name: hidden(page, name) for name in page.context["form"].fields}
    assert shown["kicker"] == "Weather"
    assert client.post(address, shown | {"headline": "Storm Una"}).status_code == 302
    opened = story.newsroom.find("storm-una")
    assert opened.details.language == "uk"
    assert opened.key_points == (KeyPoint(html="It is <strong>windy</strong>"),)
    assert Draft.objects.get(coverage_id=opened.id).content["heading"] == "We are following"


@on_both_engines
def test_coverages_are_found_by_words_and_state(client: Client, story: Story) -> None:
    client.post("/desk/new/", {"headline": "Elections", "kicker": "Politics", "language": "en", "time_zone": "UTC"})
    assert b"Harbour on alert" not in client.get("/desk/?q=politics").content
    assert b"Harbour on alert" in client.get("/desk/?q=HARBOUR+alert").content
    client.post(story.url("close"))
    assert b"Elections" not in client.get("/desk/?state=closed").content
    assert b"Elections" in client.get("/desk/?state=live").content
    client.post(story.url("resume"))
    story.publish("Water is high")
    assert b"1 update<" in client.get("/desk/?q=harbour").content


@on_both_engines
def test_a_reporter_sees_the_coverages_that_are_theirs(reporter: Client, client: Client) -> None:
    client.post("/desk/new/", {"headline": "Elections", "language": "en", "time_zone": "UTC"})
    listed = reporter.get("/desk/").content
    assert b"Harbour on alert" in listed
    assert b"Elections" not in listed


@on_both_engines
def test_start_and_end_are_typed_in_the_coverages_own_time(client: Client, story: Story) -> None:
    page = client.get(story.url("head"))
    form = {name: hidden(page, name) for name in page.context["form"].fields}
    changes = {"started_at": "2026-02-16T14:05", "ended_at": "2026-07-01T14:05:30"}
    assert client.post(story.url("head"), form | changes).status_code == 302
    details = story.coverage.details
    assert details.started_at == datetime(2026, 2, 16, 12, 5, tzinfo=UTC)
    assert details.ended_at == datetime(2026, 7, 1, 11, 5, 30, tzinfo=UTC)


class _Public:
    """Readers' side of a site that serves three."""

    def __init__(self, hears_all: bool) -> None:
        self.hears_all = hears_all

    def readers(self, coverage_id: CoverageId) -> int:  # noqa: ARG002 - all of them read this one
        return 3
