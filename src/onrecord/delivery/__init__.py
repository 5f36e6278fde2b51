"""How readers hear of it, without gap or double."""

from onrecord.delivery.app import Delivery
from onrecord.delivery.hub import Hub, Subscription, TaskHub
from onrecord.delivery.replies import Receive, Scope, Send
from onrecord.delivery.stream import StreamLimits

__all__ = ["Delivery", "Hub", "Receive", "Scope", "Send", "StreamLimits", "Subscription", "TaskHub"]
