"""Every figure stands in the documentation."""

from pathlib import Path

import pytest

from onrecord.site.figures.families import FAMILIES, Family

_DOC = (Path(__file__).parents[3] / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_figure_stands_in_the_reference_with_its_type_labels_and_meaning(family: Family) -> None:
    labels = ", ".join(f"`{label}`" for label in family.labels)
    assert f"| `{family.shown}` | {family.type} | {labels} | {family.help} |" in _DOC
