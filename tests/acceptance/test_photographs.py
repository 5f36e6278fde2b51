"""A photograph through the whole program, from a telephone's file to what readers are served."""

import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.contrib.auth.models import User
from PIL import Image
from pytest_django import DjangoDbBlocker

from onrecord.newsroom.roles import Role, give_role
from onrecord.newsroom.tokens import TokenScope, make_token
from tests.photographs import SECRETS, corners, encoded, exif, iim, with_iim, xmp
from tests.running import Server
from tests.site_database import site_on

_ALT = (
    "<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang='x-default'>Two boats at a quay</rdf:li></rdf:Alt>"
    "</Iptc4xmpCore:AltTextAccessibility>"
)
_MARKS = (b"Exif", b"xpacket", b"8BIM", b"Photoshop", b"ICC_PROFILE", b"ICCP", b"GPS")


def from_a_telephone() -> bytes:
    """20 megapixels on their side, with a place, and the words that an agency writes."""
    grain = Image.effect_noise((1368, 912), 40).resize((5472, 3648)).convert("RGB")
    image = Image.blend(grain, corners(5472, 3648), 0.7)
    jpeg = encoded(image, "JPEG", quality=88, exif=exif(6).tobytes(), xmp=xmp(_ALT), comment=SECRETS["comment"])
    words = {"caption": "Човни в порту".encode(), "credit": b"Harbour Press", "byline": b"Ada Nowak"}
    return with_iim(jpeg, iim({**words, "city": SECRETS["iptc"]}))


def from_elsewhere(kind: str) -> bytes:
    tags = exif(caption="Boats at noon", byline="Ada Nowak/Harbour Press").tobytes()
    return encoded(corners(2000, 1300), kind, exif=tags, **({} if kind == "PNG" else {"xmp": xmp(_ALT)}))


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[httpx.Client]:
    """A program of Ada's, who is an administrator, and a running site."""
    data = tmp_path_factory.mktemp("site")
    server = Server(data, ONRECORD_SECRET_KEY="k" * 50)
    server.start()
    try:
        with django_db_blocker.unblock(), site_on(f"sqlite:///{data}/onrecord.sqlite3"):
            ada = User.objects.create_user("ada")
            give_role(ada, Role.ADMINISTRATOR)
            _, secret = make_token(ada, "camera", list(TokenScope))
        headers = {"Authorization": f"Bearer {secret}"}
        with httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=120) as client:
            assert client.post("/api/v1/coverages", json={"headline": "Harbour"}).status_code == 201
            yield client
    finally:
        server.stop()


def served(editor: httpx.Client, told: dict[str, Any], slug: str = "harbour") -> list[httpx.Response]:
    """Everything public that shows the picture: its files, and the pages, feeds and frames of the update."""
    block = told["block"]
    content = {"heading": "At the quay", "body": [block]}
    update = editor.post(f"/api/v1/coverages/{slug}/updates", json={"content": content}).json()
    files = [block["url"], block["card"]["url"], *(each["url"] for each in block["renditions"])]
    pages = [f"/{slug}", f"/{slug}/u/{update['id']}", f"/{slug}.json", f"/{slug}/changes/latest"]
    replies = [httpx.get(f"{editor.base_url}{path}", trust_env=False, timeout=30) for path in (*files, *pages)]
    assert {reply.status_code for reply in replies} == {200}
    return replies


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "AVIF", "WEBP", "PNG"])
def test_no_served_byte_says_where_a_photograph_was_taken(editor: httpx.Client, kind: str) -> None:
    original = from_a_telephone() if kind == "JPEG" else from_elsewhere(kind)
    assert SECRETS["maker-note"] in original
    answer = editor.post("/api/v1/pictures", files={"file": ("IMG_1.jpg", original)})
    assert answer.status_code == 201, answer.text
    told = answer.json()
    expected = "" if kind == "PNG" else "Two boats at a quay"
    caption = "Човни в порту" if kind == "JPEG" else "Boats at noon"
    assert (told["alt"], told["caption"], told["credit_line"]) == (expected, caption, "Ada Nowak/Harbour Press")
    if kind == "JPEG":
        assert (told["width"], told["height"]) == (3648, 5472), "as it was held"
    for reply in served(editor, told):
        assert not [name for name, secret in SECRETS.items() if secret in reply.content]
        if not reply.headers["content-type"].startswith("image/"):
            continue
        assert not [mark for mark in _MARKS if mark in reply.content]
        with Image.open(io.BytesIO(reply.content)) as picture:
            assert not dict(picture.getexif())
            found = {name for name, value in picture.info.items() if value}
            assert not {"exif", "xmp", "XML:com.adobe.xmp", "icc_profile", "comment", "photoshop"} & found


@pytest.mark.slow
def test_a_picture_that_is_taken_down_answers_nowhere(editor: httpx.Client) -> None:
    added = editor.post("/api/v1/pictures", files={"file": ("a.png", encoded(corners(), "PNG"))}).json()
    opened = editor.post("/api/v1/coverages", json={"headline": "Down"}).json()
    shown = served(editor, added, opened["slug"])
    assert b"/media/" in shown[-4].content
    path = f"/api/v1/pictures/{added['id']}"
    assert editor.post(f"{path}/take-down", json={"reason": "A court asked."}).status_code == 200
    for reply in shown:
        if reply.headers["content-type"].startswith("image/"):
            assert httpx.get(reply.url, trust_env=False).status_code in (404, 410)
    assert editor.post(f"{path}/remove", json={"note": "Taken down."}).json()["left"] == 0
    for page in ("", ".json", "/changes/latest", "/feed.rss", "/feed.atom", "/feed.json"):
        assert _without_pictures(f"{editor.base_url}/{opened['slug']}{page}"), page


def _without_pictures(url: str) -> bool:
    """Whether nothing of it leads to a picture, as soon as readers' side has followed the log."""
    for _ in range(600):
        reply = httpx.get(url, trust_env=False, timeout=30)
        if b"/media/" not in reply.content:
            return True
    return False
