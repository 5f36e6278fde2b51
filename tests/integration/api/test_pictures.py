"""The library of pictures, for programs."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from onrecord.api.room import newsroom
from onrecord.domain import Coverage
from onrecord.newsroom.notes import notes_on
from tests.integration.api.conftest import Program, words
from tests.photographs import corners, encoded


def sent(program: Program) -> Any:
    return program.does("POST", "/pictures", SimpleUploadedFile("quay.png", encoded(corners(), "PNG")))


def published(program: Program, coverage: Coverage, block: object) -> str:
    content = {"heading": "At the quay", "body": [block]}
    return str(program.does("POST", f"/coverages/{coverage.slug}/updates", {"content": content})["id"])


def test_a_picture_is_sent_described_found_and_published(program: Program, coverage: Coverage) -> None:
    added = sent(program)
    assert sent(program)["id"] == added["id"]
    changed = {"alt": "A quay at dawn", "focal_point": {"x": 20, "y": 80}}
    told = program.does("PATCH", f"/pictures/{added['id']}", changed)
    assert (told["block"]["alt"], told["block"]["focal_point"]) == ("A quay at dawn", {"x": 20, "y": 80})
    assert [each["id"] for each in program.get("/pictures?q=dawn")["pictures"]] == [added["id"]]
    update_id = published(program, coverage, told["block"])
    uses = program.get(f"/pictures/{added['id']}/uses")
    assert uses == {"uses": [{"coverage": coverage.slug, "update_id": update_id}], "elsewhere": 0}


def test_what_cannot_be_a_picture_or_a_point_is_refused(program: Program) -> None:
    for data, code in ((b"%PDF-1.4", "pdf_document"), (b"", "empty_file")):
        assert program.refused("POST", "/pictures", SimpleUploadedFile("a.jpg", data)) == (422, code)
    added = sent(program)
    for point in ({"x": 101, "y": 0}, {"x": 1}, {"x": 1.5, "y": 0}):
        assert program.refused("PATCH", f"/pictures/{added['id']}", {"focal_point": point}) == (422, "invalid_request")
    assert program.refused("GET", "/pictures/none") == (404, "no_such_picture")


def test_a_picture_is_taken_down_and_out_of_what_shows_it(program: Program, coverage: Coverage) -> None:
    added = sent(program)
    update_id = published(program, coverage, added["block"])
    path = f"/pictures/{added['id']}"
    assert program.refused("POST", f"{path}/take-down", {"reason": " "}) == (422, "empty_reason")
    told = program.does("POST", f"{path}/take-down", {"reason": "A court asked."})
    assert (told["block"], told["withdrawn_because"]) == (None, "A court asked.")
    assert program.does("POST", f"{path}/remove", {"note": "Another quay."}) == {"revised": [update_id], "left": 0}
    update = program.get(f"/coverages/{coverage.slug}/updates/{update_id}")
    assert (update["content"]["body"], update["revisions"][-1]["note"]) == ([], "Another quay.")
    assert program.does("POST", f"{path}/reinstate")["block"] is not None


def test_an_erasure_takes_notes_and_pictures_with_it(program: Program, coverage: Coverage) -> None:
    added = sent(program)
    update_id = published(program, coverage, added["block"])
    path = f"/coverages/{coverage.slug}/updates/{update_id}"
    program.does("POST", f"{path}/notes", {"text": "Names a child"})
    program.does("POST", f"{path}/redact", {"reason": "By law", "with_pictures": True})
    assert notes_on(coverage.id, [update_id]) == {}
    assert program.get(f"/pictures/{added['id']}")["block"] is None
    assert newsroom().load(coverage.id).updates[update_id].content is None  # type: ignore[index] # an id
    assert program.does("POST", f"/coverages/{coverage.slug}/updates", {"content": words("Next")})["order"] == 2
