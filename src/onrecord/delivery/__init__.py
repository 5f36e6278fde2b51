"""How readers hear of it, without gap or double."""

from onrecord.delivery.app import Delivery
from onrecord.delivery.door.front_door import FrontDoor
from onrecord.delivery.door.request_head import has_begun
from onrecord.delivery.http import Receive, Scope, Send
from onrecord.delivery.limits.addresses import Proxies
from onrecord.delivery.replies.outlets import Outlets
from onrecord.delivery.streams.hub import Hub, Subscription, TaskHub
from onrecord.delivery.streams.lines import LoopLine
from onrecord.delivery.streams.opening import StreamLimits

__all__ = [
    "Delivery",
    "FrontDoor",
    "Hub",
    "LoopLine",
    "Outlets",
    "Proxies",
    "Receive",
    "Scope",
    "Send",
    "StreamLimits",
    "Subscription",
    "TaskHub",
    "has_begun",
]
