"""From bytes to a tree: which characters they are, and what the page says of itself as a whole."""

import codecs
import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urljoin, urlsplit

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from onrecord.formats.drafts import ImportRefused
from onrecord.formats.html.words import folded, scrubbed

# The encodings that web pages are really written in; a label outside this list (`utf-7`, `rot13`) is not believed.
_ENCODINGS = frozenset(
    [
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "cp874",
        "koi8-r",
        "koi8-u",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-10",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
        "shift_jis",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "euc_kr",
        "cp949",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "mac-roman",
    ]
)
_META_CHARSET = re.compile(rb"<meta[^<>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_META_WITHIN = 8192  # browsers look at 1,024 bytes; pages of newsrooms put more than that in front of it
_SAMPLE = 1_000_000
_MOST_STRAYS = 20_000  # each is mended by a call of its own
_MOST_ELEMENTS = 400_000  # the longest live pages have a quarter of that; reading takes about a minute a million


@dataclass(frozen=True, kw_only=True)
class Page:
    """A parsed page: its tree, the address that its links are relative to, and what had to be mended."""

    tree: HtmlElement
    url: str | None
    base: str | None
    warnings: list[str] = field(default_factory=list)

    def absolute(self, address: str) -> str:
        """The address in full where the page says where it stands; as it is otherwise."""
        address = "".join(address.split())
        if self.base is None:
            return address
        try:
            return urljoin(self.base, address)
        except ValueError:
            return address

    def meta(self, *names: str) -> str | None:
        """The content of the first `<meta>` of one of these names that has any."""
        for name in names:
            for content in self.tree.xpath(
                "//meta[@name=$name or @property=$name or @itemprop=$name]/@content", name=name
            ):
                if words := folded(scrubbed(str(content))):
                    return words
        return None

    @property
    def language(self) -> str | None:
        """The language that the page declares, as a BCP 47 tag."""
        candidates = [*self.tree.xpath("/html/@lang"), *self.tree.xpath("/html/@*[local-name()='lang']")]
        candidates += [self.meta("content-language", "language", "og:locale") or ""]
        for candidate in candidates:
            tag = str(candidate).strip().replace("_", "-")
            if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", tag):
                return tag
        return None


def parse(data: bytes, *, url: str | None = None, charset: str | None = None) -> Page:
    """The page's tree; raises ImportRefused where there is no page in these bytes."""
    warnings: list[str] = []
    text = decode(data, charset=charset, warnings=warnings)
    text = scrubbed(text)
    if not text.strip():
        raise ImportRefused("The page is empty. Save it again, or give its address instead of the file.")
    # No huge_tree: libxml2 then stops at 256 levels of nesting, which bounds every walk over the tree.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
    try:
        tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise ImportRefused("There is no HTML in this page that can be read. Save it again as HTML.") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        warnings.append("The page nests its elements deeper than 255 levels; what lies deeper was left out.")
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS:
        raise ImportRefused(
            f"The page has more than {_MOST_ELEMENTS:,} elements, which no live page has. Import a part of it."
        )
    address = _address(tree, url)
    return Page(tree=tree, url=address, base=_base(tree, address), warnings=warnings)


def decode(data: bytes, *, charset: str | None, warnings: list[str]) -> str:
    """The text of these bytes; a wrong label or stray bytes are mended, and named in `warnings`."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff")
    declared = _META_CHARSET.search(data[:_META_WITHIN])
    labels = [charset, declared.group(1).decode("ascii") if declared else None, "utf-8"]
    names = [known for label in labels if (known := _encoding(label)) is not None]
    for name in dict.fromkeys(names):
        try:
            text = data.decode(name)
        except UnicodeError:
            continue
        if name != names[0]:
            warnings.append(f"The page says it is {names[0]}, which it is not; it was read as {name}.")
        return text
    return _mended(data, names[0], warnings)


def _mended(data: bytes, name: str, warnings: list[str]) -> str:
    sample = data[:_SAMPLE]
    if name == "utf-8":
        text = sample.decode("utf-8", "replace")
        bad, letters = text.count("\ufffd"), sum(ch > "\x7f" for ch in text)
        if bad * 2 > letters:
            warnings.append("The page's bytes are not UTF-8; they were read as windows-1252.")
            return data.decode("cp1252", "replace")
        if bad < _MOST_STRAYS:
            warnings.append(f"{bad} bytes of the page are not UTF-8; they were read as windows-1252.")
            return data.decode("utf-8", "onrecord-stray")
    text = data.decode(name, "replace")
    warnings.append(f"{text.count(chr(0xFFFD))} characters of the page are not {name} and are shown as \ufffd.")
    return text


def _stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("onrecord-stray", _stray)


def _encoding(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip("\"' ")).name
    except (LookupError, ValueError):
        return None
    if name in ("iso8859-1", "ascii", "latin-1"):
        return "cp1252"  # what pages that say so mean, and what browsers read
    return name if name in _ENCODINGS else None


def _address(tree: HtmlElement, url: str | None) -> str | None:
    if url:
        return url
    for found in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        address = str(found).strip()
        if _is_web(address):
            return address
    return None


def _base(tree: HtmlElement, address: str | None) -> str | None:
    for found in tree.xpath("//base/@href"):
        try:
            base = urljoin(address or "", str(found).strip())
        except ValueError:
            continue
        if _is_web(base):
            return base
    return address


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def blank_page(url: str | None) -> Page:
    """An empty page at this address: for formats whose bodies are pieces of HTML."""
    return Page(tree=lxml.html.document_fromstring("<html><body></body></html>"), url=url, base=url)
