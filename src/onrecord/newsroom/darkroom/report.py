"""What the process that reads a picture tells the one that started it."""

from dataclasses import dataclass

REPORT = "developed.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureWords:
    """The words of a picture; empty where its file says nothing."""

    alt: str = ""
    caption: str = ""
    credit_line: str = ""
    byline: str = ""
    copyright_notice: str = ""
