"""Django Channels: a consumer for each reader, a group in memory, on Daphne."""

import sys

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)
django.setup()

from channels.generic.http import AsyncHttpConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

_number = 0


class Stream(AsyncHttpConsumer):
    async def handle(self, body):
        await self.send_headers(headers=[(b"Content-Type", b"text/event-stream")])
        await self.send_body(b": hello\n\n", more_body=True)
        await self.channel_layer.group_add("harbour", self.channel_name)

    async def http_request(self, message):
        # The generic consumer ends its request once it is handled; this one stays for its group.
        self.body.append(message.get("body", b""))
        if not message.get("more_body"):
            await self.handle(b"".join(self.body))

    async def change(self, event):
        await self.send_body(event["bytes"], more_body=True)

    async def disconnect(self):
        await self.channel_layer.group_discard("harbour", self.channel_name)


class Publish(AsyncHttpConsumer):
    async def handle(self, body):
        global _number
        _number += 1
        event = b"id: %d\nevent: change\ndata: %b\n\n" % (_number, body)
        await get_channel_layer().group_send("harbour", {"type": "change", "bytes": event})
        await self.send_response(200, b"")


app = ProtocolTypeRouter({"http": URLRouter([path("stream", Stream.as_asgi()), path("publish", Publish.as_asgi())])})

if __name__ == "__main__":
    from daphne.server import Server

    port = int(sys.argv[1])
    Server(app, endpoints=[f"tcp:port={port}:interface=127.0.0.1:backlog=4096"], application_close_timeout=60).run()
