"""The ways in which the rules of the trade refuse a command. Each docstring is the default message."""


class Refusal(Exception):
    """The command was refused."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or type(self).__doc__)

    @property
    def code(self) -> str:
        """The refusal's name as the API and `--json` print it, in snake case."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class CoverageExists(Refusal):
    """This coverage has been opened already."""


class NoSuchCoverage(Refusal):
    """There is no such coverage."""


class NoSuchUpdate(Refusal):
    """There is no such update in this coverage."""


class UpdateExists(Refusal):
    """An update with this id has been published already."""


class SlugTaken(Refusal):
    """Another coverage has this slug; choose another."""


class BadSlug(Refusal):
    """A slug is 1 to 80 lower-case letters, digits and single hyphens, and not a word this site uses itself."""


class CoverageNotLive(Refusal):
    """The coverage is paused or closed; resume it first."""


class UnderEmbargo(Refusal):
    """This is under an embargo that has not ended; schedule it for the moment when it has, or take the embargo off."""


class AlreadySo(Refusal):
    """Nothing would change."""


class EmptyUpdate(Refusal):
    """An update needs a heading or a body."""


class EmptyHeadline(Refusal):
    """A coverage needs a headline."""


class EmptyReason(Refusal):
    """A retraction or redaction needs a reason, which readers will see."""


class EmptyNote(Refusal):
    """A correction says what was wrong, a clarification what was unclear: write the note that readers will see."""


class AlreadyRetracted(Refusal):
    """This update has been retracted; publish a new one instead."""


class AlreadyRedacted(Refusal):
    """This update has been erased by law and cannot be changed."""


class UpdateIsHeld(Refusal):
    """This update is held; release it first."""


class RevisionConflict(Refusal):
    """Somebody else has revised this update since you opened it; look at the newest version before you save yours."""


class ChangedMeanwhile(Refusal):
    """Somebody else has changed this since you opened it; look at what stands now, then send yours again."""


class StillShown(Refusal):
    """Readers still see these words; revise them first, then redact the old ones."""


class NotRedactable(Refusal):
    """Those events do not belong to what you named, or hold nothing that can be erased."""


class NaiveTime(Refusal):
    """A time needs its zone, such as 2026-02-16T14:05:00Z or +02:00."""


class ImpossibleTime(Refusal):
    """A time lies outside the years 1 to 9999 in UTC."""


class BadId(Refusal):
    """An id is 1 to 200 letters, digits, hyphens and underscores: it stands in public addresses."""


class BadLanguage(Refusal):
    """A language is a BCP 47 tag such as en, ar or uk-UA."""


class BadTimeZone(Refusal):
    """A time zone is an IANA name such as Europe/Kyiv."""


class UnstorableText(Refusal):
    """The text has characters that cannot be stored (lone surrogates or NUL); paste it again from the source."""


class UnstorableNumber(Refusal):
    """A number is too large to be read exactly everywhere; the largest is 9007199254740991."""


class TooLarge(Refusal):
    """This is more than one update can hold; split it."""
