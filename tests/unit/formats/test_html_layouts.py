"""One layout of a live page a fact: where headings, times, names and pictures stand, and what belongs to the page."""

import json
from collections.abc import Callable

import pytest

from onrecord.domain.blocks import Image, ListBlock, Quote, Text
from onrecord.formats.drafts import CoverageDraft, ImportRefused
from onrecord.formats.html import read

UPDATES = (
    (
        "Tram line seven is running again",
        "14:20",
        "The first tram left the depot at two, the city transport company said.",
    ),
    (
        "What about the night buses?",
        "13:40",
        "Night buses will run as usual, and tickets of both lines are valid in all of them.",
    ),
    (
        "Crane lifted off the tracks",
        "12:15",
        "A crew of twenty needed four hours to lift the crane, which had blown over on Monday.",
    ),
)
HEADINGS = [heading for heading, _, _ in UPDATES]


def page(written: Callable[[str, str, str], str], *, above: str = "") -> CoverageDraft:
    updates = "".join(written(*update) for update in UPDATES)
    source = (
        f"<html lang=en><body><main><h1>Storm over the city: live</h1>{above}<div>{updates}</div></main></body></html>"
    )
    return read(source.encode())


def headings(draft: CoverageDraft) -> list[str | None]:
    return [update.heading for update in draft.updates]


def plain(heading: str, time: str, words: str) -> str:
    stamp = f'<time datetime="2027-03-05T{time}Z">{time}</time>'
    return f"<article class=update>{stamp}<h2>{heading}</h2><p>{words}</p></article>"


@pytest.mark.parametrize(
    "written",
    [
        lambda heading, time, words: f"<div class=stamp>{time} Uhr</div><h2>{heading}</h2><p>{words}</p>",
        lambda heading, time, words: f"<h3>{heading}</h3><p>{time} GMT</p><p>{words}</p>",
        lambda heading, time, words: f"<div class=live-row><i><span>{time}</span></i><b>{heading}</b><br>{words}</div>",
        lambda heading, time, words: (
            f"<li class=post><span>{time} | 5 March</span><h3>{heading}</h3><p>{words}</p></li>"
        ),
        lambda heading, time, words: f"<dl><dt>{time}<dd><h4>{heading}</h4><p>{words}</p></dl>",
        lambda heading, time, words: f"<table><tr><td>{time}<td><b>{heading}</b><br>{words}</table>",
        lambda heading, _, words: f"<li class=post><div>2 hr ago</div><h3>{heading}</h3><p>{words}</p></li>",
        lambda heading, time, words: (
            f"<li class=x1><article><h3>{heading}<span class=visually-hidden>published at {time} on 5 March</span></h3>"
            f"<div><span data-testid=stamp>{time} 5 March 2027</span></div><div><p>{words}</p></div></article></li>"
        ),
    ],
)
def test_update_comes_apart_into_heading_and_words(written: Callable[[str, str, str], str]) -> None:
    draft = page(written)
    assert headings(draft) == HEADINGS
    assert [update.blocks for update in draft.updates] == [(Text(html=words),) for _, _, words in UPDATES]


def test_shown_time_with_its_day_and_zone_is_a_full_time() -> None:
    draft = page(
        lambda heading, time, words: (
            f"<li class=post><b>{time} GMT 5 March 2027</b><h3>{heading}</h3><p>{words}</p></li>"
        )
    )
    assert all(update.published_at is None or update.published_at.day == 5 for update in draft.updates)


def test_time_beside_the_machine_readable_one_is_no_paragraph() -> None:
    stamp = '<a href="#k"><time datetime="2027-03-05T{1}Z">1h</time><span>{1} GMT</span></a>'
    shown = f"<article class=update>{stamp}<h2>{{0}}</h2><p>{{2}}</p><div>Updated at {{1}} GMT</div></article>"
    draft = page(lambda *update: shown.format(*update))
    assert [len(update.blocks) for update in draft.updates] == [1, 1, 1]


def test_names_joined_by_a_word_are_several_contributors() -> None:
    by = "<div class=byline>From Daily Gull's Ines Varga, Tom Ridley and Ada Brück</div>"
    draft = page(lambda *update: plain(*update).replace("<p>", f"{by}<p>"))
    assert draft.updates[0].contributors == ("Ines Varga", "Tom Ridley", "Ada Brück")


