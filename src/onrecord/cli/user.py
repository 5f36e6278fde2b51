"""`onrecord user`: who may use the desk."""

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from onrecord.cli.installation import database_trouble, migrate, set_up
from onrecord.cli.refused import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_MOST_PASSWORD = 4096
_HOME = "http://127.0.0.1:8000"
# Who works at the terminal of the server is not known by name.
_ACTOR = "onrecord user"
_ROLES = click.Choice(["reporter", "editor", "owner", "administrator"])


@click.group("user", epilog="Example:\n\n  onrecord user add ida --link")
def command() -> None:
    """Add, list and shut out the people who use the desk."""
    set_up()
    migrate()


@command.command(epilog="Example:\n\n  onrecord user add ida --link")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it.")
@click.option(
    "--link", "with_link", is_flag=True, help="No password: print an address that signs in once, within a day."
)
@click.option("--url", default=_HOME, show_default=True, help="Where the site is, for the link.")
@click.option(
    "--role", type=_ROLES, default="administrator", show_default=True, help="What it may do, on all coverages."
)
def add(name: str, password_stdin: bool, with_link: bool, url: str, role: str) -> None:
    """Add the account NAME, with a password or a link to sign in with."""
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from onrecord.newsroom import audit
    from onrecord.newsroom.roles import Role, give_role
    from onrecord.newsroom.sign_in import make_sign_in_link

    if password_stdin and with_link:
        raise click.UsageError("give --password-stdin or --link, not both")
    user = User(username=name)
    with database_trouble():
        if User.objects.filter(username=name).exists():
            raise Refused(f"There is an account {name} already; `onrecord user link {name}` signs it in.")
        password = None if with_link else _password(password_stdin)
        try:
            user.clean_fields(exclude=["password"])
            if password is not None:
                validate_password(password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        user.set_password(password)
        user.save()
        audit.note("account_made", actor=_ACTOR, subject=name)
        give_role(user, Role.of_key(role), by=_ACTOR)
        click.echo(f"{name} added")
        if with_link:
            click.echo(make_sign_in_link(user, url))


@command.command("list", epilog="Example:\n\n  onrecord user list --json")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_(as_json: bool) -> None:
    """List the accounts."""
    from django.contrib.auth.models import User

    with database_trouble():
        accounts: list[dict[str, Any]] = [
            {
                "name": user.username,
                "is_active": user.is_active,
                "has_password": user.has_usable_password(),
                "last_login": None if user.last_login is None else user.last_login.isoformat(),
                "roles": _roles(user),
            }
            for user in User.objects.order_by("username")
        ]
    if as_json:
        click.echo(json.dumps(accounts, ensure_ascii=False, indent=2))
        return
    for account in accounts:
        state = "" if account["is_active"] else "  (disabled)"
        roles = ", ".join(f"{role['role']} ({role['coverage'] or 'all'})" for role in account["roles"]) or "no role"
        click.echo(f"{account['name']}  {roles}  last signed in: {account['last_login'] or 'never'}{state}")


@command.command(epilog="Example:\n\n  onrecord user link ida --url https://live.example.org")
@click.argument("name")
@click.option("--url", default=_HOME, show_default=True, help="Where the site is.")
def link(name: str, url: str) -> None:
    """Print an address that signs NAME in once, within a day."""
    from onrecord.newsroom import audit
    from onrecord.newsroom.sign_in import make_sign_in_link

    with database_trouble():
        user = _user(name)
        if not user.is_active:
            raise Refused(f"{name} is disabled; `onrecord user enable {name}` first.")
        click.echo(make_sign_in_link(user, url))
        audit.note("sign_in_link_made", actor=_ACTOR, subject=name)


@command.command(epilog="Example:\n\n  onrecord user disable ida")
@click.argument("name")
def disable(name: str) -> None:
    """Shut NAME out, at once. The account stays: the record says what it did."""
    from onrecord.newsroom import audit

    with database_trouble():
        user = _user(name)
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.note("account_disabled", actor=_ACTOR, subject=name)
    click.echo(f"{name} disabled")


@command.command(epilog="Example:\n\n  onrecord user enable ida")
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME in again."""
    from onrecord.newsroom import audit

    with database_trouble():
        user = _user(name)
        user.is_active = True
        user.save(update_fields=["is_active"])
        audit.note("account_enabled", actor=_ACTOR, subject=name)
    click.echo(f"{name} enabled")


@command.command(epilog="Example:\n\n  onrecord user password ida --stdin < password")
@click.argument("name")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read the password from standard input.")
def password(name: str, from_stdin: bool) -> None:
    """Give NAME another password. Those who are signed in with the old one are signed out."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from onrecord.newsroom import audit

    with database_trouble():
        user = _user(name)
        typed = _password(from_stdin)
        try:
            validate_password(typed, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        user.set_password(typed)
        user.save(update_fields=["password"])
        audit.note("password_changed", actor=_ACTOR, subject=name)
    click.echo(f"{name} has a new password")


@command.command(epilog="Example:\n\n  onrecord user email ida ida@news.example")
@click.argument("name")
@click.argument("address")
def email(name: str, address: str) -> None:
    """Give NAME a mail ADDRESS that you know to be theirs: it needs no confirmation."""
    from django.contrib.auth.models import User
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from onrecord.newsroom.addresses import vouch

    with database_trouble():
        user = _user(name)
        try:
            validate_email(address)
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        if User.objects.filter(email__iexact=address).exclude(pk=user.pk).exists():
            raise Refused("Another account has this address.")
        vouch(user, address, by=_ACTOR)
    click.echo(f"{name} has the address {address}")


@command.command(epilog="Example:\n\n  onrecord user role ida editor --coverage harbour-on-alert")
@click.argument("name")
@click.argument("role", type=click.Choice(["reporter", "editor", "owner", "administrator", "none"]))
@click.option("--coverage", "slug", metavar="SLUG", help="On this coverage alone; without it, on all of them.")
def role(name: str, role: str, slug: str | None) -> None:
    """Give NAME a role, or with `none` take away the one that it has there."""
    from onrecord.log.database import DatabaseLog
    from onrecord.newsroom.roles import EVERY_COVERAGE, Role, give_role

    with database_trouble():
        user = _user(name)
        head = None if slug is None else DatabaseLog().find(slug)
        if slug is not None and head is None:
            raise Refused(f"There is no coverage {slug}; `onrecord open` opens one.")
        given = None if role == "none" else Role.of_key(role)
        if given is Role.ADMINISTRATOR and slug is not None:
            raise Refused("An administrator is one of the whole site: leave --coverage out.")
        give_role(user, given, EVERY_COVERAGE if head is None else head.coverage_id, by=_ACTOR)
    where = "all coverages" if slug is None else slug
    click.echo(f"{name}: {role} on {where}")


def _roles(user: "User") -> list[dict[str, str | None]]:
    from onrecord.newsroom.models import Membership

    held: list[dict[str, str | None]] = [
        {"role": row.role, "coverage": row.coverage_id or None}
        for row in Membership.objects.filter(user=user).order_by("coverage_id")
    ]
    return [{"role": "administrator", "coverage": None}, *held] if user.is_superuser else held


def _user(name: str) -> "User":
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refused(f"There is no account {name}; `onrecord user list` shows them all.")
    return user


def _password(from_stdin: bool) -> str:
    if from_stdin:
        data = sys.stdin.buffer.read(_MOST_PASSWORD + 1)
        if len(data) > _MOST_PASSWORD:
            raise Refused("A password has at most 4,096 bytes.")
        try:
            return data.decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise Refused("The password is not UTF-8 text.") from error
    if not sys.stdin.isatty():
        raise click.UsageError("there is no terminal to ask for a password: give --password-stdin or --link")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
