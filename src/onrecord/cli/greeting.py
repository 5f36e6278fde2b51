"""What is printed when the site begins to be served: where it is, and how to sign in."""

import sys

import click

OWNER = "owner"


def greet(url: str, *, sample: bool, invites: bool) -> None:
    """Tell where the site is, and with `invites` how to sign in as long as nobody has done so."""
    from onrecord.cli.installation import database_trouble
    from onrecord.cli.sample import sample_slug

    click.echo(f"On Record is at {url}")
    if invites:
        with database_trouble():
            _invite(url, with_owner=sample)
    if sample:
        click.echo(f"The sample coverage: {url}/{sample_slug()}")
    sys.stdout.flush()
    _tell_of_few_descriptors()


def _tell_of_few_descriptors() -> None:
    from onrecord.site import crowd, environment

    wanted, held = int(environment.number("ONRECORD_MOST_READERS")), crowd.most_readers()
    if held < wanted:
        click.echo(
            f"onrecord: each worker holds {held:,} streams at most, not {wanted:,}: this system gives a process too few"
            " open files. Raise LimitNOFILE= (systemd) or `ulimit -Hn`.",
            err=True,
        )


def _invite(url: str, *, with_owner: bool) -> None:
    from django.contrib.auth.models import User

    from onrecord.newsroom.sign_in import make_sign_in_link

    if with_owner and not User.objects.exists():
        User.objects.create_superuser(OWNER)
    owner = User.objects.filter(username=OWNER, is_active=True, last_login=None).first()
    if owner is not None:
        click.echo(f"Sign in as {OWNER}, once and within a day: {make_sign_in_link(owner, url)}")
    elif not User.objects.exists():
        click.echo("There is no account for the desk yet: `onrecord user add NAME` makes one.")