def test_portrait_of_the_author_is_no_picture_of_the_update() -> None:
    face = '<span class=author-photo><img src="https://example.org/face.png" alt=""></span>'
    draft = page(lambda *update: plain(*update).replace("<h2>", f"{face}<h2>"))
    assert not any(isinstance(block, Image) for update in draft.updates for block in update.blocks)


@pytest.mark.parametrize(
    "printed",
    [
        (
            '<div class="picture__caption attribution">A tram in the depot.</div>'
            "<figcaption class=picture__credit>Ines Varga</figcaption>"
        ),
        (
            "<span><span class=sr-only>Image source, </span>Ines Varga</span>"
            "<figcaption><span class=sr-only>Image caption, </span>A tram in the depot.</figcaption>"
        ),
    ],
)
def test_caption_and_credit_are_told_apart(printed: str) -> None:
    figure = f'<figure><img src="https://example.org/tram.jpg" alt="A tram">{printed}</figure>'
    image = page(lambda *update: plain(*update).replace("</p>", f"</p>{figure}")).updates[0].blocks[-1]
    assert isinstance(image, Image)
    assert (image.caption, image.credit_line) == ("A tram in the depot.", "Ines Varga")


def test_author_of_a_quotation_is_its_attribution() -> None:
    quote = "<blockquote><p class=comment-author>Jo from the suburbs</p><p>When will line nine run?</p></blockquote>"
    draft = page(lambda *update: plain(*update).replace("</p>", f"</p>{quote}"))
    assert draft.updates[0].blocks[-1] == Quote(text="When will line nine run?", attribution="Jo from the suburbs")


def test_list_in_a_box_in_an_item_is_read_once() -> None:
    nested = "<ul><li><div>Trams<ul><li><div>Line seven</div></li></ul></div></li><li>Buses</li></ul>"
    draft = page(lambda *update: plain(*update).replace("</p>", f"</p>{nested}"))
    assert draft.updates[0].blocks[-1] == ListBlock(items=("Trams", "Line seven", "Buses"))


@pytest.mark.parametrize(
    "above",
    [
        "<div class=standfirst><p>A storm has passed by.</p><p>Two lines are closed.</p></div>",
        "<div data-gu-name=standfirst><p>A storm has passed by.</p><p>Two lines are closed.</p><ol><li>1</ol></div>",
        "<p class=intro>A storm has passed by.</p><p class=intro>Two lines are closed.</p><p>By our desk</p>",
    ],
)
def test_marked_lead_paragraphs_are_the_standfirst(above: str) -> None:
    draft = page(plain, above=above)
    assert draft.standfirst == ["A storm has passed by.", "Two lines are closed."]


def test_prose_between_headline_and_first_update_is_the_standfirst() -> None:
    lead = "A storm has passed over the city in the night and blown a crane over two tram lines."
    call = "<p>Sign up for our newsletter and never miss any of the news of your city again.</p>"
    linked = "<p><a href=/more>Read the whole story of the crane that fell on the tracks of line seven</a></p>"
    draft = page(plain, above=f"<p>{lead}</p>{call}{linked}<ul><li>{HEADINGS[1]}</li></ul>")
    assert draft.standfirst == [lead]


def test_title_that_the_markup_sets_as_words_is_not_said_twice() -> None:
    said = [
        {"@type": "BlogPosting", "headline": heading, "datePublished": f"2027-03-05T{time}:00Z", "articleBody": words}
        for heading, time, words in UPDATES
    ]
    script = json.dumps({"@type": "LiveBlogPosting", "headline": "Storm over the city: live", "liveBlogUpdate": said})
    above = f'<script type="application/ld+json">{script}</script>'
    draft = page(
        lambda heading, time, words: f"<div class=live-row><i>{time}</i><p>{heading}</p><p>{words}</p></div>",
        above=above,
    )
    assert headings(draft) == HEADINGS
    assert [len(update.blocks) for update in draft.updates] == [1, 1, 1]


def test_first_update_that_begins_with_its_time_is_no_standfirst() -> None:
    draft = page(lambda _, time, words: f"<p><strong>{time} Uhr:</strong> {words}</p>")
    assert len(draft.updates) == 3
    assert draft.standfirst == []


def test_list_of_articles_with_times_is_refused() -> None:
    teaser = "<h3><a href=/news/{1}>{0}</a></h3><span>2 hours ago</span><p>{2}</p>"
    with pytest.raises(ImportRefused):
        page(lambda *update: teaser.format(*update))
