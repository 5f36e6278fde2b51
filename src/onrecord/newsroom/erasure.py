"""An update is erased by law: out of the log, out of the desk's own tables, and its pictures where that is asked."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User

from onrecord.domain import Coverage
from onrecord.domain.blocks import Image
from onrecord.domain.commands import RedactPayload
from onrecord.domain.content import UpdateContent
from onrecord.domain.errors import AlreadyRedacted
from onrecord.domain.updates import Update
from onrecord.newsroom import audit
from onrecord.newsroom.drafts import discard_drafts
from onrecord.newsroom.flow_models import Takedown
from onrecord.newsroom.newsroom import Newsroom
from onrecord.newsroom.notes import erase_notes
from onrecord.newsroom.pictures import Picture, withdraw
from onrecord.newsroom.pictures.words import forget_words
from onrecord.newsroom.revisions import versions
from onrecord.newsroom.takedowns import marks_of


def erase(
    newsroom: Newsroom, coverage: Coverage, update: Update, *, reason: str, by: User, with_pictures: bool
) -> None:
    """Afterwards nothing of its words is kept, and it is known which public addresses have to drop them.

    Asked again where it was cut short it goes on; raises a Refusal or LogError.
    """
    contents = contents_of(newsroom, coverage, update)
    run, marks = marks_of(contents)
    actor = by.get_username()
    try:
        newsroom.execute(coverage.id, RedactPayload(update_id=update.id, reason=reason), actor=actor)
    except AlreadyRedacted:
        if contents:
            raise
    forget_words(contents)
    if with_pictures:
        for picture in pictures_in(contents):
            withdraw(picture, by=by, reason=reason, erase_original=True)
    # What is erased by law goes out of the desk's own tables too.
    discard_drafts(by, update.id, of_everybody=True)
    erase_notes(update.id)
    Takedown.objects.create(
        coverage_id=coverage.id,
        update_id=update.id,
        at=newsroom.clock(),
        actor=actor,
        reason=reason,
        run=run,
        marks=marks,
        addresses=media_paths(contents),
        findings=[],
    )
    audit.note("takedown", actor=actor, coverage_id=coverage.id, update_id=update.id, subject=reason)


def contents_of(newsroom: Newsroom, coverage: Coverage, update: Update) -> list[UpdateContent]:
    """The words of every version that has any left."""
    return [each.content for each in versions(newsroom, coverage.id, update) if each.content is not None]


def pictures_in(contents: Iterable[UpdateContent]) -> list[Picture]:
    """The library's pictures that these contents show."""
    names = {path.rpartition("/")[2] for path in media_paths(contents)}
    found = (Picture.objects.filter(withdrawn_at=None, renditions__icontains=name) for name in sorted(names))
    return list({picture.pk: picture for pictures in found for picture in pictures}.values())


def media_paths(contents: Iterable[UpdateContent]) -> list[str]:
    """The addresses of the newsroom's own pictures in these contents."""
    images = [block for content in contents for block in content.body if isinstance(block, Image)]
    files = [file for image in images for file in (*image.renditions, image.card) if file is not None]
    urls = [url for url in (*(image.url for image in images), *(file.url for file in files)) if url]
    return [url for url in dict.fromkeys(urls) if url.startswith(("/media/", settings.MEDIA_URL))]
