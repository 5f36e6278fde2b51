"""Inline HTML of the page, cleaned to the small subset in which paragraphs are kept."""

from collections import Counter
from html import escape

import nh3
from lxml.html import HtmlElement

from onrecord.formats.html.page import Page
from onrecord.formats.html.words import scrubbed

TAGS = frozenset(["a", "b", "strong", "i", "em", "s", "sub", "sup", "code", "br"])
_SAME = {"strike": "s", "del": "s", "tt": "code", "kbd": "code", "samp": "code"}
_EXECUTABLE = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "object",
        "embed",
        "applet",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "noscript",
        "frame",
        "frameset",
        "link",
        "meta",
    ]
)
_VOID = frozenset(("br", "wbr"))


class Cleaner:
    """Makes clean inline HTML, and counts what it dropped by kind."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.dropped: Counter[str] = Counter()

    def clean(self, html: str) -> str:
        """Any HTML as inline HTML of the subset; nothing executable passes."""
        cleaned = nh3.clean(
            html, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel=None
        )
        return _trimmed(cleaned)

    def report(self) -> str | None:
        """One line that names everything dropped so far by kind; None where nothing was."""
        if not self.dropped:
            return None
        named = ", ".join(
            f"{count} {kind if count == 1 else _plural(kind)}" for kind, count in sorted(self.dropped.items())
        )
        return f"Left out of the updates: {named}."

    def inline(self, nodes: list[HtmlElement | str]) -> str:
        """The nodes and words of one paragraph as inline HTML of the subset."""
        return self.clean("".join(self._written(node) for node in nodes))

    def _written(self, node: HtmlElement | str) -> str:
        if isinstance(node, str):
            return escape(scrubbed(node), quote=False)
        if not isinstance(node.tag, str):
            return ""
        self.note(node)
        if node.tag in _EXECUTABLE:
            return ""
        if node.tag in _VOID:
            return "<br>" if node.tag == "br" else ""
        inner = escape(scrubbed(node.text or ""), quote=False)
        parts = [inner, *(self._written(child) + escape(scrubbed(child.tail or ""), quote=False) for child in node)]
        body = "".join(parts)
        tag = _SAME.get(node.tag, node.tag)
        if tag == "a":
            address = self.page.absolute(scrubbed(node.get("href") or ""))
            return f'<a href="{escape(address)}">{body}</a>' if address and body.strip() else body
        if tag in TAGS and body.strip():
            return f"<{tag}>{body}</{tag}>"
        return body if tag in TAGS or tag in _INLINE else f" {body} "

    def note(self, node: HtmlElement) -> None:
        """Counts what is executable about this element."""
        tag = node.tag
        if tag in _EXECUTABLE and tag not in ("link", "meta", "noscript"):
            self.dropped[{"svg": "drawing (svg)", "math": "formula"}.get(tag, tag)] += 1
        for name, value in node.attrib.items():
            if str(name).lower().startswith("on"):
                self.dropped["event handler"] += 1
            elif name in ("href", "src", "action", "formaction") and _is_script(str(value)):
                self.dropped["script address"] += 1


_INLINE = frozenset(
    [
        "span",
        "u",
        "font",
        "abbr",
        "acronym",
        "bdi",
        "bdo",
        "big",
        "cite",
        "data",
        "dfn",
        "ins",
        "kbd",
        "label",
        "mark",
        "meter",
        "output",
        "q",
        "ruby",
        "rb",
        "rp",
        "rt",
        "samp",
        "small",
        "time",
        "tt",
        "var",
        "strike",
        "del",
        "nobr",
        "center",
        "amp-img",
    ]
)


def _is_script(address: str) -> bool:
    scheme = "".join(ch for ch in address[:40] if ch > " ").lower()
    return scheme.startswith(("javascript:", "vbscript:", "data:text/html"))


def _trimmed(html: str) -> str:
    html = " ".join(html.split())
    start, end = 0, len(html)
    while start < end and (html[start] == " " or html.startswith("<br>", start)):
        start += 1 if html[start] == " " else 4
    while start < end and (html[end - 1] == " " or html.endswith("<br>", start, end)):
        end -= 1 if html[end - 1] == " " else 4
    return html[start:end]


def _plural(kind: str) -> str:
    head, of, rest = kind.partition(" of ")
    return f"{head}{'es' if head.endswith('x') else 's'}{of}{rest}"
