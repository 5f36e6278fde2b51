"""Sites that tests may break, and an editor's program that asks them."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoDbBlocker

from onrecord.newsroom.roles import Role, give_role
from onrecord.newsroom.tokens import TokenScope, make_token
from tests.running import Server
from tests.site_database import site_on

Editor = Callable[[Server], httpx.Client]


@pytest.fixture
def editor_of(django_db_blocker: DjangoDbBlocker) -> Iterator[Editor]:
    """A program of Ada's, who is an administrator, at a site on SQLite in its own folder."""
    with ExitStack() as stack:

        def hire(server: Server) -> httpx.Client:
            with django_db_blocker.unblock(), site_on(f"sqlite:///{server.data}/onrecord.sqlite3"):
                ada = User.objects.create_user(f"ada-{secrets.token_hex(4)}")
                give_role(ada, Role.ADMINISTRATOR)
                _, secret = make_token(ada, "tests", list(TokenScope))
            headers = {"Authorization": f"Bearer {secret}"}
            client = httpx.Client(base_url=server.url, headers=headers, trust_env=False, timeout=120)
            return stack.enter_context(client)

        yield hire
