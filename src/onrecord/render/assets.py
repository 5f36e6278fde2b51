"""Where the reader's script and styles are: the client build names them in a manifest beside them."""

import json
import logging
from functools import lru_cache
from pathlib import Path

_log = logging.getLogger(__name__)

ASSETS = Path(__file__).parent / "assets"


def asset_url(name: str, folder: Path = ASSETS) -> str | None:
    """The address of an asset by its plain name such as `reader.js`; None, and a line in the log, before a build."""
    file = folder / "manifest.json"
    try:
        built = _read(file, file.stat().st_mtime_ns).get(name)
    except (OSError, ValueError, TypeError) as error:
        return _missing(name, f"{file} cannot be read ({type(error).__name__})")
    return f"/assets/{built}" if isinstance(built, str) else _missing(name, f"{file} does not name it")


@lru_cache(maxsize=4)
def _read(file: Path, _changed_at: int) -> dict[str, object]:
    manifest = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(manifest, dict):
        raise TypeError("not a JSON object")
    return manifest


@lru_cache(maxsize=16)
def _missing(name: str, reason: str) -> None:
    """Says so once: pages are made at every event, and the news in the log must not drown."""
    _log.error("pages go out without %s: %s; run `make client` to build it", name, reason)
