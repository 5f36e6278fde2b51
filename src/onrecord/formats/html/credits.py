"""Who is owed for a picture, where the page runs it together with the caption."""

import re

_MADE_BY = (
    r"(?:image\s+source|image|images|picture|pictures|photo|photos|photograph|photographer|photography|credit|credits|foto|fotos|bild|bilder|quelle|"
    r"source|crédit|crédits|credito|crédito|photographie|illustration|grafik|graphic|composite|pic|kuva|zdjęcie|fot|beeld|фото)"
)
_IN_BRACKETS = re.compile(
    rf"^(?P<caption>.*?)\s*[(\[](?:{_MADE_BY})s?\s*(?:by\b|:|\.|©)+\s*(?P<credit>[^()\[\]]{{2,200}})[)\]]\s*\.?$",
    re.IGNORECASE | re.DOTALL,
)
_SLASHED = re.compile(
    r"^(?P<caption>.*?)\s*[(\[](?P<credit>[^()\[\]/]{1,100}(?:/[^()\[\]/]{1,60}){1,4})[)\]]\s*$", re.DOTALL
)
_LABELLED = re.compile(
    rf"^(?P<caption>|.*?[.!?…\"”’|\-–—]|.*?\s)\s*(?:[|–—-]\s*)?\b{_MADE_BY}\s*(?:by\b)?\s*(?::|(?<=source)\s?,)\s*(?P<credit>[^:]{{2,160}})$",
    re.IGNORECASE | re.DOTALL,
)
_COPYRIGHT = re.compile(r"^(?P<caption>.*?)\s*(?P<credit>(?:©|\(c\)|&copy;)\s*[^©]{2,160})$", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(rf"^[(\[]?\s*{_MADE_BY}s?\s*(?:by\b)?\s*[:.]\s*", re.IGNORECASE)


def split_credit(text: str) -> tuple[str, str]:
    """The caption and the credit line of a picture; the credit is empty where the text shows none."""
    if len(text) > 2000:  # a caption of that length is none, and the patterns need not be tried on it
        return text, ""
    for pattern in (_IN_BRACKETS, _SLASHED, _LABELLED, _COPYRIGHT):
        if match := pattern.match(text):
            return match["caption"].strip(" |"), match["credit"].strip()
    return text, ""


def bare_credit(text: str) -> str:
    """A credit line without the label and the brackets round it: `(Image: Getty)` owes Getty."""
    text = text.strip()
    if text[:1] in ("(", "[") and text[-1:] in (")", "]"):
        text = text[1:-1].strip()
    return _LABEL.sub("", text).strip()
