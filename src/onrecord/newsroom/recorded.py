"""Whether a command that is sent again was recorded before: a retry, a double click, two processes at one draft."""

from onrecord.domain.commands import PublishUpdate, ReviseUpdate
from onrecord.domain.events import RecordedEvent, UpdatePublished, UpdateRevised
from onrecord.domain.ids import CoverageId
from onrecord.newsroom.clean import clean_command
from onrecord.newsroom.newsroom import Newsroom
from onrecord.newsroom.planned import Planned


def recorded_before(newsroom: Newsroom, coverage_id: CoverageId, command: Planned) -> RecordedEvent | None:
    """The event that this very command made, whatever became of the update since then; None if it made none."""
    update = newsroom.load(coverage_id).updates.get(command.update_id)
    number = 1 if isinstance(command, PublishUpdate) else (command.expected_revision or 0) + 1
    revisions = update.revisions if update is not None else ()
    seq = next((revision.seq for revision in revisions if revision.number == number), None)
    if seq is None:
        return None
    recorded = next(iter(newsroom.log.read(coverage_id, after=seq - 1, limit=1)))
    return recorded if _made(recorded, clean_command(command)) else None


def _made(recorded: RecordedEvent, command: object) -> bool:
    # Of what was erased since, the words are gone: then that it is the same update has to do.
    match recorded.event, command:
        case UpdatePublished() as event, PublishUpdate() as sent:
            return event.content in (None, sent.content)
        case UpdateRevised() as event, ReviseUpdate() as sent if event.revision_kind is sent.revision_kind:
            return event.content is None or (event.content, event.note) == (sent.content, sent.note)
        case _:
            return False
