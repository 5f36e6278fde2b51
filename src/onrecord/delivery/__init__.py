"""How readers hear of it, without gap or double."""

from onrecord.delivery.addresses import Proxies
from onrecord.delivery.app import Delivery
from onrecord.delivery.front_door import FrontDoor
from onrecord.delivery.hub import Hub, Subscription, TaskHub
from onrecord.delivery.lines import LoopLine
from onrecord.delivery.opening import StreamLimits
from onrecord.delivery.outlets import Outlets
from onrecord.delivery.replies import Receive, Scope, Send
from onrecord.delivery.request_head import has_begun

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
