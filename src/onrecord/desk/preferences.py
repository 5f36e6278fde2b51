"""How somebody wants the desk to be, on whatever device."""

from django.contrib.auth.models import User

from onrecord.desk.models import Preferences


def single_keys(user: User) -> bool:
    """Whether a single letter is a shortcut for them."""
    return not Preferences.objects.filter(user=user, single_keys=False).exists()


def set_single_keys(user: User, *, on: bool) -> None:
    """From now on single letters do something, or nothing."""
    Preferences.objects.update_or_create(user=user, defaults={"single_keys": on})
