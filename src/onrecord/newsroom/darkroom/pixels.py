"""A picture as it is meant to be seen: upright, in sRGB, opaque, and no larger than is ever shown."""

import io
import struct
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from onrecord.newsroom.darkroom.errors import MovingPicture, NoHeicHere, TooManyPixels
from onrecord.newsroom.darkroom.kinds import HEIC, LONGEST_SIDE, Kind

WIDEST = 1920
# A long list saved as one picture is still read at its full width; WebP ends at 16,383.
TALLEST = 8_000
_ORIENTATION = 0x0112
_TURNED = {5, 6, 7, 8}
_SIXTEEN_BITS = {"I;16", "I;16B", "I;16L", "I;16N", "I"}
_WITH_PROFILE = {"RGB", "L", "CMYK"}
_WHITE = (255, 255, 255)


def opened(path: Path, kind: Kind) -> Image.Image:
    """The picture, not yet decoded, read by no decoder but its kind's; raises a PictureRefused."""
    if kind is HEIC:
        _learn_heic()
    image = Image.open(path, formats=list(kind.decoders))
    width, height = image.size
    if max(width, height) > LONGEST_SIDE or width * height > kind.most_pixels:
        raise TooManyPixels
    # A JPEG or HEIC may hold more than one picture (depth, gain map, burst): none of them moves.
    if kind.decoders[0] not in ("JPEG", "HEIF") and getattr(image, "is_animated", False):
        raise MovingPicture
    return image


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as seen."""
    width, height = image.size
    return (height, width) if _orientation(image) in _TURNED else (width, height)


def shown(image: Image.Image) -> Image.Image:
    """The picture's pixels as readers are to see them, and nothing else that was in its file."""
    profile = image.info.get("icc_profile")
    orientation = _orientation(image)
    width, height = upright_size(image)
    size = _fitted(width, height)
    stored_size = size[::-1] if orientation in _TURNED else size
    image.draft(None, stored_size)  # None leaves the mode as it is
    image.load()
    pixels = _plain(image)
    if pixels.size != stored_size:
        pixels = pixels.resize(stored_size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    opaque = _in_srgb_on_white(pixels, profile)
    method = _UPRIGHT.get(orientation)
    upright = opaque if method is None else opaque.transpose(method)
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    return bare


_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION)
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, struct.error):
        return 1
    return value if isinstance(value, int) and value in _UPRIGHT else 1


def _fitted(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, WIDEST / width, TALLEST / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _plain(image: Image.Image) -> Image.Image:
    """In a mode that can be scaled: RGB, RGBA, L or CMYK."""
    if image.mode in _SIXTEEN_BITS:
        return image.convert("I").point(lambda value: value / 257).convert("L")
    if image.mode == "F":
        return ImageOps.autocontrast(image.convert("L"))
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode in _WITH_PROFILE:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb_on_white(pixels: Image.Image, profile: object) -> Image.Image:
    """What is transparent shows white: a chart's black letters stay legible on a dark page, and colours that
    transparency hides do not leave with the picture."""
    if pixels.mode != "RGBA":
        return _in_srgb(pixels, profile)
    ground = Image.new("RGB", pixels.size, _WHITE)
    ground.paste(_in_srgb(pixels.convert("RGB"), profile), mask=pixels.getchannel("A"))
    return ground


def _in_srgb(pixels: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and profile and pixels.mode in _WITH_PROFILE:
        try:
            converted = ImageCms.profileToProfile(
                pixels,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode="RGB",
                flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a profile that is damaged or of another kind of picture: the colours as they stand
        if converted is not None:
            return converted
    return pixels.convert("RGB")


def _learn_heic() -> None:
    try:
        import pillow_heif
    except ImportError as error:
        raise NoHeicHere from error
    pillow_heif.register_heif_opener(thumbnails=False)
