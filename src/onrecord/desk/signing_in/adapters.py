"""What django-allauth is told of this desk: nobody signs up, and the newsroom's own sign-in may bring people along."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm as _ResetPasswordForm
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth.models import User
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse

from onrecord.newsroom.addresses import is_known
from onrecord.newsroom.roles import Role, give_role

# Said by the page that comes next, or by nobody.
_UNSAID = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        # Which proxies are believed is the server's to know: `onrecord run --behind`.
        return request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - an address, not one to listen on

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in _UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)


class ResetPasswordForm(_ResetPasswordForm):  # type: ignore[misc] # as above
    """Mails nobody at an address that is not known to be theirs, and says the same to all."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        found: list[User] = self.users
        self.users: list[User] = [user for user in found if is_known(user, email)]
        return email


class SignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # as above
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Only if the operator has said which role new people get, and the provider vouches for their address."""
        return settings.FIRST_SIGN_ON_ROLE is not None and any(each.verified for each in sociallogin.email_addresses)

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Somebody's account with the address that the provider vouches for, if it is known to be theirs here too."""
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        return found if found is not None and is_known(*found) else None

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:  # noqa: ARG002
        return reverse("accounts:account")

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Form | None = None) -> User:
        user: User = super().save_user(request, sociallogin, form)
        if settings.FIRST_SIGN_ON_ROLE is not None:
            give_role(user, Role.of_key(settings.FIRST_SIGN_ON_ROLE), by="single sign-on")
        return user
