"""Each refusal of a command, and what is allowed beside it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from onrecord.domain import blocks, errors
from onrecord.domain import commands as c
from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.decide import decide
from onrecord.domain.events import CoverageResumed, RevisionKind, UpdateRevised
from onrecord.domain.ids import CoverageId, UpdateId
from tests.unit.domain.casting import DETAILS, FIRST, NOBODY, NOW, OPEN, SECOND, after, coverage_after, publish, words

PUBLISHED: list[c.Command] = [OPEN, publish()]
REVISED = c.ReviseUpdate(update_id=FIRST, content=words("Water in the hall"))
HELD: list[c.Command] = [*PUBLISHED, c.HoldUpdate(update_id=FIRST)]
RETRACTED: list[c.Command] = [*PUBLISHED, c.RetractUpdate(update_id=FIRST, reason="It was another river")]
REDACTED: list[c.Command] = [*PUBLISHED, c.RedactPayload(update_id=FIRST, reason="A court order")]
HEADLINES: list[c.Command] = [c.ReviseCoverage(details=replace(DETAILS, headline="Water in the town"))]
POINTS: list[c.Command] = [c.SetKeyPoints(points=(KeyPoint(html="Water is high"),))]
EARLY = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=3)))


def _with_details(**details: object) -> c.OpenCoverage:
    return replace(OPEN, details=replace(DETAILS, **details))  # type: ignore[arg-type]


def _with_content(content: UpdateContent) -> c.PublishUpdate:
    return c.PublishUpdate(update_id=FIRST, content=content)


REFUSALS: list[tuple[type[errors.Refusal], list[c.Command], c.Command]] = [
    (errors.NoSuchCoverage, [], publish()),
    (errors.NoSuchCoverage, [], c.ReviseCoverage(details=DETAILS)),
    (errors.CoverageExists, [OPEN], OPEN),
    (errors.BadSlug, [], replace(OPEN, slug="Flood!")),
    (errors.BadSlug, [], replace(OPEN, slug="desk")),
    (errors.EmptyHeadline, [], _with_details(headline=" \n")),
    (errors.EmptyHeadline, [OPEN], c.ReviseCoverage(details=CoverageDetails(headline=""))),
    (errors.BadLanguage, [], _with_details(language="english!")),
    (errors.BadLanguage, [], _with_details(language="en\n")),
    (errors.BadTimeZone, [], _with_details(time_zone="Mars/Olympus")),
    (errors.BadTimeZone, [], _with_details(time_zone="../../etc/passwd")),
    (errors.BadTimeZone, [], _with_details(time_zone="Europe")),
    (errors.BadTimeZone, [], _with_details(time_zone="")),
    (errors.BadTimeZone, [], _with_details(time_zone="\0")),
    (errors.BadTimeZone, [], _with_details(time_zone="x" * 100_000)),
    (errors.NaiveTime, [], _with_details(started_at=NOW.replace(tzinfo=None))),
    (errors.NaiveTime, [OPEN], replace(publish(), published_at=NOW.replace(tzinfo=None))),
    (errors.NaiveTime, [OPEN], _with_content(UpdateContent(heading="x", occurred_at=NOW.replace(tzinfo=None)))),
    (errors.ImpossibleTime, [OPEN], replace(publish(), published_at=EARLY)),
    (errors.UnstorableText, [OPEN], publish(heading="half of a pair: \ud83d")),
    (errors.UnstorableText, [OPEN], publish(heading="NUL \0")),
    (errors.BadId, [OPEN], publish(UpdateId("\0"))),
    (errors.BadId, [OPEN], publish(UpdateId(""))),
    (errors.BadId, [OPEN], publish(UpdateId(".."))),
    (errors.BadId, [OPEN], publish(UpdateId("a.b~c"))),
    (errors.BadId, [OPEN], publish(UpdateId("a/b"))),
    (errors.BadId, [OPEN], publish(UpdateId('"><script>'))),
    (errors.BadId, [OPEN], publish(UpdateId("u" * 201))),
    (errors.BadId, [], replace(OPEN, coverage_id=CoverageId("x\n"))),
    (errors.UnstorableText, [OPEN], _with_content(UpdateContent(body=(blocks.Table(rows=(("\0",),)),)))),
    (errors.UnstorableText, [OPEN], c.SetKeyPoints(points=(KeyPoint(html="\0"),))),
    (errors.UnstorableText, PUBLISHED, c.RetractUpdate(update_id=FIRST, reason="\0")),
    (errors.UnstorableText, PUBLISHED, c.RedactPayload(update_id=FIRST, reason="\0")),
    (errors.UnstorableText, PUBLISHED, replace(REVISED, note="\0")),
    (errors.UnstorableNumber, [OPEN], _with_content(UpdateContent(body=(blocks.Image(width=2**53),)))),
    (errors.TooLarge, [OPEN], publish(heading="x" * 1_000_001)),
    (errors.TooLarge, [OPEN], _with_content(UpdateContent(body=(blocks.Divider(),) * 1_000_001))),
    (errors.UnderEmbargo, [OPEN], replace(publish(), embargoed_until=NOW + timedelta(seconds=1))),
    (errors.UnderEmbargo, PUBLISHED, replace(REVISED, embargoed_until=NOW + timedelta(seconds=1))),
    (errors.NaiveTime, [OPEN], replace(publish(), embargoed_until=NOW.replace(tzinfo=None))),
    (errors.EmptyUpdate, [OPEN], publish(heading="  ")),
    (errors.EmptyUpdate, PUBLISHED, replace(REVISED, content=UpdateContent())),
    (errors.CoverageNotLive, [OPEN, c.PauseCoverage()], publish()),
    (errors.CoverageNotLive, [OPEN, c.CloseCoverage()], publish()),
    (errors.CoverageNotLive, [OPEN, c.CloseCoverage()], c.PauseCoverage()),
    (errors.AlreadySo, [OPEN], c.ResumeCoverage()),
    (errors.AlreadySo, [OPEN, c.PauseCoverage()], c.PauseCoverage()),
    (errors.AlreadySo, [OPEN, c.CloseCoverage()], c.CloseCoverage()),
    (errors.AlreadySo, [OPEN], c.ReviseCoverage(details=DETAILS)),
    (errors.AlreadySo, [OPEN], c.SetKeyPoints(points=())),
    (errors.AlreadySo, PUBLISHED, replace(REVISED, content=words("Water in the square"))),
    (errors.AlreadySo, HELD, replace(REVISED, content=words("Water in the square"))),
    (errors.AlreadySo, HELD, c.HoldUpdate(update_id=FIRST)),
    (errors.AlreadySo, PUBLISHED, c.ReleaseUpdate(update_id=FIRST)),
    (errors.AlreadySo, [*PUBLISHED, c.PinUpdate(update_id=FIRST)], c.PinUpdate(update_id=FIRST)),
    (errors.AlreadySo, PUBLISHED, c.UnpinUpdate(update_id=FIRST)),
    (errors.AlreadySo, [*PUBLISHED, c.FlagUpdate(update_id=FIRST)], c.FlagUpdate(update_id=FIRST)),
    (errors.AlreadySo, PUBLISHED, c.UnflagUpdate(update_id=FIRST)),
    (errors.UpdateExists, PUBLISHED, publish()),
    (errors.UpdateExists, RETRACTED, publish()),
    (errors.NoSuchUpdate, PUBLISHED, c.HoldUpdate(update_id=NOBODY)),
    (errors.NoSuchUpdate, PUBLISHED, c.RedactPayload(update_id=NOBODY, reason="A court order")),
    (errors.NoSuchUpdate, PUBLISHED, c.SetKeyPoints(points=(KeyPoint(html="x", update_id=NOBODY),))),
    (errors.RevisionConflict, [*PUBLISHED, REVISED], replace(REVISED, expected_revision=1)),
    (errors.ChangedMeanwhile, [OPEN, *HEADLINES], c.ReviseCoverage(details=DETAILS, expected_seq=1)),
    (errors.ChangedMeanwhile, [OPEN, *POINTS], c.SetKeyPoints(points=(), expected_seq=0)),
    (errors.ChangedMeanwhile, [OPEN, *POINTS, *HEADLINES], c.SetKeyPoints(points=(), expected_seq=3)),
    (errors.EmptyNote, PUBLISHED, replace(REVISED, revision_kind=RevisionKind.CORRECTION)),
    (errors.EmptyNote, PUBLISHED, replace(REVISED, revision_kind=RevisionKind.CLARIFICATION, note=" ")),
    (errors.EmptyReason, PUBLISHED, c.RetractUpdate(update_id=FIRST, reason=" ")),
    (errors.EmptyReason, PUBLISHED, c.RedactPayload(update_id=FIRST, reason="")),
    (errors.UpdateIsHeld, HELD, c.PinUpdate(update_id=FIRST)),
    (errors.AlreadyRetracted, RETRACTED, REVISED),
    (errors.AlreadyRetracted, RETRACTED, c.RetractUpdate(update_id=FIRST, reason="Again")),
    (errors.AlreadyRetracted, RETRACTED, c.ReleaseUpdate(update_id=FIRST)),
    (errors.AlreadyRedacted, REDACTED, REVISED),
    (errors.AlreadyRedacted, REDACTED, c.RedactPayload(update_id=FIRST, reason="Again")),
    (errors.AlreadyRedacted, REDACTED, c.RedactPayload(update_id=FIRST, reason="Again", seqs=(2,))),
    (errors.AlreadyRedacted, [*HELD, REDACTED[-1]], c.ReleaseUpdate(update_id=FIRST)),
    (errors.NotRedactable, [*PUBLISHED, publish(SECOND)],
     c.RedactPayload(update_id=FIRST, reason="A court order", seqs=(3,))),
    (errors.NotRedactable, PUBLISHED, c.RedactPayload(reason="A court order")),
    (errors.NotRedactable, PUBLISHED, c.RedactPayload(reason="A court order", seqs=(0,))),
    (errors.NotRedactable, PUBLISHED, c.RedactPayload(reason="A court order", seqs=(3,))),
    (errors.NotRedactable, PUBLISHED, c.RedactPayload(reason="A court order", seqs=(2,))),
    (errors.NotRedactable, RETRACTED, c.RedactPayload(reason="A court order", seqs=(3,))),
    (errors.StillShown, PUBLISHED, c.RedactPayload(reason="A court order", seqs=(1,))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("refusal", "history", "command"),
    REFUSALS,
    ids=[
        f"{refusal.__name__}-{type(command).__name__}-{place}" for place, (refusal, _, command) in enumerate(REFUSALS)
    ],
)
def test_it_is_refused(refusal: type[errors.Refusal], history: list[c.Command], command: c.Command) -> None:
    with pytest.raises(errors.Refusal) as caught:
        decide(after(*history), command, NOW)
    assert type(caught.value) is refusal
    assert str(caught.value) == refusal.__doc__


def test_every_refusal_of_the_domain_is_tried_here() -> None:
    of_the_log = {errors.SlugTaken}
    own = {refusal for refusal in errors.Refusal.__subclasses__() if refusal.__module__ == errors.__name__}
    assert {refusal for refusal, _, _ in REFUSALS} | of_the_log == own


def test_a_head_and_a_summary_that_nobody_else_has_changed_are_replaced() -> None:
    coverage = after(OPEN, *HEADLINES, *POINTS, publish())
    assert coverage is not None
    for command in (
        c.ReviseCoverage(details=DETAILS, expected_seq=coverage.details_seq),
        c.SetKeyPoints(points=(), expected_seq=coverage.key_points_seq),
    ):
        assert len(decide(coverage, command, NOW)) == 1
    assert len(decide(after(OPEN), c.SetKeyPoints(points=(KeyPoint(html="Dry"),), expected_seq=0), NOW)) == 1


def test_an_embargo_ends_at_its_moment_and_leaves_no_trace() -> None:
    assert decide(after(OPEN), replace(publish(), embargoed_until=NOW), NOW) == decide(after(OPEN), publish(), NOW)


def test_a_moment_without_a_zone_decides_nothing() -> None:
    with pytest.raises(errors.NaiveTime):
        decide(None, OPEN, NOW.replace(tzinfo=None))


def test_a_refusal_has_a_code_and_may_have_words_of_its_own() -> None:
    assert errors.AlreadyRetracted().code == "already_retracted"
    assert str(errors.SlugTaken("flood is taken")) == "flood is taken"


def test_a_note_alone_is_a_revision() -> None:
    corrected = replace(
        REVISED, content=words("Water in the square"), revision_kind=RevisionKind.CORRECTION, note=" It was the hall. "
    )
    (event,) = decide(after(*PUBLISHED), corrected, NOW)
    assert event == UpdateRevised(
        update_id=FIRST,
        revision=2,
        revision_kind=RevisionKind.CORRECTION,
        content=words("Water in the square"),
        note="It was the hall.",
    )


def test_a_closed_coverage_can_be_resumed() -> None:
    assert decide(after(OPEN, c.CloseCoverage()), c.ResumeCoverage(), NOW) == [CoverageResumed()]


def test_a_redaction_of_an_update_names_all_that_is_left_of_it() -> None:
    partly = [*PUBLISHED, REVISED, c.RedactPayload(update_id=FIRST, reason="A court order", seqs=(3,))]
    (event,) = decide(after(*partly), c.RedactPayload(update_id=FIRST, reason="All of it"), NOW)
    assert event.seqs == (2,)  # type: ignore[union-attr]


def test_a_redaction_reaches_the_reason_of_a_retraction() -> None:
    coverage = coverage_after(*RETRACTED[1:], c.RedactPayload(update_id=FIRST, reason="A court order"))
    update = coverage.updates[FIRST]
    assert update.retraction is not None
    assert update.retraction.reason is None


def test_an_old_head_can_be_redacted_once_it_was_revised() -> None:
    revised = c.ReviseCoverage(details=CoverageDetails(headline="The river falls"))
    coverage = coverage_after(revised, c.RedactPayload(reason="A court order", seqs=(1,)))
    assert coverage.head == 3


def test_a_time_is_now_unless_one_is_given_or_unknown() -> None:
    published_at = [
        decide(after(OPEN), command, NOW)[0].published_at  # type: ignore[union-attr]
        for command in (publish(), replace(publish(), published_at=EARLY + timedelta(days=9)),
                        replace(publish(), is_time_unknown=True))
    ]  # fmt: skip
    assert published_at == [NOW, EARLY + timedelta(days=9), None]
