"""Readers' side alone, in a process of its own: prints its port, and publishes an update for every line of its input.

    python -m bench.served yes|no LETTERS

The first word is whether it has a front door; the updates' text has so many letters.
"""

import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.site.settings")

import django

django.setup()

from onrecord.delivery import Delivery, StreamLimits  # noqa: E402 - rendering needs Django to be set up
from onrecord.log import MemoryLog  # noqa: E402
from onrecord.site.application import Application  # noqa: E402
from onrecord.site.garbage import collect_seldom  # noqa: E402
from onrecord.site.listening import listening_socket  # noqa: E402
from onrecord.site.server import server  # noqa: E402
from tests.serving import Story  # noqa: E402


def main() -> None:
    log = MemoryLog()
    story = Story(log)
    words = ("Ferries stay in. " * (int(sys.argv[2]) // 17 + 1))[: int(sys.argv[2])]
    # Beats would be counted as events.
    delivery = Delivery(log, limits=StreamLimits(beat_seconds=3600), front_door=sys.argv[1] == "yes")
    listening = listening_socket("127.0.0.1", 0)
    served = server(Application(delivery))
    collect_seldom()  # as a worker does
    threading.Thread(target=served.run, kwargs={"sockets": [listening]}, daemon=True).start()
    print(listening.getsockname()[1], flush=True)
    for _ in sys.stdin:
        story.publish(f"u{story.head}", words)
        print(story.head, flush=True)


if __name__ == "__main__":
    main()
