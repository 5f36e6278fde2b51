"""XMP: the metadata that picture programs and agencies write, as XML."""

from collections.abc import Iterator

from lxml import etree

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_FIELDS = {
    "alt": f"{{{_IPTC_CORE}}}AltTextAccessibility",
    "caption": f"{{{_DC}}}description",
    "credit": f"{{{_PHOTOSHOP}}}Credit",
    "byline": f"{{{_DC}}}creator",
    "copyright_notice": f"{{{_DC}}}rights",
}
_LARGEST = 2**20
_MOST_CREATORS = 10


def read_xmp(packet: bytes) -> dict[str, str]:
    """The fields that the packet gives, by our names; nothing where it cannot be read."""
    if len(packet) > _LARGEST or b"<!DOCTYPE" in packet:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(packet.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    found: dict[str, str] = {}
    for description in root.iter(f"{{{_RDF}}}Description"):
        for name, field in _FIELDS.items():
            if name not in found and (text := _text_of(description, field, all_of_them=name == "byline")):
                found[name] = text
    return found


def _text_of(description: etree._Element, field: str, *, all_of_them: bool) -> str:
    """A property may be an attribute, an element with text, or an element with a list of texts."""
    attribute = description.get(field)
    if attribute is not None:
        return str(attribute)
    element = description.find(field)
    if element is None:
        return ""
    items = list(_items(element))
    if not items:
        return element.text or ""
    if all_of_them:
        return ", ".join(text for text, _ in items[:_MOST_CREATORS])
    return next((text for text, language in items if language == "x-default"), items[0][0])


def _items(element: etree._Element) -> Iterator[tuple[str, str]]:
    for item in element.iter(f"{{{_RDF}}}li"):
        if item.text and item.text.strip():
            yield item.text.strip(), str(item.get(_LANGUAGE) or "")
