"""What becomes of a picture's file: its words, and renditions of its pixels and of nothing else.

Knows no table and no setting. The work is done in a process of its own, because the files are strangers' and their
decoders are written in C: a crash, a loop or a bomb costs that process and nothing more.
"""

from onrecord.newsroom.darkroom.develop import MIDDLE, Developed, DevelopedFile, develop
from onrecord.newsroom.darkroom.errors import (
    CannotDevelop,
    EmptyFile,
    MovingPicture,
    PictureRefused,
    TooManyBytes,
    TooManyPixels,
    TooMuchWork,
    UnknownKind,
    UnreadablePicture,
)
from onrecord.newsroom.darkroom.kinds import MOST_BYTES, MOST_PIXELS, MOST_PIXELS_OF_JPEG
from onrecord.newsroom.darkroom.report import PictureWords

__all__ = [
    "MIDDLE",
    "MOST_BYTES",
    "MOST_PIXELS",
    "MOST_PIXELS_OF_JPEG",
    "CannotDevelop",
    "Developed",
    "DevelopedFile",
    "EmptyFile",
    "MovingPicture",
    "PictureRefused",
    "PictureWords",
    "TooManyBytes",
    "TooManyPixels",
    "TooMuchWork",
    "UnknownKind",
    "UnreadablePicture",
    "develop",
]
