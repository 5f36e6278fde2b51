"""The desk's list of coverages, without folding every one of them: what it shows is kept, and made anew at need."""

from django.db.models import Q, QuerySet

from onrecord.domain import Coverage
from onrecord.log import Head
from onrecord.newsroom.flow_models import CoverageCard
from onrecord.newsroom.newsroom import Newsroom

_LONGEST_SEARCH = 200
_LONGEST_WORDS = 20_000


def cards(newsroom: Newsroom, *, search: str = "", state: str = "") -> QuerySet[CoverageCard]:
    """The coverages with all of these words in their heads, in this state; the one opened last first."""
    bring_up_to_date(newsroom)
    found = CoverageCard.objects.all()
    if state:
        found = found.filter(state=state)
    for word in search[:_LONGEST_SEARCH].casefold().split():
        found = found.filter(words__contains=word)
    return found.order_by("-place")


def bring_up_to_date(newsroom: Newsroom) -> None:
    """Afterwards every coverage has its card, as the log has it now; only those that have moved are read."""
    heads = newsroom.log.heads()
    known = dict(CoverageCard.objects.values_list("coverage_id", "seq"))
    for place, head in enumerate(heads, 1):
        if known.get(head.coverage_id) != head.seq:
            _keep(newsroom, place, head)
    if len(known) > len(heads):
        CoverageCard.objects.exclude(coverage_id__in=[head.coverage_id for head in heads]).delete()


def _keep(newsroom: Newsroom, place: int, head: Head) -> None:
    coverage = newsroom.load(head.coverage_id)
    fields = {
        "place": place,
        "seq": coverage.head,
        "slug": coverage.slug,
        "headline": coverage.details.headline,
        "words": _words(coverage),
        "state": coverage.state.value,
        "updates": len(coverage.updates),
        "updated_at": coverage.updated_at,
        "time_zone": coverage.details.time_zone,
    }
    # Another process may be further already; a card never goes back.
    stale = CoverageCard.objects.filter(Q(seq__lt=coverage.head), coverage_id=coverage.id)
    if not stale.update(**fields):
        CoverageCard.objects.get_or_create(coverage_id=coverage.id, defaults=fields)


def _words(coverage: Coverage) -> str:
    details = coverage.details
    return " ".join((details.headline, details.kicker or "", coverage.slug, *details.standfirst)).casefold()[
        :_LONGEST_WORDS
    ]
