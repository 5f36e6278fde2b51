"""The catalogues of the interface's words: `.venv/bin/python tools/messages.py [LANGUAGE ...]` brings them up to date.

All texts of a language stand in one catalogue: Django joins whatever it finds into one, so that two could only differ.
What the sources say is added to the `.po` file, what they no longer say is dropped, and the `.mo` file is written anew.
Refusals are found by their docstrings, which are their messages; the domain knows no translations.
"""

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCES = Path(__file__).parent.parent / "src" / "onrecord"
LOCALE = SOURCES / "locale"
LANGUAGES = ("uk", "ar")

# Where in a call its texts stand, and its context.
_TEXTS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (0,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1,)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (1, 2)),
}
# Whose descendants are said to people in the words of their docstrings.
_SAID = frozenset({"Refusal", "LogError", "DraftConflict", "InvitationSpent", "TooManyTokens", "UnknownBlock"})


def catalogue_file(language: str, ending: str = "po") -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


def extracted(root: Path = SOURCES) -> Catalog:
    """Every text that the sources under `root` say, with the files that say it."""
    found = Catalog(project="On Record", charset="utf-8")
    sources = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".html", ".txt"))
    for path in sources:
        for message, comments, context in _messages(path):
            found.add(
                message, locations=[(path.relative_to(root).as_posix(), 0)], auto_comments=comments, context=context
            )
    for path, docstring in _refusals([path for path in sources if path.suffix == ".py"]):
        found.add(docstring, locations=[(path.relative_to(root).as_posix(), 0)])
    return found


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        if "{%" not in source:
            return
        # What is left of a template are calls among signs of no meaning, which are no Python: each stands alone here.
        source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
    elif "gettext" not in source:
        return
    calls = extract_python(BytesIO(source.encode()), dict.fromkeys(_TEXTS), ["Translators:"], {"encoding": "utf-8"})
    for _, function, said, comments in calls:
        arguments: tuple[str | None, ...] = tuple(said) if isinstance(said, tuple | list) else (said,)
        texts = tuple(text for place in _TEXTS[str(function)] if (text := arguments[place]))
        context = arguments[0] if "pgettext" in str(function) else None
        if texts:
            yield texts[0] if len(texts) == 1 else texts, list(comments or ()), context


def _refusals(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    classes = [
        (path, node)
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    said = set(_SAID)
    while grown := {node.name for _, node in classes if _bases(node) & said} - said:
        said |= grown
    for path, node in classes:
        if node.name in said and (docstring := ast.get_docstring(node)):
            yield path, " ".join(docstring.split())


def _bases(node: ast.ClassDef) -> set[str]:
    return {
        base.id if isinstance(base, ast.Name) else base.attr
        for base in node.bases
        if isinstance(base, ast.Name | ast.Attribute)
    }


def read(language: str) -> Catalog:
    """The catalogue as its `.po` file has it."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def updated(language: str, found: Catalog) -> Catalog:
    """The catalogue with every text of `found` in it, and no other."""
    kept = read(language)
    revised_at = kept.creation_date
    kept.update(found, no_fuzzy_matching=True, update_header_comment=False, update_creation_date=False)
    kept.creation_date = kept.revision_date = revised_at  # or every run would change the files
    kept.obsolete.clear()
    return kept


def po_text(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalogue, width=120, sort_by_file=True, include_lineno=False)
    # The comment at the head is a glossary in lines of its own, which would be run together.
    entries = file.getvalue().partition(b'msgid ""\n')
    return f"{catalogue.header_comment}\n".encode() + entries[1] + entries[2]


def mo_bytes(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def main(languages: list[str]) -> None:
    found = extracted()
    for language in languages or LANGUAGES:
        catalogue = updated(language, found)
        catalogue_file(language).write_bytes(po_text(catalogue))
        catalogue_file(language, "mo").write_bytes(mo_bytes(read(language)))
        missing = sum(1 for message in catalogue if message.id and not is_translated(message.string))
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {missing} to translate\n")


def is_translated(text: object) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


if __name__ == "__main__":
    main(sys.argv[1:])
