"""Which embeds can be opened within the page, and from where."""

from urllib.parse import urlsplit

import pytest

from onrecord.render.embeds import FRAME_HOSTS, embed_view

_TUBE = "https://www.youtube-nocookie.com/embed/abcdefghijk"


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", _TUBE),
        ("https://m.youtube.com/watch?t=3&v=abcdefghijk", _TUBE),
        ("https://youtu.be/abcdefghijk?t=3", _TUBE),
        ("https://www.youtube.com/live/abcdefghijk", _TUBE),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1"),
        ("https://twitter.com/a/status/12", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=12"),
        ("https://x.com/a/status/12?s=20", "https://platform.twitter.com/embed/Tweet.html?dnt=true&id=12"),
        ("https://www.instagram.com/p/Abc_123/", "https://www.instagram.com/p/Abc_123/embed/"),
        ("https://t.me/channel/77", "https://t.me/channel/77?embed=1"),
        ("https://www.tiktok.com/@a.b/video/123456", "https://www.tiktok.com/embed/v2/123456"),
        ("https://datawrapper.dwcdn.net/Abc12/3/", "https://datawrapper.dwcdn.net/Abc12/3/"),
    ],
)
def test_known_providers_have_a_frame_on_a_listed_host(url: str, frame: str) -> None:
    view = embed_view(url, "")
    assert (view.url, view.frame) == (url, frame)
    assert urlsplit(frame).netloc in FRAME_HOSTS


@pytest.mark.parametrize(
    "url",
    [
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://evil.example/?https://youtu.be/abcdefghijk",
        "https://www.youtube.com/watch?v=<script>",
        "https://www.youtube.com/",
        "https://x.com/someone",
        "https://chart.example/1",
    ],
)
def test_anything_else_is_a_plain_link(url: str) -> None:
    assert embed_view(url, "").frame is None


def test_an_address_that_is_not_fit_is_no_link_at_all() -> None:
    view = embed_view("javascript:alert(1)", "youtube")
    assert (view.url, view.frame, view.title) == (None, None, "YouTube")
