"""What a refusal says, in the language of whoever is at the desk."""

from django.utils.translation import gettext


def said(refusal: Exception) -> str:
    """The refusal's words, translated. They are written in English where the rule stands, which knows no languages."""
    words = " ".join(str(refusal).split())
    usual = " ".join((type(refusal).__doc__ or "").split())
    if usual and words.startswith(usual):
        return gettext(usual) + words[len(usual) :]
    return gettext(words) if words else ""
