"""The newsroom joined to the tables beside the log: embargoes, pictures, doors."""

from collections.abc import Sequence

from onrecord.domain.events import RecordedEvent
from onrecord.log.database import DatabaseLog
from onrecord.newsroom.audit import note_door
from onrecord.newsroom.flow import embargoed_until
from onrecord.newsroom.newsroom import Newsroom
from onrecord.newsroom.pictures.shown import check_shown
from onrecord.newsroom.pictures.words import learn_words


def joined_newsroom() -> Newsroom:
    """A newsroom on the site's database, in which every rule holds, through whichever door one comes."""
    return Newsroom(DatabaseLog(), embargo=embargoed_until, check=check_shown, told=_told)


def _told(recorded: Sequence[RecordedEvent]) -> None:
    note_door(recorded)
    learn_words(recorded)
