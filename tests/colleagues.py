"""Accounts for the desk of a server that runs: `python -m tests.colleagues URL NAME ROLE` prints a sign-in link."""

import os
import sys

import django


def main(url: str, name: str, role: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
    django.setup()

    from django.contrib.auth.models import User

    from onrecord.newsroom.roles import Role, give_role
    from onrecord.newsroom.sign_in import make_sign_in_link

    user, _ = User.objects.get_or_create(username=name)
    give_role(user, Role.of_key(role))
    sys.stdout.write(make_sign_in_link(user, url) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
