"""A client of docs/protocol.md that is nothing but its rules: an open page, and what frames do to it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser

PARTS = ("coverage-head", "coverage-updated", "key-points", "pinned", "key-events")


def element(html: str) -> str:
    """The element as a browser would hold it, so that spellings of the same thing are equal."""
    node = LexborHTMLParser(f"<body>{html}</body>").css_first("body > *")
    assert node is not None
    assert node.html is not None
    return node.html


@dataclass
class PageModel:
    """An open page; `seqs` are those of the frames it was given, in the order in which they came."""

    head: int
    language: str
    lowest: int
    has_older: bool
    updates: dict[str, tuple[int, str]]
    parts: dict[str, str]
    versions: dict[str, int]
    must_reload: bool = False
    seqs: list[int] = field(default_factory=list)

    @classmethod
    def load(cls, page: bytes) -> "PageModel":
        """The page as it came over the line."""
        tree = LexborHTMLParser(page.decode())
        root, body, updates = tree.css_first("html"), tree.css_first("body"), tree.css_first("#updates")
        assert root is not None
        assert body is not None
        assert updates is not None
        articles = tree.css("#updates > article")
        parts = {name: tree.css_first(f"#{name}") for name in PARTS}
        versions = {node.attributes["id"]: node.attributes["data-version"] for node in articles}
        versions |= {name: node.attributes["data-version"] for name, node in parts.items() if node is not None}
        return cls(
            head=int(body.attributes["data-head"] or ""),
            language=root.attributes["lang"] or "",
            lowest=int(updates.attributes["data-lowest"] or ""),
            has_older=tree.css_first("#older") is not None,
            updates={
                str(node.attributes["id"]): (int(node.attributes["data-order"] or ""), element(node.html or ""))
                for node in articles
            },
            parts={name: element(node.html or "") for name, node in parts.items() if node is not None},
            versions={str(name): int(version or "") for name, version in versions.items()},
        )

    def apply(self, frames: Iterable[dict[str, Any] | str | bytes]) -> None:
        for frame in frames:
            self._apply(frame if isinstance(frame, dict) else json.loads(frame))

    def _apply(self, frame: dict[str, Any]) -> None:
        self.head = max(self.head, frame["seq"])
        self.seqs.append(frame["seq"])
        for op in frame["ops"]:
            if op["op"] == "reload":
                self.must_reload = True
                continue
            if op["version"] < self.versions.get(op["id"], 0):
                continue
            match op["op"]:
                case "put":
                    if op["id"] in self.updates or op["order"] >= self.lowest or not self.has_older:
                        self.updates[op["id"]] = (op["order"], element(op["html"]))
                case "remove":
                    self.updates.pop(op["id"], None)
                case "part":
                    self.parts[op["id"]] = element(op["html"])
            self.versions[op["id"]] = op["version"]

    def shown(self, lowest: int) -> list[tuple[str, int, str]]:
        """The updates from an order on, newest first."""
        newest_first = sorted(self.updates.items(), key=lambda item: -item[1][0])
        return [(name, order, html) for name, (order, html) in newest_first if order >= lowest]

    def assert_shows(self, fresh: "PageModel") -> None:
        """What a page loaded now shows, this one shows too; it may have kept updates that have moved to older pages."""
        assert self.head == fresh.head
        assert self.language == fresh.language
        assert self.parts == fresh.parts
        assert self.shown(fresh.lowest) == fresh.shown(0)
