"""A database's address."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.site.database_url import BadDatabaseUrl, database_settings


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("sqlite:///var/onrecord.sqlite3", str(Path("var/onrecord.sqlite3").absolute())),
        ("sqlite:////srv/on%20record/%3F.sqlite3", "/srv/on record/?.sqlite3"),
    ],
)
def test_sqlite_has_a_path_relative_or_absolute(url: str, name: str) -> None:
    settings = database_settings(url)
    assert settings["NAME"] == name
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_sqlite_may_be_told_how_long_to_wait() -> None:
    assert database_settings("sqlite:///x?timeout=30")["OPTIONS"]["timeout"] == 30


def test_postgresql_has_a_server_an_account_and_options() -> None:
    settings = database_settings("postgresql://a%40b:p%2Fw@db.example:5433/live%20news?sslmode=require")
    assert {name: settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "live news",
        "USER": "a@b",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert settings["OPTIONS"]["sslmode"] == "require"


def test_postgresql_may_be_on_a_socket() -> None:
    settings = database_settings("postgres://me@/news?host=/run/postgresql")
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("/run/postgresql", "", "news")
    assert "host" not in settings["OPTIONS"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "onrecord.sqlite3",
        "mysql://me:topsecret@db/news",
        "sqlite://host/path",
        "sqlite://",
        "sqlite:///",
        "sqlite:///a%00b",
        "sqlite:///a?timeout=soon",
        "sqlite:///a?mode=memory",
        "sqlite:///a?timeout",
        "postgresql://me:topsecret@db",
        "postgresql://me:topsecret@db:none/news",
        "postgresql://me:topsecret@db:99999/news",
        "postgresql://me:topsecret@[db/news",
        "postgresql://me:topsecret%00@db/news",
        "postgresql://me:topsecret@db/news?sslmode",
    ],
)
def test_another_address_is_refused_with_examples_and_without_the_password(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match=r"ONRECORD_DATABASE_URL .*; write it like sqlite:///") as caught:
        database_settings(url)
    assert "topsecret" not in str(caught.value)


@given(st.text(max_size=40).map("postgresql://".__add__) | st.text(max_size=40).map("sqlite:".__add__) | st.text())
def test_whatever_the_address_it_is_understood_or_refused(url: str) -> None:
    try:
        assert database_settings(url)["NAME"]
    except BadDatabaseUrl as error:
        assert "write it like" in str(error)  # noqa: PT017 - both outcomes are right
