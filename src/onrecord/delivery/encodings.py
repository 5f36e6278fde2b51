"""Content codings: which one a client prefers, and the bytes in it."""

import gzip
from functools import lru_cache

import brotli  # type: ignore[import-untyped] # ships no types

ENCODINGS = ("br", "gzip", "identity")
# Measured on a 120 KB page: brotli 5 is as quick as gzip 6 and a fifth smaller; higher levels take ten times as long.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 6
# Whole coverages as JSON may be tens of megabytes: there, speed matters more than the last tenth.
_LARGE = 1_000_000
# A header adds what compression saves.
_SMALL = 200
# No more of a header is read, and none is remembered that is longer: browsers send thirty bytes, strangers 64 KB.
_READ = 500


def preferred(accept_encoding: bytes) -> str:
    """The coding of ours that the header likes best, the smallest of several; identity where it likes none."""
    return liked_best(accept_encoding[:_READ], ENCODINGS)


def of_stream(accept_encoding: bytes) -> str:
    """The same of those that a stream can be had in."""
    return liked_best(accept_encoding[:_READ], ("gzip", "identity"))


@lru_cache(maxsize=512)
def liked_best(accept_encoding: bytes, offered: tuple[str, ...]) -> str:
    """The one of the codings on offer, the smallest first, that a header of sane length likes best."""
    weights: dict[str, float] = {}
    for item in accept_encoding.decode("latin-1").lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip()] = _weight(parameters)
    anything = weights.get("*", 0.0)
    identity = weights.get("identity", anything if "*" in weights else 0.001)
    liked = {"br": weights.get("br", anything), "gzip": weights.get("gzip", anything), "identity": identity}
    best = max(offered, key=lambda name: liked[name])
    return best if liked[best] > 0 else "identity"


def encoded(body: bytes, encoding: str) -> bytes:
    """The body in this coding, the same bytes each time."""
    is_large = len(body) > _LARGE
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=1 if is_large else _BROTLI_QUALITY))
        case "gzip":
            return gzip.compress(body, compresslevel=1 if is_large else _GZIP_LEVEL, mtime=0)
        case _:
            return body


def is_worth_it(body: bytes) -> bool:
    return len(body) > _SMALL


def _weight(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
