"""Whose a mail address is; one that somebody typed counts for nothing until it is known to be theirs.

Otherwise who types an editor's address is joined with that editor's sign-in, and after a typing mistake a stranger can
ask for a new password.
"""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import signing

from onrecord.newsroom import audit

_SALT = "onrecord.newsroom.addresses"
CONFIRM_WITHIN = 3 * 24 * 3600


def vouch(user: User, email: str, *, by: str) -> None:
    """Afterwards this is the user's address, as an administrator says or a link that was mailed there has shown."""
    set_address(user, email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    audit.note("address_confirmed", actor=by, subject=user.get_username())


def set_address(user: User, email: str) -> None:
    """Afterwards this is what the user's address is said to be; empty takes it away."""
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()


def is_known(user: User, email: str) -> bool:
    """Whether it is known that this address is the user's."""
    return bool(EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists())


def confirmation(user: User) -> str:
    """What only who reads the mail of the user's present address can send back."""
    return signing.dumps([user.pk, user.email], salt=_SALT)


def confirms(user: User, token: str) -> bool:
    """Whether this was mailed to the address that the user has now, and not too long ago."""
    try:
        told = signing.loads(token[:1000], salt=_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature:
        return False
    return bool(user.email) and told == [user.pk, user.email]
