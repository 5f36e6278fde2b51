"""Why a file does not become a picture. Each docstring is the default message."""

from onrecord.domain.errors import Refusal


class PictureRefused(Refusal):
    """This picture cannot be used."""


class EmptyFile(PictureRefused):
    """The file is empty; send it again."""


class TooManyBytes(PictureRefused):
    """The file is larger than 40 MB; save it smaller, at about 4000 pixels on the longer side, and send that."""


class UnknownKind(PictureRefused):
    """This is not a picture of a kind known here; send a JPEG, PNG, WebP, AVIF, HEIC or GIF file."""


class PdfDocument(UnknownKind):
    """This is a PDF document; save it as JPEG or PNG and send that."""


class RawOrTiff(UnknownKind):
    """This is a TIFF or a camera's raw file; save it as JPEG and send that."""


class BmpFile(UnknownKind):
    """This is a BMP file; save it as JPEG or PNG and send that."""


class PhotoshopFile(UnknownKind):
    """This is a Photoshop file; save it as JPEG or PNG and send that."""


class JpegXlFile(UnknownKind):
    """This is a JPEG XL file; save it as JPEG or PNG and send that."""


class Jpeg2000File(UnknownKind):
    """This is a JPEG 2000 file; save it as JPEG or PNG and send that."""


class ZipArchive(UnknownKind):
    """This is a ZIP archive or an office document; save the picture in it as JPEG or PNG and send that."""


class VideoOrSound(UnknownKind):
    """This is a video or a sound; send a still picture as JPEG or PNG, or embed the video."""


class DrawingOrXml(UnknownKind):
    """This is a drawing (SVG) or XML; save it as PNG and send that."""


class WebPage(UnknownKind):
    """This is a web page; save the picture itself and send that."""


class UnknownBrand(UnknownKind):
    """This is a video, or a picture of a kind not known here; send pictures as JPEG or PNG."""


class NoHeicHere(UnknownKind):
    """HEIC pictures cannot be read here; send it as JPEG, or have the package pillow-heif installed."""


class MovingPicture(PictureRefused):
    """This picture moves; save the frame that you mean as a still picture and send that, or embed it as a video."""


class TooManyPixels(PictureRefused):
    """The picture has too many pixels (120 million for JPEG, 60 million for others, 30,000 a side); save it smaller."""


class UnreadablePicture(PictureRefused):
    """The file is damaged or incomplete; send it again, or open it in a picture program and save it anew."""


class TooMuchWork(PictureRefused):
    """The picture takes too much time or memory to read; open it in a picture program and save it as JPEG."""


class CannotDevelop(PictureRefused):
    """Pictures cannot be made ready just now; try again in a minute, and tell your administrator if it stays so."""
