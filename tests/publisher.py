"""A journalist in a process of their own: one JSON command a line in, one acknowledgement a line out.

Runs as `python -m tests.publisher` against the database that the environment names. A line is answered only when the
log has the events, so a test knows exactly what was acknowledged.
"""

import json
import os
import sys
from typing import Any

import django

from onrecord.domain import commands
from onrecord.domain.blocks import Block, Text
from onrecord.domain.content import CoverageDetails, KeyPoint, UpdateContent
from onrecord.domain.errors import Refusal
from onrecord.domain.events import RevisionKind
from onrecord.domain.ids import CoverageId, UpdateId


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
    django.setup()
    from onrecord.log.database import DatabaseLog
    from onrecord.log.log import LogError
    from onrecord.newsroom import Newsroom

    log = DatabaseLog()
    newsroom = Newsroom(log)
    for line in sys.stdin:
        order = json.loads(line)
        try:
            coverage_id, command = _command(order)
            if isinstance(command, commands.OpenCoverage):
                recorded = newsroom.execute(command.coverage_id, command, actor="tests")
            else:
                recorded = newsroom.execute(coverage_id, command, actor="tests")
            answer: dict[str, Any] = {"seq": recorded[-1].seq}
        except (Refusal, LogError) as error:
            answer = {"refused": type(error).__name__, "message": str(error)}
        print(json.dumps(answer), flush=True)  # noqa: T201 - the protocol of this process


def _content(order: dict[str, Any]) -> UpdateContent:
    body: tuple[Block, ...] = tuple(Text(html=html) for html in order.get("body", ()))
    return UpdateContent(heading=order.get("heading"), body=body)


def _command(order: dict[str, Any]) -> tuple[CoverageId, commands.Command]:
    update_id = UpdateId(order.get("id", ""))
    coverage_id = CoverageId(order["coverage"])
    match order["do"]:
        case "open":
            details = CoverageDetails(headline=order["headline"], language=order.get("language", "en"))
            return coverage_id, commands.OpenCoverage(coverage_id=coverage_id, slug=order["slug"], details=details)
        case "head":
            details = CoverageDetails(headline=order["headline"], language=order.get("language", "en"))
            return coverage_id, commands.ReviseCoverage(details=details)
        case "publish":
            is_key_event = order.get("is_key_event", False)
            content = _content(order)
            return coverage_id, commands.PublishUpdate(update_id=update_id, content=content, is_key_event=is_key_event)
        case "revise":
            kind = RevisionKind(order.get("kind", "minor"))
            return coverage_id, commands.ReviseUpdate(
                update_id=update_id, content=_content(order), revision_kind=kind, note=order.get("note")
            )
        case "points":
            points = tuple(KeyPoint(html=html) for html in order["points"])
            return coverage_id, commands.SetKeyPoints(points=points)
        case "retract":
            return coverage_id, commands.RetractUpdate(update_id=update_id, reason=order["reason"])
        case "redact":
            return coverage_id, commands.RedactPayload(update_id=update_id, reason=order["reason"])
        case "hold":
            return coverage_id, commands.HoldUpdate(update_id=update_id)
        case "release":
            return coverage_id, commands.ReleaseUpdate(update_id=update_id)
        case "pin":
            return coverage_id, commands.PinUpdate(update_id=update_id)
        case "unpin":
            return coverage_id, commands.UnpinUpdate(update_id=update_id)
        case "flag":
            return coverage_id, commands.FlagUpdate(update_id=update_id)
        case "close":
            return coverage_id, commands.CloseCoverage()
        case unknown:
            raise ValueError(unknown)


if __name__ == "__main__":
    main()
