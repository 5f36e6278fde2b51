"""The reader's script, style and pictures, and the small files that browsers and robots ask for by themselves."""

import mimetypes
import re
from pathlib import Path

# One folder deep at most, no dot in front: nothing that leads out of the folder can be said.
_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}/)?[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}", re.ASCII)
_DIGEST = re.compile(r"-[0-9A-Za-z]{8,64}\.[a-z0-9]+$", re.ASCII)
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json"}
_TYPES |= {".webp": "image/webp", ".avif": "image/avif", ".woff2": "font/woff2", ".svg": "image/svg+xml"}

FOREVER = b"public, max-age=31536000, immutable"
FOR_AN_HOUR = b"public, max-age=3600"

ICON = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    b'<rect width="32" height="32" rx="7" fill="#1c1b19"/><circle cx="16" cy="16" r="7" fill="#d8352a"/></svg>'
)
ROBOTS = b"User-agent: *\nDisallow: /desk\nDisallow: /accounts\nDisallow: /admin\nDisallow: /api\n"


def asset_file(folder: Path, name: str) -> Path | None:
    """The file of this name in the folder, None where there is none."""
    if not _NAME.fullmatch(name) or name == "manifest.json":
        return None
    file = folder / name
    return file if file.is_file() and file.resolve().is_relative_to(folder.resolve()) else None


def asset_type(name: str) -> bytes:
    known = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return known.encode()


def asset_cache(name: str) -> bytes:
    """A name with a digest in it never comes to mean anything else."""
    return FOREVER if _DIGEST.search(name) else FOR_AN_HOUR
