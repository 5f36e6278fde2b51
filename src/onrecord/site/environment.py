"""Every setting that an operator may make, from the environment: one table, which the docs and `doctor` print."""

import os
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One environment variable: its name, what holds without it, and what it is for. Secrets are never printed."""

    name: str
    default: str
    doc: str
    is_secret: bool = False


class BadSetting(ValueError):
    """An environment variable has a value that cannot be used."""


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="ONRECORD_DATA", default="./var", doc="The folder for the database file, pictures and the secret key."
    ),
    Setting(
        name="ONRECORD_DATABASE_URL",
        default="sqlite:///<ONRECORD_DATA>/onrecord.sqlite3",
        doc="Where the log is: sqlite:///path or postgresql://user:password@host:port/name.",
        is_secret=True,
    ),
    Setting(
        name="ONRECORD_SECRET_KEY",
        default="made once and kept in <ONRECORD_DATA>/secret-key",
        doc="The key that signs sessions; the same on every machine that serves one site.",
        is_secret=True,
    ),
    Setting(
        name="ONRECORD_ALLOWED_HOSTS",
        default="localhost,127.0.0.1,[::1]",
        doc="The host names that the site answers to, parted by commas.",
    ),
    Setting(
        name="ONRECORD_PUBLIC_URL",
        default="https:// and the first of ONRECORD_ALLOWED_HOSTS; without these where `onrecord run` listens",
        doc="The address that readers know the site by, for feeds, embeds and search engines: https://live.example.org.",
    ),
    Setting(
        name="ONRECORD_MEDIA_URL",
        default="/media/",
        doc="The address that readers fetch pictures from: a CDN's before this site's /media/, or the S3 bucket's.",
    ),
    Setting(
        name="ONRECORD_MEDIA_S3_BUCKET",
        default="none: files in <ONRECORD_DATA>/media",
        doc="The S3 bucket for pictures as readers get them; its policy lets everybody read objects, not list them.",
    ),
    Setting(
        name="ONRECORD_MEDIA_S3_ORIGINALS_BUCKET",
        default="none: files in <ONRECORD_DATA>/originals",
        doc="Another S3 bucket, closed to the public, for pictures as they were uploaded.",
    ),
    Setting(
        name="ONRECORD_MEDIA_S3_ENDPOINT",
        default="Amazon's",
        doc="The address of the S3-compatible server that has the buckets.",
    ),
    Setting(
        name="ONRECORD_MEDIA_S3_REGION",
        default="what the machine is set up with",
        doc="The region that the buckets are in.",
    ),
    Setting(
        name="ONRECORD_MEDIA_S3_KEY_ID",
        default="what the machine is set up with",
        doc="The id of the access key for the buckets.",
    ),
    Setting(
        name="ONRECORD_MEDIA_S3_SECRET",
        default="what the machine is set up with",
        doc="The secret of the access key for the buckets.",
        is_secret=True,
    ),
    Setting(
        name="ONRECORD_IMPORT_ALLOW_PRIVATE",
        default="no",
        doc="Let `onrecord import` fetch from this machine and private networks: yes only in tests.",
    ),
    Setting(name="ONRECORD_SESSION_HOURS", default="12", doc="How many hours a sign-in lasts when nothing is done."),
    Setting(
        name="ONRECORD_MAIL_URL",
        default="files in <ONRECORD_DATA>/mail",
        doc="Where mail goes: smtp://user:password@host:587, smtps://…, or console: to print it.",
        is_secret=True,
    ),
    Setting(name="ONRECORD_MAIL_FROM", default="onrecord@localhost", doc="The sender of the site's mail."),
    Setting(
        name="ONRECORD_OIDC_ISSUER",
        default="nobody: people sign in here",
        doc="The newsroom's own sign-in (OpenID Connect): its issuer's address.",
    ),
    Setting(name="ONRECORD_OIDC_CLIENT_ID", default="", doc="What this site is called there."),
    Setting(name="ONRECORD_OIDC_CLIENT_SECRET", default="", doc="What this site shows there.", is_secret=True),
    Setting(name="ONRECORD_OIDC_NAME", default="SSO", doc="What the button to sign in with it is called."),
    Setting(
        name="ONRECORD_OIDC_ROLE",
        default="nobody new is let in",
        doc="The role of those who sign in so for the first time: reporter, editor, owner or administrator.",
    ),
    Setting(
        name="ONRECORD_DESK",
        default="yes",
        doc="no serves readers alone, without the desk and the API: an account that may only read the log is enough.",
    ),
    Setting(
        name="ONRECORD_FRONT_DOOR",
        default="yes",
        doc="Answer pages from memory and hold streams before the web framework: no takes the plain path for all.",
    ),
    Setting(
        name="ONRECORD_RUN_DIR",
        default="made and told to its workers by `onrecord run`",
        doc="The folder that the processes of one site share while they run; not to be set.",
    ),
    Setting(
        name="ONRECORD_WORKER",
        default="told to each worker by `onrecord run`",
        doc="Which of the workers a process is: 0, 1, …; not to be set.",
    ),
    Setting(
        name="ONRECORD_METRICS_TOKEN",
        default="none: only this machine may ask for /metrics",
        doc="What Prometheus shows to have /metrics: Authorization: Bearer TOKEN.",
        is_secret=True,
    ),
    Setting(name="ONRECORD_LOG", default="text", doc="How log lines are written to standard error: text or json."),
    Setting(
        name="ONRECORD_ACCESS_LOG",
        default="no",
        doc="Log every request to the desk and the API, not only those that failed or were slow.",
    ),
    Setting(
        name="ONRECORD_MOST_READERS",
        default="20000",
        doc="How many streams each process holds; whoever comes then polls, and is seconds later.",
    ),
    Setting(
        name="ONRECORD_MOST_PER_ADDRESS",
        default="1000",
        doc="How many of them go to one public address (of IPv6, one /64); see `--behind` for those a proxy tells.",
    ),
    Setting(name="ONRECORD_DEBUG", default="no", doc="Show errors in the browser: yes only while developing."),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
_WORDS = {
    "1": True,
    "yes": True,
    "true": True,
    "on": True,
    "0": False,
    "no": False,
    "false": False,
    "off": False,
    "": False,
}


def text(name: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """What the environment says for a setting of the table, None where it says nothing."""
    value = environment.get(_BY_NAME[name].name, "").strip()
    return value or None


def flag(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a yes-or-no setting is on; raises BadSetting for a word that is neither."""
    word = text(name, environment) or _BY_NAME[name].default
    if (is_on := _WORDS.get(word.lower())) is None:
        raise BadSetting(f"{name} is {word!r:.40}; write yes or no")
    return is_on


def number(name: str, environment: Mapping[str, str] = os.environ) -> float:
    """A setting that is a number above zero; raises BadSetting."""
    word = text(name, environment) or _BY_NAME[name].default
    try:
        value = float(word)
    except ValueError:
        value = 0.0
    if not 0 < value < 100_000:
        raise BadSetting(f"{name} is {word!r:.40}; write a number above 0")
    return value


def names(name: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The names in a setting that is a list parted by commas."""
    listed = text(name, environment) or _BY_NAME[name].default
    return [part.strip() for part in listed.split(",") if part.strip()]
