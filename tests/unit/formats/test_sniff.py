"""What is recognised by its content, and what is refused with a reason that helps."""

import gzip
import json

import pytest

from onrecord.formats import sniff
from onrecord.formats.drafts import ImportRefused

LIVE = {
    "@context": "https://schema.org",
    "@type": "LiveBlogPosting",
    "headline": "Harbour live",
    "liveBlogUpdate": {"@type": "BlogPosting", "headline": "Ferries stop", "articleBody": "The last one is in."},
}

SCRIPT = f'<html><body><script type="application/ld+json">{json.dumps(LIVE)}</script></body></html>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (bytes(500), "empty"),
        (b"%PDF-1.7 " + bytes(99), "PDF"),
        (b"PK\x03\x04" + bytes(99), "zip"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP"),
        (b"\x00\x00\x00\x1cftypavif" + bytes(99), "AVIF"),
        (gzip.compress(b"<html>"), "gzip"),
        (bytes(range(256)) * 20, "binary"),
        (b"<html>", "too few"),
        (b"x" * (sniff.MAX_BYTES + 1), "at most 25 MB"),
        (b'{"blocks": [{"elements": [', "not valid JSON"),
        (b'{"weather": ["rain", "wind", "rain"]}', "format that is not known"),
        (b"[" * 100_000, "nested too deeply"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "feed"),
        (b'{"documents": [{"block_id": "1", "title": "", "text": []}]}', "no update"),
    ],
)
def test_what_is_no_live_page_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        sniff.read(data, name="page")


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(LIVE).encode(),
        ("\ufeff" + json.dumps(LIVE)).encode(),
        json.dumps([{"@type": "WebSite"}, {"@graph": [LIVE]}]).encode(),
        SCRIPT.encode(),
        SCRIPT.encode("utf-16"),
        f'<!-- saved --><script type="application/ld+json">/*<![CDATA[*/{json.dumps(LIVE)};/*]]>*/</script>'.encode(),
    ],
    ids=["JSON-LD", "with a BOM", "in a graph", "in a page", "in UTF-16", "in CDATA"],
)
def test_the_format_is_told_by_the_content_not_by_the_name(data: bytes) -> None:
    assert [update.heading for update in sniff.read(data, name="download.bin").updates] == ["Ferries stop"]


def test_the_charset_that_the_server_names_is_used() -> None:
    page = (
        f'<html><body><script type="application/ld+json">{json.dumps(LIVE, ensure_ascii=False)}</script></body></html>'
    )
    data = page.replace("Ferries stop", "Fähren stehen still").encode("cp1252")
    draft = sniff.read(data, name="page", content_type="text/html; charset=windows-1252")
    assert draft.updates[0].heading == "Fähren stehen still"


def test_bytes_that_are_not_what_the_page_says_are_mended_and_named() -> None:
    page = (
        f'<html><head><meta charset="utf-8"></head><body><script type="application/ld+json">{json.dumps(LIVE)}</script>'
    )
    draft = sniff.read(page.replace("Ferries stop", "Caf").encode().replace(b"Caf", b"Caf\xe9 closes"), name="page")
    assert draft.updates[0].heading == "Café closes"
    assert any("not UTF-8" in warning for warning in draft.warnings)
