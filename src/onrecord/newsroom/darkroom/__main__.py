"""The process that reads a stranger's file: `python -m onrecord.newsroom.darkroom FILE FOLDER X Y [card]`.

Leaves renditions and `developed.json` in the folder; X and Y are the focal point in percent, and `card` asks for the
crop around it alone. It gives up rights and takes on limits before it looks at a byte.
"""

import contextlib
import json
import os
import resource
import sys
import traceback
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PIL import Image, PngImagePlugin

from onrecord.newsroom.darkroom.errors import PictureRefused, TooManyPixels, TooMuchWork, UnreadablePicture
from onrecord.newsroom.darkroom.kinds import HEAD_BYTES, MOST_PIXELS_OF_JPEG, Kind, kind_of
from onrecord.newsroom.darkroom.pixels import opened, shown, upright_size
from onrecord.newsroom.darkroom.renditions import make_card, make_renditions
from onrecord.newsroom.darkroom.report import REPORT, PictureWords
from onrecord.newsroom.darkroom.words import read_words

# The largest picture that is let in takes two thirds of it.
_MOST_MEMORY = 1536 * 2**20
_MOST_CPU_SECONDS = 60
_LARGEST_FILE = 64 * 2**20


def developed(source: Path, folder: Path, focal_point: tuple[int, int], *, is_card_alone: bool) -> dict[str, Any]:
    """The report on one picture, whose renditions are in the folder afterwards; raises a PictureRefused."""
    with source.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
    pixels, (width, height), words = _read(source, kind)
    files = [] if is_card_alone else make_renditions(pixels, folder, is_drawn=kind.is_drawn)
    card = make_card(pixels, folder, focal_point, is_drawn=kind.is_drawn)
    return {
        "media_type": kind.media_type,
        "width": width,
        "height": height,
        "words": asdict(words),
        "files": [asdict(file) for file in files],
        "card": asdict(card),
        "peak_bytes": _peak_bytes(),
    }


def _read(source: Path, kind: Kind) -> tuple[Image.Image, tuple[int, int], PictureWords]:
    """Pixels as readers see them, the size of the original, its words; the original itself, four bytes a pixel, is
    let go before the encoders want as much again."""
    with opened(source, kind) as image:
        words, size = read_words(image), upright_size(image)  # as stored: decoding may already scale it down
        return shown(image), size, words


def main() -> None:
    source, folder, focal_point = Path(sys.argv[1]), Path(sys.argv[2]), (int(sys.argv[3]), int(sys.argv[4]))
    _limit()
    refused: PictureRefused
    try:
        report = developed(source, folder, focal_point, is_card_alone=sys.argv[5:] == ["card"])
    except PictureRefused as refusal:
        refused = refusal
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        refused = TooManyPixels()
    except MemoryError:
        refused = TooMuchWork()
    except Exception:  # noqa: BLE001 - a damaged file raises anything that decoders can; the parent logs what it was
        traceback.print_exc()
        refused = UnreadablePicture()
    else:
        (folder / REPORT).write_text(json.dumps(report))
        return
    # The name alone: words are made where the reader's language is known.
    (folder / REPORT).write_text(json.dumps({"refused": type(refused).__name__}))


def _peak_bytes() -> int:
    """The most memory that was held; `ru_maxrss` would count what the server held when it started this process."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _limit() -> None:
    limits = {
        resource.RLIMIT_AS: _MOST_MEMORY,
        resource.RLIMIT_CPU: _MOST_CPU_SECONDS,
        resource.RLIMIT_FSIZE: _LARGEST_FILE,
        resource.RLIMIT_CORE: 0,
    }
    for name, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of memory, and some hosts set lower ones
            resource.setrlimit(name, (most, most))
    os.nice(10)  # readers come first
    with contextlib.suppress(OSError):  # where memory ends, the kernel is to take this process and not the server
        Path("/proc/self/oom_score_adj").write_text("1000")
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS_OF_JPEG
    PngImagePlugin.MAX_TEXT_CHUNK = 2**20
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)


if __name__ == "__main__":
    main()
