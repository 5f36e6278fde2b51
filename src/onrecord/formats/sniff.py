"""Which format these bytes are, told by what is in them; the name and the content type only break a tie."""

import json
import re
from typing import Any

from onrecord.formats import corpus, guardian, html, sourcefabric, text
from onrecord.formats.drafts import CoverageDraft, ImportRefused
from onrecord.formats.html import jsonld_document
from onrecord.formats.html.page import decode

# The largest real page at hand is 0.5 MB and a coverage of 2,000 updates with its markup about 12 MB; twice that is
# room enough, and small enough to be parsed within a second or two in a few hundred megabytes of memory.
MAX_BYTES = 25 * 1024 * 1024

_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (as are .docx, .odt and .epub files)"),
    (b"\x1f\x8b", "compressed with gzip"),
    (b"BZh", "compressed with bzip2"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF87a", "an image (GIF)"),
    (b"GIF89a", "an image (GIF)"),
    (b"II*\x00", "an image (TIFF)"),
    (b"MM\x00*", "an image (TIFF)"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"OggS", "sound or video (Ogg)"),
    (b"ID3", "sound (MP3)"),
    (b"fLaC", "sound (FLAC)"),
    (b"\x1aE\xdf\xa3", "video (Matroska or WebM)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"wOF", "a font"),
)
_HTML = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<script[\s>]|<article[\s>]|<section[\s>]|<main[\s>]|"
    rb"<(?:div|p|h[1-6]|ul|li|time|meta|title|span)[\s>]",
    re.IGNORECASE,
)
_FEED = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,5}<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE | re.DOTALL
)
_SHORTEST = 20  # bytes; no page with two updates is shorter


def read(data: bytes, *, name: str, url: str | None = None, content_type: str | None = None) -> CoverageDraft:
    """The coverage in these bytes, whichever known format they are; raises ImportRefused with the reason otherwise."""
    if len(data) > MAX_BYTES:
        raise ImportRefused(
            f"{name} has {len(data) / 1_048_576:,.1f} MB; at most {MAX_BYTES // 1_048_576} MB are read. "
            "Import a part of it."
        )
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ImportRefused(f"{name} is empty.")
    if (kind := _binary(data)) is not None:
        raise ImportRefused(f"{name} is {kind}, not a live page. Give the page itself: HTML, JSON or plain text.")
    if len(head) < _SHORTEST and len(data) < _SHORTEST:
        raise ImportRefused(f"{name} has {len(data)} bytes, too few for a live page. It may have been cut off.")
    media = (content_type or "").split(";")[0].strip().lower()
    if head[:1] in (b"{", b"[") and not _HTML.match(head):
        return _json(data, name=name, url=url)
    if (feed := _FEED.match(head)) is not None:
        raise ImportRefused(
            f"{name} is a feed ({feed[1].decode('ascii', 'replace')}), which is not imported as a live page. "
            "Give the page itself."
        )
    if _is_html(data, name, media):
        return html.read(data, url=url, charset=_charset(content_type))
    return text.read(decode(data, charset=_charset(content_type), warnings=[]), url=url)


def _json(data: bytes, *, name: str, url: str | None) -> CoverageDraft:
    try:
        document: Any = json.loads(decode(data, charset="utf-8", warnings=[]), strict=False)
    except RecursionError as error:
        raise ImportRefused(f"{name} is JSON nested too deeply to be a live page.") from error
    except ValueError as error:
        at = f" (line {error.lineno}: {error.msg})" if isinstance(error, json.JSONDecodeError) else ""
        raise ImportRefused(
            f"{name} begins as JSON but is not valid JSON{at}. It may have been cut off; fetch it again."
        ) from error
    for known in (guardian, sourcefabric, corpus, jsonld_document):
        if known.is_like(document):
            return _with_updates(known.read(document, url=url), name)
    raise ImportRefused(
        f"{name} is JSON of a format that is not known. Known are: the Guardian's article JSON, the posts API of "
        "Sourcefabric Live Blog, the live blog corpus, JSON-LD with a LiveBlogPosting, and this program's own export."
    )


def _with_updates(draft: CoverageDraft, name: str) -> CoverageDraft:
    if not any(update.blocks or update.heading for update in draft.updates):
        raise ImportRefused(f"{name} is of the format {draft.format} but has no update with any content.")
    return draft


def _is_html(data: bytes, name: str, media: str) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data[:200_000].decode("utf-16", "replace").encode("utf-8", "replace")
    found = _HTML.search(data[:100_000])
    if found is None:
        return media in ("text/html", "application/xhtml+xml") or name.lower().endswith((".html", ".htm", ".xhtml"))
    # A scrape may quote a tag; a page begins with one.
    return (
        data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        or media == "text/html"
        or name.lower().endswith((".html", ".htm"))
    )


def _binary(data: bytes) -> str | None:
    for mark, kind in _BINARY:
        if data.startswith(mark):
            return kind
    if data[:4] == b"RIFF":
        return "an image (WebP)" if data[8:12] == b"WEBP" else "sound or video (RIFF)"
    if data[4:8] == b"ftyp":
        return "an image (AVIF or HEIC)" if data[8:12] in (b"avif", b"heic", b"heix", b"mif1") else "video (MP4)"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None  # UTF-16 is half zeros, and text
    sample = data[:65_536]
    control = sum(sample.count(bytes((code,))) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return "binary" if control * 50 > len(sample) else None


def _charset(content_type: str | None) -> str | None:
    match = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type or "", re.IGNORECASE)
    return match[1] if match else None
