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
