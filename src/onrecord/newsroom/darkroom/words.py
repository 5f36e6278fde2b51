"""What a picture's file says about it: alt text, caption and credit, as suggestions to the desk."""

import re
import struct
from collections.abc import Mapping

from PIL import Image

from onrecord.newsroom.darkroom.iim import read_iim
from onrecord.newsroom.darkroom.report import PictureWords
from onrecord.newsroom.darkroom.xmp import read_xmp
from onrecord.render.sanitize import clean_words

_IPTC_RESOURCE = 0x0404  # in the list of Photoshop's image resources
_EXIF_FIELDS = {0x010E: "caption", 0x013B: "byline", 0x8298: "copyright_notice"}
# What cameras and programs write where nobody has written anything.
_NOTHING_SAID = re.compile(
    r"(?:[a-z ]{0,40} )?digital camera|sony dsc|exif_jpeg_picture|dcim\S{0,100}|untitled|screenshot|default|n/a",
    re.IGNORECASE,
)
_LONGEST = 5_000


def read_words(image: Image.Image) -> PictureWords:
    """The words in the file's metadata: XMP before IIM before EXIF, for what was written last was written there."""
    found = {**_exif(image), **_iim(image), **_xmp(image)}
    byline = found.get("byline", "")
    notice = found.get("copyright_notice", "")
    return PictureWords(
        alt=found.get("alt", ""),
        caption=found.get("caption", ""),
        credit_line=_credit_line(byline, found.get("credit", "")) or notice,
        byline=byline,
        copyright_notice=notice,
    )


def _credit_line(byline: str, credit: str) -> str:
    """Maker and agency, as they are printed: either may name the other already."""
    if not byline or not credit:
        return credit or byline
    if byline.casefold() in credit.casefold():
        return credit
    return byline if credit.casefold() in byline.casefold() else f"{byline}/{credit}"


def _xmp(image: Image.Image) -> dict[str, str]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    return _said(read_xmp(packet)) if isinstance(packet, bytes) else {}


def _iim(image: Image.Image) -> dict[str, str]:
    resources = image.info.get("photoshop")
    data = resources.get(_IPTC_RESOURCE) if isinstance(resources, dict) else None
    return _said(read_iim(data)) if isinstance(data, bytes) else {}


def _exif(image: Image.Image) -> dict[str, str]:
    try:
        tags = image.getexif()
        values = {name: tags.get(tag) for tag, name in _EXIF_FIELDS.items()}
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, struct.error):
        return {}
    return _said({name: _exif_text(value) for name, value in values.items() if isinstance(value, str)})


def _exif_text(text: str) -> str:
    """EXIF means ASCII, Pillow reads Latin-1, and programs write UTF-8."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _said(fields: Mapping[str, str]) -> dict[str, str]:
    cleaned = ((name, clean_words(text[: 4 * _LONGEST]).strip()[:_LONGEST]) for name, text in fields.items())
    return {name: text for name, text in cleaned if text and not _NOTHING_SAID.fullmatch(text)}
