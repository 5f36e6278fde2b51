"""Real files of every kind, developed in a real process."""

import io
import struct
import time
import zlib
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image, ImageCms, ImageDraw

from onrecord.desk.words.refusals import said
from onrecord.newsroom.darkroom import (
    Developed,
    MovingPicture,
    PictureRefused,
    TooManyPixels,
    UnknownKind,
    UnreadablePicture,
)
from tests.integration.pictures.conftest import Developing
from tests.photographs import (
    CORNERS,
    LATITUDE,
    SECRETS,
    colour_at,
    corners,
    encoded,
    exif,
    iim,
    is_near,
    planted,
    with_iim,
    xmp,
)

# Where each corner of the stored picture is seen, for every orientation that a camera may note.
SEEN = {
    1: (0, 1, 2, 3),
    2: (1, 0, 3, 2),
    3: (3, 2, 1, 0),
    4: (2, 3, 0, 1),
    5: (0, 2, 1, 3),
    6: (2, 0, 3, 1),
    7: (3, 1, 2, 0),
    8: (1, 3, 0, 2),
}


def pictures_of(developed: Developed) -> dict[str, Image.Image]:
    return {file.path.name: Image.open(file.path) for file in developed.files}


def assert_colours(developed: Developed, expected: tuple[tuple[int, int, int], ...] = CORNERS, by: int = 30) -> None:
    for name, picture in pictures_of(developed).items():
        for corner, colour in enumerate(expected):
            assert is_near(colour_at(picture, corner), colour, by), (name, corner)


@pytest.mark.parametrize("orientation", SEEN)
def test_a_photograph_stands_as_it_was_held(developing: Developing, orientation: int) -> None:
    developed = developing(encoded(corners(), "JPEG", exif=exif(orientation)))
    assert (developed.width, developed.height) == ((400, 600) if orientation > 4 else (600, 400))
    assert_colours(developed, tuple(CORNERS[corner] for corner in SEEN[orientation]))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
def test_every_kind_becomes_avif_webp_and_jpeg(developing: Developing, kind: str) -> None:
    developed = developing(encoded(corners(), kind))
    assert [(file.path.name, file.media_type, file.width, file.height) for file in developed.files] == [
        ("320.avif", "image/avif", 320, 213),
        ("600.avif", "image/avif", 600, 400),
        ("320.webp", "image/webp", 320, 213),
        ("600.webp", "image/webp", 600, 400),
        ("600.jpg", "image/jpeg", 600, 400),
    ]
    for file in developed.files:
        with Image.open(file.path) as picture:
            assert (Image.MIME[picture.format or ""], picture.size) == (file.media_type, (file.width, file.height))
    assert_colours(developed)


def test_a_telephone_picture_keeps_its_place_to_itself(developing: Developing) -> None:
    original = planted()
    for name, secret in SECRETS.items():
        assert secret in original, f"the test has not planted {name}"
    served = [file.path.read_bytes() for file in developing(original).files]
    rationals = [struct.pack(f"{order}II", *LATITUDE[0]) for order in "<>"] + [
        struct.pack(f"{order}I", LATITUDE[0][0]) for order in "<>"
    ]
    for data in served:
        for name, secret in SECRETS.items():
            assert secret not in data, name
        assert not any(rational in data for rational in rationals)
        for mark in (b"Exif", b"xpacket", b"8BIM", b"Photoshop", b"ICC_PROFILE", b"ICCP", b"<script", b"PK\x03\x04"):
            assert mark not in data, mark
        with Image.open(io.BytesIO(data)) as picture:
            assert not dict(picture.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & {
                k for k, v in picture.info.items() if v
            }


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "HEIF"])
def test_no_other_kind_tells_a_secret_either(developing: Developing, kind: str) -> None:
    original = encoded(corners(), kind, exif=exif().tobytes(), **({} if kind == "PNG" else {"xmp": xmp()}))
    assert SECRETS["maker-note"] in original
    for file in developing(original).files:
        data = file.path.read_bytes()
        assert not any(secret in data for secret in SECRETS.values())
        with Image.open(file.path) as picture:
            assert not dict(picture.getexif())


