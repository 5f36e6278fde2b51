"""Prints the secret of a new editor's token, at the site that the environment names.

ONRECORD_DATA=... python -m bench.editor
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402 - models need Django to be set up

from onrecord.newsroom.roles import Role, give_role  # noqa: E402
from onrecord.newsroom.tokens import TokenScope, make_token  # noqa: E402


def main() -> None:
    ada = User.objects.create_user("ada")
    give_role(ada, Role.EDITOR)
    print(make_token(ada, "bench", [TokenScope.PUBLISH])[1])


if __name__ == "__main__":
    main()
