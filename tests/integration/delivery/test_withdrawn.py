"""What was withdrawn, and what was never published, is at no public address."""

import json
from collections.abc import Callable

import pytest

from onrecord.domain import events as e
from onrecord.domain.content import UpdateContent
from onrecord.domain.ids import UpdateId
from tests.public_words import all_that_is_said
from tests.serving import Site, Story

WORD = "Quixotaberrant"
DOUBTFUL = UpdateId("doubtful")


def _said(site: Site, story: Story) -> str:
    return all_that_is_said(site.port, story.slug, [DOUBTFUL, "m0", "m64"])


def _hold(story: Story) -> None:
    story.do(e.UpdateHeld(update_id=DOUBTFUL))


def _revise_while_held(story: Story) -> None:
    _hold(story)
    content = UpdateContent(heading=f"Again {WORD}")
    kind = e.RevisionKind.MINOR
    story.do(e.UpdateRevised(update_id=DOUBTFUL, revision=2, revision_kind=kind, content=content))


def _retract(story: Story) -> None:
    story.do(e.UpdateRetracted(update_id=DOUBTFUL, reason="It was not so."))


def _redact(story: Story) -> None:
    seq = 67
    story.do(e.PayloadRedacted(seqs=(seq,), reason="By order of a court.", update_id=DOUBTFUL))


def _redact_after_retraction(story: Story) -> None:
    _retract(story)
    _redact(story)


@pytest.mark.parametrize("withdraw", [_hold, _revise_while_held, _retract, _redact, _redact_after_retraction])
def test_withdrawn_words_are_at_no_public_address(site: Site, story: Story, withdraw: Callable[[Story], None]) -> None:
    story.publish_many(65)
    story.publish(DOUBTFUL, f"A {WORD} happened.")
    story.do(e.UpdatePinned(update_id=DOUBTFUL), e.UpdateFlagged(update_id=DOUBTFUL))
    story.publish_many(65, start=65)
    site.wait_for(story)
    assert WORD in _said(site, story)
    withdraw(story)
    site.wait_for(story)
    assert WORD not in _said(site, story)


def test_a_closed_segment_of_the_time_before_a_withdrawal_is_gone(site: Site, story: Story) -> None:
    story.publish_many(40)
    site.wait_for(story)
    assert site.get(f"/{story.slug}/changes/0/0").status_code == 200
    story.do(e.UpdateHeld(update_id=UpdateId("m3")))
    site.wait_for(story)
    assert site.get(f"/{story.slug}/changes/0/0").status_code == 404
    assert site.get(f"/{story.slug}/changes/1/0").status_code == 200


def test_readers_with_open_streams_hear_of_it(site: Site, story: Story) -> None:
    story.publish(DOUBTFUL, f"A {WORD} happened.")
    site.wait_for(story)
    with site.reader(f"/{story.slug}/stream?after=1") as reader:
        assert WORD in json.dumps(reader.change())
        _retract(story)
        (put,) = [op for op in reader.change()["ops"] if op["op"] == "put"]
        assert "It was not so." in put["html"]
        assert WORD not in put["html"]