def test_colours_under_full_transparency_do_not_leave(developing: Developing) -> None:
    hidden = corners(mode="RGBA")
    hidden.putalpha(Image.new("L", hidden.size, 0))
    assert_colours(developing(encoded(hidden, "PNG")), ((255, 255, 255),) * 4, by=2)


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_other_ways_of_saying_colours_are_understood(developing: Developing, mode: str) -> None:
    expected = tuple(corners(mode=mode).convert("RGB").getpixel(at) for at in ((9, 9), (590, 9), (9, 390), (590, 390)))
    assert_colours(developing(encoded(corners(mode=mode), "JPEG")), expected)  # type: ignore[arg-type]


def test_a_palette_with_transparency_lies_on_white(developing: Developing) -> None:
    image = corners().quantize(8)
    transparent = image.getpixel((5, 5))
    developed = developing(encoded(image, "PNG", transparency=transparent))
    assert_colours(developed, ((255, 255, 255), *CORNERS[1:]))


@pytest.mark.parametrize("deep", ["L", "RGB"])
def test_sixteen_bits_become_eight_without_losing_the_light(developing: Developing, deep: str) -> None:
    channels = len(deep)
    pixel = b"".join(struct.pack(">H", value) for value in (0x4000, 0x8000, 0xC000)[:channels])
    rows = (b"\0" + pixel * 64) * 64

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 64, 64, 16, 2 if channels == 3 else 0, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    expected = (64, 128, 192) if channels == 3 else (64, 64, 64)
    assert_colours(developing(png), (expected,) * 4, by=6)


def test_colours_are_those_that_the_profile_means(developing: Developing) -> None:
    """In this profile red and green have changed places, so what is said to be red is seen green."""
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = usual.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    seen = ((30, 220, 30), (180, 30, 30), (30, 30, 220), (245, 245, 245))
    assert_colours(developing(encoded(corners(), "JPEG", icc_profile=swapped)), seen, by=45)


def test_a_damaged_colour_profile_is_passed_over(developing: Developing) -> None:
    assert_colours(developing(encoded(corners(), "JPEG", icc_profile=b"not a profile" * 40)))


def test_words_are_read_from_every_kind_of_metadata(developing: Developing) -> None:
    alternative = (
        "<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='x-default'>Two boats at a quay</rdf:li>"
        "</rdf:Alt></Iptc4xmpCore:AltTextAccessibility>"
    )
    tags = exif(copyright_notice="(c) Ada", byline="Camera owner", caption="OLYMPUS DIGITAL CAMERA")
    jpeg = encoded(corners(), "JPEG", exif=tags.tobytes(), xmp=xmp(alternative))
    caption = "Човни в порту 🛶 on Monday".encode()
    words = developing(
        with_iim(jpeg, iim({"caption": caption, "credit": b"Harbour Press", "byline": b"Ada Nowak"}))
    ).words
    assert words.alt == "Two boats at a quay"
    assert words.caption == "Човни в порту 🛶 on Monday"
    assert words.credit_line == "Ada Nowak/Harbour Press"
    assert words.byline == "Ada Nowak"
    assert words.copyright_notice == "(c) Ada"


@pytest.mark.parametrize("kind", ["HEIF", "PNG", "WEBP", "AVIF"])
def test_words_of_other_kinds_are_read_too(developing: Developing, kind: str) -> None:
    words = developing(encoded(corners(), kind, exif=exif(caption="A quay", byline="Ben Okafor").tobytes())).words
    assert (words.caption, words.credit_line) == ("A quay", "Ben Okafor")


def frames() -> list[Image.Image]:
    made = [corners(64, 64) for _ in range(3)]
    for number, frame in enumerate(made):
        ImageDraw.Draw(frame).rectangle((number * 9, 0, number * 9 + 8, 8), fill=(0, 0, 0))
    return made


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_what_moves_is_refused(developing: Developing, kind: str) -> None:
    first, *others = frames()
    with pytest.raises(MovingPicture):
        developing(encoded(first, kind, save_all=True, append_images=others, duration=100))


def test_a_jpeg_that_holds_another_picture_is_the_first_of_them(developing: Developing) -> None:
    """Telephones put depth and brightness maps behind the photograph."""
    data = encoded(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (600, 400))])
    assert_colours(developing(data))


def test_a_picture_is_never_made_larger(developing: Developing) -> None:
    developed = developing(encoded(corners(90, 60), "PNG"))
    assert {(file.width, file.height) for file in developed.files} == {(90, 60)}


def test_a_line_of_pixels_is_a_picture(developing: Developing) -> None:
    assert {(f.width, f.height) for f in developing(encoded(corners(2, 20_000), "PNG")).files} == {(1, 8_000)}


