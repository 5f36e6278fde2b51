"""Files of pictures made for tests, with everything in them that cameras, agencies and attackers put there."""

import io
import struct
from functools import cache
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

# Red, green, blue and white in the four corners, so that turning and colours can be told from any rendition.
CORNERS = ((220, 30, 30), (30, 180, 30), (30, 30, 220), (245, 245, 245))
SECRETS = {
    name: f"secret-{name}-7f3a".encode()
    for name in (
        "gps-area",
        "maker-note",
        "user-comment",
        "camera-serial",
        "comment",
        "xmp",
        "iptc",
        "trailer",
        "thumb",
    )
}
# As rational numbers: a place known to nobody.
LATITUDE = ((59347613, 1000000), (17, 1), (23, 1))


def corners(width: int = 600, height: int = 400, mode: str = "RGB") -> Image.Image:
    """A picture with a colour in each quarter."""
    image = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for number, colour in enumerate(CORNERS):
        image.paste(Image.new("RGB", half, colour), (half[0] * (number % 2), half[1] * (number // 2)))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The file's bytes."""
    if kind == "HEIF":
        pillow_heif.register_heif_opener()
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def exif(orientation: int = 1, **words: str) -> Image.Exif:
    """What a telephone writes: a place, serial numbers, a note of its maker's."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "Phone"
    for name, tag in (("caption", 0x010E), ("byline", 0x013B), ("copyright_notice", 0x8298)):
        if name in words:
            tags[tag] = words[name]
    inner = tags.get_ifd(0x8769)
    inner[0x927C] = SECRETS["maker-note"] * 20
    inner[0x9286] = b"ASCII\0\0\0" + SECRETS["user-comment"]
    inner[0xA431] = SECRETS["camera-serial"].decode()
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2] = "N", tuple(n / d for n, d in LATITUDE)
    gps[3], gps[4] = "E", (18.0, 4.0, 7.0)
    gps[0x1C] = b"ASCII\0\0\0" + SECRETS["gps-area"]
    return tags


def xmp(inside: str = "", **attributes: str) -> bytes:
    named = "".join(f' photoshop:{name}="{value}"' for name, value in attributes.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" '
        'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">'
        f'<rdf:Description rdf:about=""{named}>{inside}'
        f"<photoshop:Instructions>{SECRETS['xmp'].decode()}</photoshop:Instructions>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def iim(words: dict[str, bytes], *, is_utf_8: bool = True) -> bytes:
    """IPTC datasets: caption, credit, byline, copyright_notice."""
    numbers = {"caption": 120, "credit": 110, "byline": 80, "copyright_notice": 116, "city": 90}
    sets = [(1, 90, b"\x1b%G")] if is_utf_8 else []
    sets += [(2, numbers[name], value) for name, value in words.items()]
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(value)) + value for record, number, value in sets)


def with_iim(jpeg: bytes, datasets: bytes) -> bytes:
    """The JPEG with IPTC datasets in it."""
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(datasets)) + datasets + b"\0" * (len(datasets) % 2)
    payload = b"Photoshop 3.0\0" + resource
    return jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload + jpeg[2:]


@cache
def planted() -> bytes:
    """A JPEG with a secret in every place that has room for one."""
    thumb = encoded(corners(64, 48), "JPEG", comment=SECRETS["thumb"])
    tags = exif(6, caption="A quay at dawn")
    inner = tags.tobytes()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = encoded(
        corners(),
        "JPEG",
        quality=92,
        exif=inner,
        comment=SECRETS["comment"],
        xmp=xmp(),
        icc_profile=profile,
    )
    jpeg = with_iim(jpeg, iim({"city": SECRETS["iptc"]}))
    jpeg = jpeg[:2] + b"\xff\xe5" + struct.pack(">H", len(thumb) + 2) + thumb + jpeg[2:]
    return jpeg + b"PK\x03\x04<script>" + SECRETS["trailer"] + b"</script>"


def colour_at(image: Image.Image, corner: int) -> tuple[int, int, int]:
    """The colour in the middle of a quarter: 0 and 1 above, 2 and 3 below."""
    at = (image.width // 4 + image.width // 2 * (corner % 2), image.height // 4 + image.height // 2 * (corner // 2))
    red, green, blue = image.convert("RGB").getpixel(at)  # type: ignore[misc] # of RGB there are three
    return red, green, blue


def is_near(one: tuple[int, ...], other: tuple[int, ...], by: int = 30) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))
