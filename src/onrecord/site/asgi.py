"""The site on its own database: the application that an ASGI server runs."""

import os
import socket
from typing import cast

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connection
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")
django.setup()

from onrecord.delivery import Delivery  # noqa: E402 - the models need Django to be set up
from onrecord.desk import public_site, reach  # noqa: E402
from onrecord.desk.room import newsroom  # noqa: E402
from onrecord.log.database import DatabaseLog  # noqa: E402
from onrecord.newsroom.schedule import Scheduler  # noqa: E402
from onrecord.site import crowd, environment, logs  # noqa: E402
from onrecord.site.application import Application, Asgi  # noqa: E402
from onrecord.site.figures.nodes import Nodes  # noqa: E402
from onrecord.site.media import media_files  # noqa: E402
from onrecord.site.outlets import outlets  # noqa: E402
from onrecord.site.public_url import public_url  # noqa: E402

logs.configure()
delivery = Delivery(
    DatabaseLog(),
    limits=crowd.limits(),
    front_door=environment.flag("ONRECORD_FRONT_DOOR"),
    outlets=outlets(public_url()),
)
has_desk = environment.flag("ONRECORD_DESK")
application = Application(
    delivery,
    desk=cast(Asgi, get_asgi_application()) if has_desk else None,
    media=media_files(settings.DATA),
    schedule=Scheduler(newsroom) if has_desk else None,
    metrics_token=environment.text("ONRECORD_METRICS_TOKEN"),
)
if has_desk:
    # Django would read them at the first request, in the event loop: a third of a second in which nobody else is
    # answered, just after a start, when all readers come back.
    _ = get_resolver().url_patterns
if connection.vendor == "postgresql":
    # The folder, too: a machine may serve two sites, or one site twice.
    name = f"{socket.gethostname()} {settings.DATA}"
    everywhere = application.everywhere
    everywhere.nodes = Nodes(name, everywhere.of_this_machine, everywhere.is_last)
reach.join(application.everywhere.reached)
public_site.join(application.inside)