def bomb(kind: str, width: int, height: int) -> bytes:
    """A small file that says it is enormous."""
    data = bytearray(encoded(corners(64, 64), kind))
    if kind == "PNG":
        data[16:24] = struct.pack(">II", width, height)
        data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    else:
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


@pytest.mark.parametrize(
    ("kind", "size"), [("PNG", (30_001, 10)), ("PNG", (20_000, 20_000)), ("JPEG", (65_000, 65_000))]
)
def test_a_bomb_is_refused_before_it_is_decoded(developing: Developing, kind: str, size: tuple[int, int]) -> None:
    with pytest.raises(TooManyPixels):
        developing(bomb(kind, *size))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_file_that_ends_too_soon_is_refused(developing: Developing, kind: str) -> None:
    whole = encoded(Image.effect_noise((400, 300), 60).convert("RGB"), kind)
    for length in (len(whole) // 2, len(whole) // 20, 40):
        with pytest.raises(PictureRefused):
            developing(whole[:length])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', "SVG"),
        (b"<!DOCTYPE html><p>", "web page"),
        (b"II*\0" + b"\0" * 99, "TIFF"),
        (b"PK\x03\x04" + b"\0" * 99, "ZIP"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"\0" * 100, "JPEG, PNG, WebP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "JPEG, PNG, WebP"),
    ],
)
def test_what_is_no_picture_is_named_and_refused(developing: Developing, data: bytes, words: str) -> None:
    with pytest.raises(UnknownKind, match=words):
        developing(data)


def test_a_file_with_a_picture_s_beginning_alone_is_refused(developing: Developing) -> None:
    for start in (
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\xff\xff\xff\x7fWEBPVP8 ",
        b"\0\0\0\x20ftypheic",
    ):
        with pytest.raises(UnreadablePicture):
            developing(start + b"/*<script>alert(1)</script>*/" * 40)


def test_hostile_metadata_does_not_keep_a_picture_out(developing: Developing) -> None:
    laughs = b"<!DOCTYPE x [<!ENTITY a 'ha'>" + b"<!ENTITY b '&a;&a;'>" * 9 + b"]><x>&b;</x>"
    jpeg = encoded(corners(), "JPEG", xmp=laughs, exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\xff" * 80)
    developed = developing(with_iim(jpeg, b"\x1c\x02\x78\xff\xff" * 50))
    assert developed.words.caption == ""
    assert_colours(developed)


@pytest.mark.slow
def test_a_picture_of_20_megapixels_takes_seconds_and_little_memory(developing: Developing) -> None:
    grain = Image.effect_noise((1368, 912), 40).resize((5472, 3648)).convert("RGB")
    data = encoded(Image.blend(grain, corners(5472, 3648), 0.7), "JPEG", quality=90, exif=exif(6))
    began = time.perf_counter()
    developed = developing(data)
    seconds = time.perf_counter() - began
    assert (developed.width, developed.height) == (3648, 5472)
    assert {file.width for file in developed.files} == {320, 640, 960, 1280, 1920}
    assert developed.peak_bytes < 300 * 2**20  # some 230 MB, of which the original's pixels are 80
    assert seconds < 60  # some 3 s where nothing else runs
    assert_colours(developed, tuple(CORNERS[corner] for corner in SEEN[6]), by=70)


def test_nothing_of_the_servers_surroundings_reaches_the_decoders(
    developing: Developing, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A decoder that is taken over finds no key: the process has an environment of its own."""
    monkeypatch.setenv("ONRECORD_SECRET_KEY", "the site's own key")
    spy = tmp_path / "spy" / "sitecustomize.py"
    spy.parent.mkdir()
    spy.write_text(f"import os; open({str(tmp_path / 'seen')!r}, 'w').write(repr(dict(os.environ)))")
    monkeypatch.syspath_prepend(str(spy.parent))
    developing(encoded(corners(64, 64), "PNG"))
    assert "the site's own key" not in (tmp_path / "seen").read_text()


def test_a_refusal_speaks_the_language_of_the_desk(developing: Developing) -> None:
    """What crosses from one process to the other is its name; the words are made where somebody reads them."""
    with pytest.raises(UnknownKind) as refused:
        developing(b"%PDF-1.7\n1 0 obj")
    with translation.override("uk"):
        assert said(refused.value).startswith("Це документ PDF")
