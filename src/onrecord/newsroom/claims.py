"""The claim of whoever is just publishing a draft: for these seconds nobody else publishes it or takes it back."""

from datetime import datetime, timedelta

from django.db.models import Q

# Who was killed in between leaves it to the next after this long; publishing takes milliseconds.
CLAIM_LASTS = timedelta(seconds=10)


def unclaimed(now: datetime) -> Q:
    """The drafts that nobody is publishing at this moment.

    A claim further ahead than any lasts was made by a clock that was wrong: it would hold the draft till it is right.
    """
    return Q(claimed_until=None) | Q(claimed_until__lt=now) | Q(claimed_until__gt=now + CLAIM_LASTS)
