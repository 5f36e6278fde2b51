"""Words in a picture's metadata, well-formed and hostile."""

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from onrecord.newsroom.darkroom.iim import read_iim
from onrecord.newsroom.darkroom.words import read_words
from onrecord.newsroom.darkroom.xmp import read_xmp
from tests.photographs import iim, xmp


@given(st.binary(max_size=300))
def test_no_bytes_are_too_strange_for_iim(data: bytes) -> None:
    read_iim(data)
    read_iim(b"\x1c\x02\x78" + data)


@given(st.binary(max_size=300))
def test_no_bytes_are_too_strange_for_xmp(data: bytes) -> None:
    read_xmp(data)
    read_xmp(xmp().replace(b"<photoshop:Instructions>", data, 1))


@given(st.dictionaries(st.sampled_from(["caption", "credit", "byline"]), st.text(min_size=1, max_size=200), min_size=1))
def test_iim_is_read_as_it_was_written(words: dict[str, str]) -> None:
    assert read_iim(iim({name: text.encode() for name, text in words.items()})) == words


def test_iim_of_old_programs_is_read_as_their_machines_wrote_it() -> None:
    assert read_iim(iim({"caption": "Café – “Zürich”".encode("cp1252")}, is_utf_8=False)) == {
        "caption": "Café – “Zürich”"
    }


def test_xmp_may_say_a_word_as_attribute_text_or_list() -> None:
    creators = "<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Ben</rdf:li></rdf:Seq></dc:creator>"
    rights = "<dc:rights>Harbour Press</dc:rights>"
    assert read_xmp(xmp(creators + rights, Credit="Press &amp; Co")) == {
        "byline": "Ada, Ben",
        "copyright_notice": "Harbour Press",
        "credit": "Press & Co",
    }


def test_of_several_languages_the_default_is_taken() -> None:
    items = "<rdf:li xml:lang='de'>Ein Kai</rdf:li><rdf:li xml:lang='x-default'>A quay</rdf:li>"
    assert read_xmp(xmp(f"<dc:description><rdf:Alt>{items}</rdf:Alt></dc:description>")) == {"caption": "A quay"}


def test_entities_of_a_packet_s_own_are_not_looked_at() -> None:
    declared = b'<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    assert read_xmp(declared + xmp("<dc:rights>&file;</dc:rights>")) == {}


def test_maker_and_agency_are_named_once_each() -> None:
    def credit(byline: str, agency: str) -> str:
        image = Image.new("RGB", (1, 1))
        image.info["photoshop"] = {0x0404: iim({"byline": byline.encode(), "credit": agency.encode()})}
        return read_words(image).credit_line

    assert credit("Ada Nowak", "Press") == "Ada Nowak/Press"
    assert credit("Ada Nowak", "Ada Nowak/Press") == "Ada Nowak/Press"
    assert credit("Ada Nowak/Press", "press") == "Ada Nowak/Press"
    assert credit("Ada Nowak", "") == "Ada Nowak"


def test_what_cameras_say_by_themselves_is_no_caption() -> None:
    for nothing in ("OLYMPUS DIGITAL CAMERA", "SONY DSC", "Screenshot", "untitled", " ", "DCIM\\100MEDIA\\DJI_1.JPG"):
        image = Image.new("RGB", (1, 1))
        image.info["photoshop"] = {0x0404: iim({"caption": nothing.encode()})}
        assert read_words(image).caption == ""
