"""IPTC IIM: the metadata of the wire services' own format, which stands in JPEG files to this day."""

_RECORD = 2
_FIELDS = {120: "caption", 110: "credit", 80: "byline", 116: "copyright_notice"}
_CHARACTER_SET = (1, 90)
_UTF_8 = b"\x1b%G"
_MOST_DATASETS = 1000


def read_iim(data: bytes) -> dict[str, str]:
    """The fields that the data give, by our names; as far as they can be read."""
    found: dict[str, list[bytes]] = {}
    says_utf_8 = False
    at = 0
    for _ in range(_MOST_DATASETS):
        if at + 5 > len(data) or data[at] != 0x1C:
            break
        record, dataset, length = data[at + 1], data[at + 2], int.from_bytes(data[at + 3 : at + 5], "big")
        at += 5
        if length & 0x8000:  # an extended dataset, whose length has a length: none of ours is so long
            break
        value, at = data[at : at + length], at + length
        if (record, dataset) == _CHARACTER_SET:
            says_utf_8 = value == _UTF_8
        elif record == _RECORD and dataset in _FIELDS:
            found.setdefault(_FIELDS[dataset], []).append(value)
    return {name: ", ".join(_text(value, says_utf_8) for value in values[:10]) for name, values in found.items()}


def _text(value: bytes, says_utf_8: bool) -> str:
    """Most programs write UTF-8 whether they say so or not; the old ones wrote what their machine did."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8" if says_utf_8 else "cp1252", "replace")
