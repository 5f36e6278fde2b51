"""Which coverages' logs hold some signs: a look through every event, for what is done once in a while."""

from collections.abc import Iterable

from django.db.models import Q

from onrecord.domain.ids import CoverageId
from onrecord.log.models import EventRow


def coverages_with(words: Iterable[str]) -> list[CoverageId]:
    """The coverages whose events hold one of these words, letter by letter, in what was written; the oldest first."""
    is_there = Q()
    for word in words:
        is_there |= Q(payload__contains=word)
    if not is_there:
        return []
    found = EventRow.objects.filter(is_there).values_list("coverage__number", "coverage__coverage_id")
    return [CoverageId(coverage_id) for _, coverage_id in sorted(set(found))]
