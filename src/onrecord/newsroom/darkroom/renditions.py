"""Renditions: one picture in the formats and widths that browsers choose from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from onrecord.newsroom.darkroom.crops import CARD_SIZE, crop_box

# A telephone's column, the same on dense screens, the page's column, the same on dense screens, a whole wide screen.
WIDTHS = (320, 640, 960, 1280, 1920)
# What feeds, previews and browsers without AVIF or WebP are given.
FALLBACK_WIDTH = 1280
# A width this little below the next larger one saves nobody anything.
_WORTH_IT = 1.2
_AVIF = "image/avif"
_WEBP = "image/webp"
_JPEG = "image/jpeg"
_SUFFIX = {_AVIF: "avif", _WEBP: "webp", _JPEG: "jpg"}
_PILLOW = {_AVIF: "AVIF", _WEBP: "WEBP", _JPEG: "JPEG"}
_PHOTOGRAPH: dict[str, dict[str, Any]] = {
    _AVIF: {"quality": 60, "speed": 7, "max_threads": 2, "subsampling": "4:2:0"},
    _WEBP: {"quality": 78, "method": 4},
    _JPEG: {"quality": 80, "optimize": True, "progressive": True},
}
_DRAWING: dict[str, dict[str, Any]] = {
    _AVIF: {"quality": 75, "speed": 7, "max_threads": 2, "subsampling": "4:4:4"},
    _WEBP: {"quality": 90, "method": 4, "use_sharp_yuv": True},
    _JPEG: {"quality": 90, "optimize": True, "progressive": True, "subsampling": "4:4:4"},
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """One file that was made."""

    name: str
    media_type: str
    width: int
    height: int


def widths_for(width: int) -> list[int]:
    """The widths to make of a picture so wide, smallest first; never more than it has."""
    full = min(width, WIDTHS[-1])
    return [each for each in WIDTHS if each * _WORTH_IT <= full] + [full]


def make_renditions(image: Image.Image, folder: Path, *, is_drawn: bool) -> list[Rendered]:
    """The files in `folder`: AVIF and WebP from small to large, then one JPEG."""
    return list(_made(image, folder, _DRAWING if is_drawn else _PHOTOGRAPH))


def make_card(image: Image.Image, folder: Path, focal_point: tuple[int, int], *, is_drawn: bool) -> Rendered:
    """The file in `folder` that previews of links show: a JPEG of one shape, with the focal point in it."""
    part = image.crop(crop_box(image.width, image.height, CARD_SIZE, focal_point))
    if part.width > CARD_SIZE[0]:
        part = part.resize(CARD_SIZE, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _written(part, folder, _JPEG, _DRAWING if is_drawn else _PHOTOGRAPH, name="card.jpg")


def _made(image: Image.Image, folder: Path, options: dict[str, dict[str, Any]]) -> Iterator[Rendered]:
    widths = widths_for(image.width)
    scaled = {width: _scaled(image, width) for width in widths}
    for media_type in (_AVIF, _WEBP):
        for width in widths:
            yield _written(scaled[width], folder, media_type, options)
    fallback = max(width for width in widths if width <= FALLBACK_WIDTH or width == widths[0])
    yield _written(scaled[fallback], folder, _JPEG, options)


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _written(
    image: Image.Image, folder: Path, media_type: str, options: dict[str, dict[str, Any]], *, name: str = ""
) -> Rendered:
    name = name or f"{image.width}.{_SUFFIX[media_type]}"
    image.save(folder / name, _PILLOW[media_type], **options[media_type])
    return Rendered(name=name, media_type=media_type, width=image.width, height=image.height)
