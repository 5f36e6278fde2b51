"""`onrecord user`: who may use the desk."""

import json
import sys
from typing import TYPE_CHECKING

import click

from onrecord.cli.installation import database_trouble, migrate, set_up
from onrecord.cli.refused import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_MOST_PASSWORD = 4096
_HOME = "http://127.0.0.1:8000"


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
def add(name: str, password_stdin: bool, with_link: bool, url: str) -> None:
    """Add the account NAME, with a password or a link to sign in with."""
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

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
        give_role(user, Role.ADMINISTRATOR)
        click.echo(f"{name} added")
        if with_link:
            click.echo(make_sign_in_link(user, url))


@command.command("list", epilog="Example:\n\n  onrecord user list --json")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def list_(as_json: bool) -> None:
    """List the accounts."""
    from django.contrib.auth.models import User

    with database_trouble():
        accounts = [
            {
                "name": user.username,
                "is_active": user.is_active,
                "has_password": user.has_usable_password(),
                "last_login": None if user.last_login is None else user.last_login.isoformat(),
            }
            for user in User.objects.order_by("username")
        ]
    if as_json:
        click.echo(json.dumps(accounts, ensure_ascii=False, indent=2))
        return
    for account in accounts:
        state = "" if account["is_active"] else "  (disabled)"
        click.echo(f"{account['name']}  last signed in: {account['last_login'] or 'never'}{state}")


@command.command(epilog="Example:\n\n  onrecord user link ida --url https://live.example.org")
@click.argument("name")
@click.option("--url", default=_HOME, show_default=True, help="Where the site is.")
def link(name: str, url: str) -> None:
    """Print an address that signs NAME in once, within a day."""
    from onrecord.newsroom.sign_in import make_sign_in_link

    with database_trouble():
        user = _user(name)
        if not user.is_active:
            raise Refused(f"{name} is disabled; `onrecord user enable {name}` first.")
        click.echo(make_sign_in_link(user, url))


@command.command(epilog="Example:\n\n  onrecord user disable ida")
@click.argument("name")
def disable(name: str) -> None:
    """Shut NAME out, at once. The account stays: the record says what it did."""
    with database_trouble():
        user = _user(name)
        user.is_active = False
        user.save(update_fields=["is_active"])
    click.echo(f"{name} disabled")


@command.command(epilog="Example:\n\n  onrecord user enable ida")
@click.argument("name")
def enable(name: str) -> None:
    """Let NAME in again."""
    with database_trouble():
        user = _user(name)
        user.is_active = True
        user.save(update_fields=["is_active"])
    click.echo(f"{name} enabled")


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
