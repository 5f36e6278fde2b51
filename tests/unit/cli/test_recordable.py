"""A source that says one thing wrong is imported without that thing."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from onrecord.cli.recordable import recordable
from onrecord.formats.drafts import CoverageDraft, UpdateDraft

NOON = datetime(2026, 2, 16, 12, tzinfo=UTC)
BEFORE_ALL_TIME = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
AFTER_ALL_TIME = datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=14)))


def draft(**said: object) -> CoverageDraft:
    return CoverageDraft(format="html", headline="Harbour closed", **said)  # type: ignore[arg-type] # a case's own


def test_what_can_be_recorded_stays_as_it_is() -> None:
    plain = draft(language="pt-BR", started_at=NOON, warnings=["One."], updates=[UpdateDraft(published_at=NOON)])
    assert recordable(plain) == plain


@pytest.mark.parametrize(
    ("said", "meant"), [("en_GB", "en-GB"), ("de_DE.UTF-8", "de-DE"), (" fr ", "fr"), (None, None)]
)
def test_a_locale_is_a_language(said: str | None, meant: str | None) -> None:
    mended = recordable(draft(language=said))
    assert (mended.language, list(mended.warnings)) == (meant, [])


@pytest.mark.parametrize("said", ['en"><script>', "中文", "en-", "5"])
def test_a_language_that_is_none_is_left_out_and_named(said: str) -> None:
    mended = recordable(draft(language=said))
    assert mended.language is None
    assert "language" in mended.warnings[0]


@pytest.mark.parametrize("never", [BEFORE_ALL_TIME, AFTER_ALL_TIME])
def test_a_time_that_cannot_be_is_left_out_and_counted(never: datetime) -> None:
    mended = recordable(draft(ended_at=never, updates=[UpdateDraft(published_at=never, revised_at=NOON)]))
    assert (mended.ended_at, mended.updates[0].published_at, mended.updates[0].revised_at) == (None, None, NOON)
    assert "2 times" in mended.warnings[0]


def test_an_id_keeps_only_what_can_be_stored() -> None:
    mended = recordable(draft(url="https://news.example/\ud800", updates=[UpdateDraft(source_id="a\ud800\0b")]))
    assert (mended.url, mended.updates[0].source_id) == ("https://news.example/?", "a??b")
