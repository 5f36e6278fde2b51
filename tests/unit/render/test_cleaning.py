"""What is let through to a reader's browser, and what is not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain.blocks import plain_text
from onrecord.render.sanitize import clean_href, clean_inline, clean_src, clean_url, clean_words

_markup = st.sampled_from(
    [
        "<b>",
        "</b>",
        "<a href='https://a.example/",
        "'>",
        "</p>",
        "<!--",
        "&lt;",
        "&#x202e;",
        "&#0;",
        "&amp;",
        "<br>",
        "<svg>",
    ]
)
_any_text = st.lists(st.text(st.characters(exclude_categories=[]), max_size=5) | _markup, max_size=8).map("".join)


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("1 > 0", "1 &gt; 0"),
        ("<b>bold</b> <i>x</i>", "<b>bold</b> <i>x</i>"),
        ("<b>never closed", "<b>never closed</b>"),
        ("</p></div>out", "out"),
        ("<script>alert(1)</script>kept", "kept"),
        ("<p onclick=x>kept</p>", "kept"),
        (
            '<a href="https://a.example/?b=1&amp;c=2">x</a>',
            '<a href="https://a.example/?b=1&amp;c=2">x</a>',
        ),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="javascript:1">x</a>', "<a>x</a>"),
        ('<a href="/desk/">x</a>', "<a>x</a>"),
        ('<a href="https://bank@evil.example">x</a>', "<a>x</a>"),
        ("caf\u00e9 \U0001f468\u200d\U0001f467", "caf\u00e9 \U0001f468\u200d\U0001f467"),
    ],
)
def test_inline_html_is_reduced_to_the_subset(html: str, cleaned: str) -> None:
    assert clean_inline(html) == cleaned


@given(_any_text)
def test_cleaning_again_changes_nothing(text: str) -> None:
    for clean in (clean_words, clean_inline):
        assert clean(clean(text)) == clean(text)


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Zl", "Zp"], exclude_characters="<>&"), max_size=40
    )
)
def test_ordinary_words_are_kept_exactly(text: str) -> None:
    assert clean_words(text) == text
    assert plain_text(clean_inline(text)) == text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x1b[0m", "ab[0m"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ud83d", "\ufffd"),
        ("\u202eturned", "turned"),
        ("\u2067open", "\u2067open\u2069"),
        ("\u202b\u2068both", "\u202b\u2068both\u2069\u202c"),
        ("\u2067\u202bclosed\u2069", "\u2067\u202bclosed\u2069"),
        ("\u200fmark\u200e", "\u200fmark\u200e"),
    ],
)
def test_characters_that_would_reach_beyond_the_words_are_taken_out_or_closed(text: str, cleaned: str) -> None:
    assert clean_words(text) == cleaned


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "//a.example",
        "/path",
        "ftp://a.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "http://",
        "http://[::1",
        "http://a.example:99999/",
        "https://user@a.example/",
        "https://a.example/\u202egpj.exe",
        "https://a.example/\x00",
        "https:\\\\a.example",
        "https://a.example/" + "x" * 5000,
    ],
)
def test_addresses_that_are_not_plainly_web_addresses_are_refused(url: str) -> None:
    assert clean_url(url) is None


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("HTTP://A.example", "HTTP://A.example"),
        (" https://a.example/b c ", "https://a.example/b%20c"),
        ("https://\u00e9.example/\u6771", "https://\u00e9.example/\u6771"),
    ],
)
def test_web_addresses_are_kept(url: str, cleaned: str) -> None:
    assert clean_url(url) == cleaned


def test_mail_addresses_are_links_and_this_sites_paths_are_pictures_only() -> None:
    assert clean_href("mailto:a@b.example") == "mailto:a@b.example"
    assert clean_url("mailto:a@b.example") is None
    assert clean_src("/media/a.webp") == "/media/a.webp"
    assert clean_src("//a.example/a.webp") is None
    assert clean_src("/\\a.example") is None
    assert clean_href("/media/a.webp") is None


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<b><i>" * 150_000,
        "<" * 1_000_000,
        "&" * 1_000_000,
        "<a href=" * 120_000,
        "\u2067" * 1_000_000,
    ],
    ids=["nested", "formatting", "brackets", "ampersands", "open tags", "isolates"],
)
def test_a_million_hostile_characters_are_cleaned_in_good_time(html: str) -> None:
    start = time.process_time()
    clean_inline(html)
    assert time.process_time() - start < 3
