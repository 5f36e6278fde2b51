"""The plain-text notation of the desk: what it says, and that nothing is lost on the way there and back."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.desk.typed.notation import UnknownBlock, from_text, to_text
from onrecord.domain.blocks import (
    Block,
    Divider,
    Embed,
    Heading,
    Image,
    LinkCard,
    ListBlock,
    Quote,
    Rendition,
    Table,
    Text,
)
from onrecord.domain.content import UpdateContent
from onrecord.newsroom.clean import clean_block, clean_content
from tests.strategies import any_block

SIMPLE = {
    "Plain words": Text(html="Plain words"),
    "One\nTwo": Text(html="One<br>Two"),
    "**Bold** and *italic*": Text(html="<strong>Bold</strong> and <em>italic</em>"),
    "See [the map](https://a.example/m_(1))": Text(html='See <a href="https://a.example/m_(1)">the map</a>'),
    "3 * 4 & 5 < 6": Text(html="3 * 4 &amp; 5 &lt; 6"),
    "H<sub>2</sub>O": Text(html="H<sub>2</sub>O"),
    r"\- not a list": Text(html="- not a list"),
    r"\https://a.example/x": Text(html="https://a.example/x"),
    r"Stars \*as they are\*": Text(html="Stars *as they are*"),
    "### Roads": Heading(text="Roads"),
    "#### Side roads": Heading(text="Side roads", level=4),
    "- one\n- two": ListBlock(items=("one", "two")),
    "1. one\n2. **two**\n   more": ListBlock(items=("one", "<strong>two</strong><br>more"), ordered=True),
    "> We are safe.\n>\n> All of us.\n> -- A resident": Quote(
        text="We are safe.\n\nAll of us.", attribution="A resident"
    ),
    "> We are safe.\n-- A resident": Quote(text="We are safe.", attribution="A resident"),
    "---": Divider(),
    "![A bridge](https://a.example/b.jpg) The old bridge | Photo: Ada": Image(
        url="https://a.example/b.jpg", alt="A bridge", caption="The old bridge", credit_line="Photo: Ada"
    ),
    "![A bridge]() | Ada": Image(alt="A bridge", credit_line="Ada"),
    "https://a.example/story": LinkCard(text="https://a.example/story", url="https://a.example/story"),
    "-> [The story](https://a.example/s)": LinkCard(text="The story", url="https://a.example/s"),
    "-> [Lost link]()": LinkCard(text="Lost link"),
    "https://www.youtube.com/watch?v=abcdefghijk": Embed(
        url="https://www.youtube.com/watch?v=abcdefghijk", provider="youtube"
    ),
}


@pytest.mark.parametrize(("text", "block"), SIMPLE.items())
def test_each_notation_makes_its_block(text: str, block: Block) -> None:
    assert from_text(text) == (block,)


@pytest.mark.parametrize("block", SIMPLE.values())
def test_each_block_that_has_a_notation_is_shown_in_it(block: Block) -> None:
    assert "[[" not in to_text([block])
    read = from_text(to_text([block]))
    assert [clean_block(each) for each in read] == [clean_block(block)]


def test_a_blank_line_parts_blocks_and_a_change_of_kind_does_too() -> None:
    assert from_text("One\n\nTwo\n- three\n### Four\n> five") == (
        Text(html="One"),
        Text(html="Two"),
        ListBlock(items=("three",)),
        Heading(text="Four"),
        Quote(text="five"),
    )


def test_a_table_stands_as_one_line_that_can_be_moved() -> None:
    table = Table(rows=(("a", "b"),), caption="Votes")
    body = (Text(html="Before"), table)
    before, line = to_text(body).split("\n\n")
    assert line.startswith("[[table ")
    assert "Votes" in line
    assert from_text(f"{line}\n\n{before}, amended", body) == (table, Text(html="Before, amended"))


def test_a_line_for_a_block_that_is_gone_is_refused_by_name() -> None:
    line = to_text([Table(rows=(("a",),))])
    with pytest.raises(UnknownBlock, match="table"):
        from_text(line)


def test_a_new_caption_leaves_the_sizes_of_a_picture_alone() -> None:
    rendition = Rendition(url="/media/b.avif", media_type="image/avif", width=800, height=600)
    image = Image(url="https://a.example/b.jpg", alt="A bridge", width=800, height=600, renditions=(rendition,))
    (edited,) = from_text(to_text([image]) + " The bridge", [image])
    assert isinstance(edited, Image)
    assert edited.caption == "The bridge"
    assert (edited.width, edited.renditions) == (800, (rendition,))


_TAGS = re.findall(
    "<[^>]+>",
    '<strong></strong><em></em><b></b><i><code></code><br></a><sup><a href="https://a.example/x?a=1&amp;b=(2)">',
)
_inline = st.lists(
    st.one_of(
        st.text(st.sampled_from("ab \\*[]()<>&|#->1.!\n\u00a0é\u05d0"), max_size=6).map(
            lambda words: words.replace("&", "&amp;").replace("<", "&lt;")
        ),
        st.sampled_from(_TAGS),
    ),
    max_size=10,
).map("".join)
_bodies = st.lists(
    st.one_of(
        any_block,
        st.builds(Text, html=_inline),
        st.builds(ListBlock, items=st.lists(_inline, max_size=3).map(tuple), ordered=st.booleans()),
        st.builds(Quote, text=st.text("a>- \n\\", max_size=12), attribution=st.none() | st.text("a-", max_size=4)),
        st.builds(Heading, text=st.text("a# \\*", max_size=8), level=st.sampled_from([3, 4])),
        st.builds(
            Image,
            url=st.none() | st.just("https://a.example/p_(1).jpg"),
            alt=st.text("a]\\[|", max_size=6),
            caption=st.text("a|\\ \n", max_size=6),
            credit_line=st.text("a|\\ ", max_size=6),
            width=st.none() | st.just(10),
        ),
        st.builds(LinkCard, text=st.text("a]\\[(", max_size=6), url=st.none() | st.just("https://a.example/(x")),
    ),
    max_size=5,
).map(lambda body: clean_content(UpdateContent(body=tuple(body))).body)


@given(_bodies)
def test_editing_an_update_without_touching_it_loses_nothing(body: tuple[Block, ...]) -> None:
    assert from_text(to_text(body), body) == body


@given(_bodies)
def test_what_the_notation_says_of_a_block_is_all_of_it(body: tuple[Block, ...]) -> None:
    """Also where the text is read without the blocks that it began with, those that stand as a line left aside."""
    for block in body:
        text = to_text([block])
        if not text.startswith("[[") and not isinstance(block, Image):
            (read,) = from_text(text)
            cleaned = clean_block(read)
            assert cleaned is not None
            assert cleaned.words.split() == block.words.split()


@given(st.text(st.sampled_from("ab \\*[]()<>&|#->1.!\n\"='/https:")))
def test_any_text_can_be_read(text: str) -> None:
    from_text(text)


@pytest.mark.parametrize(
    "unit", ["*", "**a", "[", "](", "[](", "![", "> ", "\\", '<a href="', "[[", "](((", "*a ", "- a\n", "1. \n", "| "]
)
def test_no_text_takes_long(unit: str) -> None:
    started = time.perf_counter()
    from_text(unit * (300_000 // len(unit)))
    assert time.perf_counter() - started < 5
