"""A paragraph's small HTML subset as people type it, and back.

`**strong**`, `*emphasis*`, `[words](https://…)`; a line end is a line break; a backslash before a sign takes its
meaning away. The rest of the subset (`<b>`, `<sub>`, ...) is typed as the tags that it is. Both ways are linear.
"""

import re
from html import escape, unescape

_TAG = re.compile(r'<(/?)(strong|em|b|i|s|sub|sup|code|br|a)(?: href="([^"<>]*)")?(?: rel="[^"<>]*")?\s*/?>')
_SIGNS = re.compile(r"[\\*\[\]<]")
_TOKEN = re.compile(
    r"(?P<escaped>\\[!-/:-@\[-`{-~])|(?P<strong>\*\*)|(?P<em>\*)|(?P<open>\[)|(?P<close>\]\()"
    r'|(?P<tag></?(?:strong|em|b|i|s|sub|sup|code|a)>|<br\s?/?>|<a href="[^"<>]*"(?: rel="[^"<>]*")?>)|(?P<line>\n)'
)
_LONGEST_URL = 4096
_DEEPEST_PARENTHESES = 3
_FARTHEST_BACK = 3
_WRITTEN = {"strong": "**", "em": "*"}


def inline_to_text(html: str) -> str:
    """The paragraph as it is typed; what has no sign of its own stays a tag."""
    written: list[str] = []
    targets: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        written.append(_escaped(html[at : tag.start()]))
        at = tag.end()
        closing, name, href = tag.groups()
        if name in _WRITTEN:
            written.append(_WRITTEN[name])
        elif name == "br":
            written.append("\n")
        elif name == "a" and not closing:
            targets.append(unescape(href or ""))
            written.append("[")
        elif name == "a":
            written.append(f"]({targets.pop() if targets else ''})")
        else:
            written.append(tag[0])
    written.append(_escaped(html[at:]))
    return "".join(written)


def inline_to_tags(html: str) -> str:
    """The paragraph with every tag as it is, for those whose signs would run into one another."""
    written: list[str] = []
    at = 0
    for tag in _TAG.finditer(html):
        written.append(_escaped(html[at : tag.start()]))
        written.append("\n" if tag[2] == "br" else tag[0])
        at = tag.end()
    return "".join((*written, _escaped(html[at:])))


def text_to_inline(text: str) -> str:
    """The HTML that was typed. It is not safe yet: whoever records it cleans it first."""
    written: list[str] = []
    opened: list[tuple[str, int]] = []
    at = 0
    while (token := _TOKEN.search(text, at)) is not None:
        written.append(escape(text[at : token.start()], quote=False))
        at = token.end()
        match token.lastgroup:
            case "escaped":
                written.append(escape(token[0][1], quote=False))
            case "line":
                written.append("<br>")
            case "tag":
                written.append(token[0])
            case "open":
                opened.append(("a", len(written)))
                written.append("[")
            case "close":
                at = _close_link(text, at, written, opened)
            case name:
                _turn(str(name), token, text, written, opened)
    written.append(escape(text[at:], quote=False))
    return "".join(written)


def _turn(name: str, token: re.Match[str], text: str, written: list[str], opened: list[tuple[str, int]]) -> None:
    """Close what this sign has opened, or open it; a sign with a space on its inner side is no more than a sign."""
    before, after = text[token.start() - 1 : token.start()], text[token.end() : token.end() + 1]
    depth = _depth_of(name, opened)
    if depth is not None and before.strip():
        written[opened[depth][1]] = f"<{name}>"
        written.append(f"</{name}>")
        del opened[depth:]
        return
    if after.strip():
        opened.append((name, len(written)))
    written.append(token[0])


def _close_link(text: str, at: int, written: list[str], opened: list[tuple[str, int]]) -> int:
    """Make a link of what the last `[` opened, if an address follows; returns where to read on."""
    depth = _depth_of("a", opened)
    if depth is None:
        written.append("](")
        return at
    place = opened[depth][1]
    del opened[depth:]
    end = _end_of_url(text, at)
    if end is None:
        written.append("](")
        return at
    written[place] = f'<a href="{escape(text[at:end])}">'
    written.append("</a>")
    return end + 1


def _depth_of(name: str, opened: list[tuple[str, int]]) -> int | None:
    """Which of the last few that were opened is the nearest of this name; looking at few keeps this linear."""
    deepest = max(len(opened) - _FARTHEST_BACK, 0)
    return next((depth for depth in range(len(opened) - 1, deepest - 1, -1) if opened[depth][0] == name), None)


def _end_of_url(text: str, at: int) -> int | None:
    """Where the parenthesis that was open before `at` closes, if it does within one address."""
    depth = 0
    for place in range(at, min(len(text), at + _LONGEST_URL)):
        sign = text[place]
        if sign.isspace() or sign in '<>"':
            return None
        if sign == "(":
            depth += 1
            if depth > _DEEPEST_PARENTHESES:
                return None
        elif sign == ")":
            if not depth:
                return place
            depth -= 1
    return None


def _escaped(html: str) -> str:
    words = unescape(" ".join(html.split("\n")) if "\n" in html else html)
    return _SIGNS.sub(lambda sign: "\\" + sign[0], words)
