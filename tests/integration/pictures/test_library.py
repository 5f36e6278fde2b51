"""The library on a real database and a real folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from PIL import Image

from onrecord.domain.blocks import FocalPoint
from onrecord.domain.blocks import Image as ImageBlock
from onrecord.newsroom import pictures
from onrecord.newsroom.clean import clean_block
from onrecord.newsroom.darkroom import EmptyFile, TooManyBytes, UnknownKind
from tests.databases import on_both_engines
from tests.photographs import SECRETS, corners, encoded, exif, is_near, planted

pytestmark = on_both_engines


def a_picture(number: int, caption: str = "", by: User | None = None, filename: str = "") -> pictures.Picture:
    image = corners(40 + number, 40)
    data = encoded(image, "JPEG", exif=exif(caption=caption) if caption else b"")
    return pictures.add(data, filename or f"IMG_{number}.jpg", by=by)


def public(data: Path) -> set[str]:
    folder = data / "media"
    return {file.name for file in folder.iterdir()} if folder.exists() else set()


def test_a_picture_comes_in_with_its_words(ada: User, data: Path) -> None:
    picture = pictures.get(pictures.add(planted(), "C:\\Users\\ada\\IMG_1\x00.JPG", by=ada).id)
    assert (picture.width, picture.height, picture.media_type) == (400, 600, "image/jpeg")
    assert (picture.caption, picture.filename, picture.added_by) == ("A quay at dawn", "IMG_1.JPG", ada)
    assert (picture.focal_x, picture.focal_y) == (0.5, 0.5)
    assert public(data) == {rendition["name"] for rendition in picture.renditions}


def test_the_original_is_kept_whole_and_for_its_owner_alone(ada: User, data: Path) -> None:
    picture = pictures.add(planted(), "a.jpg", by=ada)
    original = data / "originals" / picture.original
    assert original.read_bytes() == planted()
    assert original.stat().st_mode & 0o777 == 0o600
    assert original.parent.stat().st_mode & 0o777 == 0o700


def test_nothing_public_holds_a_secret_of_the_original(ada: User, data: Path) -> None:
    pictures.add(planted(), "a.jpg", by=ada)
    served = b"".join(file.read_bytes() for file in (data / "media").iterdir())
    assert not [name for name, secret in SECRETS.items() if secret in served]


def test_the_same_file_twice_is_one_picture_as_the_desk_described_it(ada: User, data: Path) -> None:
    first = pictures.describe(a_picture(1, by=ada), alt="A quay")
    before = public(data)
    again = a_picture(1, filename="other.jpg")
    assert (again.id, again.alt, again.filename) == (first.id, "A quay", "IMG_1.jpg")
    assert public(data) == before


def test_the_same_file_twice_at_the_same_moment_is_one_picture(ada: User, data: Path) -> None:  # noqa: ARG001
    def upload(_: int) -> str:
        try:
            return str(a_picture(1).id)
        finally:
            connections["default"].close()

    connection.close()
    with ThreadPoolExecutor(3) as threads:
        ids = set(threads.map(upload, range(3)))
    assert len(ids) == 1
    assert public(data) == {rendition["name"] for rendition in pictures.get(ids.pop()).renditions}


def test_the_same_pixels_have_other_names_in_another_newsroom(ada: User, data: Path) -> None:
    """Names are digests under a key that is thrown away: nobody can ask whether a known photograph is here."""
    picture = a_picture(1)
    before = public(data)
    pictures.reinstate(pictures.withdraw(picture, by=ada))
    assert len(public(data)) == len(before)
    assert not public(data) & before


def test_the_block_offers_every_rendition_to_the_page(ada: User, data: Path) -> None:  # noqa: ARG001
    picture = pictures.describe(a_picture(700, by=ada), alt="A quay", caption="Ferries wait.", credit_line="Ada/Press")
    block = pictures.image_block(picture, caption="Ferries at noon.")
    assert (block.alt, block.caption, block.credit_line) == ("A quay", "Ferries at noon.", "Ada/Press")
    assert block.url is not None
    assert block.url.startswith("/media/")
    assert block.url.endswith(".jpg")
    assert (block.width, block.height) == (740, 40)
    assert [(each.media_type, each.width) for each in block.renditions] == [
        (kind, width) for kind in ("image/avif", "image/webp") for width in (320, 740)
    ]
    assert clean_block(block) == block


def test_the_page_lets_the_browser_choose(ada: User, data: Path) -> None:  # noqa: ARG001
    from onrecord.render.filters import picture as shown

    view = shown(pictures.image_block(a_picture(700, by=ada)))
    assert view is not None
    assert [source.media_type for source in view.sources] == ["image/avif", "image/webp"]
    assert all("320w" in source.srcset and "740w" in source.srcset for source in view.sources)


def test_pictures_are_found_by_every_word_whatever_its_case_and_accents(ada: User, data: Path) -> None:  # noqa: ARG001
    quay = a_picture(1, caption="Fishing boats")
    pictures.describe(quay, alt="Das große Schiff in São Tomé", credit_line="Олена Шевченко")
    other = a_picture(2, filename="Harbour-1200.jpg")
    assert [found.id for found in pictures.find("SAO grosse").pictures] == [quay.id]
    assert [found.id for found in pictures.find("шевченко boat").pictures] == [quay.id]
    assert [found.id for found in pictures.find("harbour").pictures] == [other.id]
    assert pictures.find("boat harbour").pictures == ()
    assert pictures.find("100%").pictures == ()
    assert [found.id for found in pictures.find("  ").pictures] == [other.id, quay.id]


def test_the_newest_come_first_in_pages(ada: User, data: Path) -> None:  # noqa: ARG001
    made = [a_picture(number).id for number in range(3)]
    first, second, third = (pictures.find(page=number, page_size=2) for number in (1, 2, 3))
    assert [[found.id for found in page.pictures] for page in (first, second, third)] == [
        [made[2], made[1]],
        [made[0]],
        [],
    ]
    assert (first.has_more, second.has_more, third.has_more) == (True, False, False)
    assert pictures.find(page=-5).number == 1


@pytest.mark.parametrize("point", [(-0.1, 0.5), (0.5, 1.01), (float("nan"), 0.5), (0.5, float("inf"))])
def test_a_focal_point_lies_in_the_picture(ada: User, data: Path, point: tuple[float, float]) -> None:  # noqa: ARG001
    picture = pictures.set_focal_point(a_picture(1), 0.25, 1)
    with pytest.raises(pictures.BadFocalPoint):
        pictures.set_focal_point(picture, *point)
    kept = pictures.get(picture.id)
    assert (kept.focal_x, kept.focal_y) == (0.25, 1)


def test_a_crop_is_made_around_the_focal_point(ada: User, data: Path) -> None:
    """Two halves of two colours: the card around the left one has nothing of the right one."""
    halves = Image.new("RGB", (2400, 630), (200, 0, 0))
    halves.paste((0, 0, 200), (1200, 0, 2400, 630))
    picture = pictures.add(encoded(halves, "PNG"), "halves.png", by=ada)
    seen = []
    for x in (0.0, 1.0):
        picture = pictures.set_focal_point(picture, x, 0.5)
        block = pictures.image_block(picture)
        assert block.focal_point == FocalPoint(x=round(x * 100), y=50)
        assert block.card is not None
        with Image.open(data / "media" / block.card.url.rpartition("/")[2]) as card:
            assert card.size == (block.card.width, block.card.height) == (960, 504)
            seen.append([card.getpixel(at) for at in ((5, 5), (card.width - 5, 5))])
    assert all(is_near(colour, (200, 0, 0), 12) for colour in seen[0])  # type: ignore[arg-type] # of an RGB picture
    assert all(is_near(colour, (0, 0, 200), 12) for colour in seen[1])  # type: ignore[arg-type] # as above


def test_crops_do_not_heap_up(ada: User, data: Path) -> None:
    picture = a_picture(1, by=ada)
    for step in range(14):
        picture = pictures.set_focal_point(picture, step / 20, 0.5)
    assert public(data) == {each["name"] for each in picture.renditions}
    assert sum("card" in each for each in picture.renditions) == 12
    assert pictures.set_focal_point(picture, 0.65, 0.5).renditions == picture.renditions, (
        "the same point, the same crop"
    )
    pictures.withdraw(picture, by=ada)
    assert public(data) == set()
    with pytest.raises(pictures.PictureWithdrawn):
        pictures.set_focal_point(picture, 0.1, 0.1)


def test_words_are_cleaned_on_their_way_in(ada: User, data: Path) -> None:  # noqa: ARG001
    picture = pictures.describe(a_picture(1), alt=" A\x00 quay\u202e\x07 ", caption="x" * 9000)
    assert pictures.get(picture.id).alt == "A quay"
    assert len(picture.caption) == 5000


def test_a_withdrawn_picture_is_nowhere_and_cannot_be_used_or_sent_again(ada: User, data: Path) -> None:
    picture = pictures.withdraw(a_picture(1, caption="Boats"), by=ada, reason="A court asked.")
    assert public(data) == set()
    assert pictures.find().pictures == ()
    for use in (pictures.image_block, pictures.thumbnail_url):
        with pytest.raises(pictures.PictureWithdrawn):
            use(picture)
    with pytest.raises(pictures.PictureWithdrawn):
        a_picture(1, caption="Boats")
    kept = pictures.get(str(picture.id))
    assert (kept.withdrawn_by, kept.withdrawn_because, kept.renditions) == (ada, "A court asked.", [])
    assert (data / "originals" / kept.original).exists()


def test_withdrawing_again_finishes_what_was_cut_short(ada: User, data: Path) -> None:
    picture = a_picture(1)
    pictures.Picture.objects.filter(pk=picture.pk).update(withdrawn_at=picture.added_at)
    pictures.withdraw(picture, by=ada)
    assert public(data) == set()
    assert pictures.withdraw(picture, by=ada).is_withdrawn


def test_an_erased_picture_leaves_neither_file_nor_words(ada: User, data: Path) -> None:
    picture = pictures.withdraw(a_picture(1, caption="Names a child"), by=ada, erase_original=True)
    assert [path for path in (data / "originals").rglob("*") if path.is_file()] == []
    kept = pictures.Picture.objects.values().get(pk=picture.pk)
    assert "child" not in repr(kept)
    assert "IMG_1" not in repr(kept)
    with pytest.raises(pictures.OriginalErased):
        pictures.reinstate(picture)


def test_a_reinstated_picture_can_be_used_again(ada: User, data: Path) -> None:
    picture = pictures.reinstate(pictures.withdraw(a_picture(1), by=ada))
    assert isinstance(pictures.image_block(picture), ImageBlock)
    assert public(data) == {rendition["name"] for rendition in picture.renditions}


def test_what_is_refused_leaves_nothing_behind(ada: User, data: Path) -> None:
    for refused, error in ((b"", EmptyFile), (b"%PDF-1.4 ", UnknownKind), (b"\xff\xd8\xff" * 14_000_000, TooManyBytes)):
        with pytest.raises(error):
            pictures.add(refused, "a.jpg", by=ada)
    assert not data.exists()
    assert not pictures.Picture.objects.exists()


@pytest.mark.parametrize("name", ["no such id", "", "00000000-0000-0000-0000-000000000000", "\x00"])
def test_an_unknown_picture_is_refused(ada: User, data: Path, name: str) -> None:  # noqa: ARG001
    with pytest.raises(pictures.NoSuchPicture):
        pictures.get(name)
