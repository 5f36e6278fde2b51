"""What a file is: told by its first bytes, never by its name."""

import re
from dataclasses import dataclass

from onrecord.newsroom.darkroom import errors

MOST_BYTES = 40 * 2**20
# JPEG is decoded at a fraction of its size, so the largest cameras of today (100 to 108 million) fit; of other kinds
# every pixel has to be held, and 48 million is what telephones make.
MOST_PIXELS_OF_JPEG = 120_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 30_000
HEAD_BYTES = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """`media_type`, and Pillow's names of the only decoders that may touch the file."""

    media_type: str
    decoders: tuple[str, ...]
    most_pixels: int = MOST_PIXELS
    is_drawn: bool = False


JPEG = Kind(media_type="image/jpeg", decoders=("JPEG",), most_pixels=MOST_PIXELS_OF_JPEG)
# Charts, maps and pictures of screens are what comes as PNG or GIF: thin coloured lines, kept as they are.
PNG = Kind(media_type="image/png", decoders=("PNG",), is_drawn=True)
GIF = Kind(media_type="image/gif", decoders=("GIF",), is_drawn=True)
WEBP = Kind(media_type="image/webp", decoders=("WEBP",))
AVIF = Kind(media_type="image/avif", decoders=("AVIF",))
HEIC = Kind(media_type="image/heic", decoders=("HEIF",))

_STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}
_AVIF_BRANDS = {b"avif", b"avis"}
_PICTURE_BRANDS = {b"mif1", b"msf1", b"mif2"}
_OTHERS = (
    (re.compile(rb"%PDF-"), errors.PdfDocument),
    (re.compile(rb"II\*\0|MM\0\*|II\x2b\0|MM\0\x2b"), errors.RawOrTiff),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), errors.BmpFile),
    (re.compile(rb"8BPS"), errors.PhotoshopFile),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), errors.JpegXlFile),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), errors.Jpeg2000File),
    (re.compile(rb"PK\x03\x04"), errors.ZipArchive),
    (re.compile(rb"\x1a\x45\xdf\xa3|RIFF.{4}AVI |ID3|OggS", re.DOTALL), errors.VideoOrSound),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!doctype svg|svg)", re.IGNORECASE), errors.DrawingOrXml),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body)", re.IGNORECASE), errors.WebPage),
)


def kind_of(head: bytes) -> Kind:
    """The kind of picture that begins so; raises UnknownKind, which says what the file is where that can be told."""
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    for pattern, refusal in _OTHERS:
        if pattern.match(head):
            raise refusal
    raise errors.UnknownKind


def _of_brands(head: bytes) -> Kind:
    """By the brands of an ISO base media file: pictures and videos share the format."""
    length = min(int.from_bytes(head[:4], "big"), 512)
    major, compatible = head[8:12], {head[at : at + 4] for at in range(16, length, 4)}
    if major in _AVIF_BRANDS:
        return AVIF
    if major in _HEIC_BRANDS:
        return HEIC
    if major in _PICTURE_BRANDS and compatible & _AVIF_BRANDS:
        return AVIF
    if major in _PICTURE_BRANDS and compatible & _HEIC_BRANDS:
        return HEIC
    if major == b"crx ":
        raise errors.RawOrTiff
    raise errors.UnknownBrand
