"""Append and read events, in order, for ever.

`database` and `models` need Django to be set up and are imported from their modules; all else is offered here.
"""

from onrecord.log.folded import FoldedCoverages
from onrecord.log.follow import Follower
from onrecord.log.log import (
    Head,
    Log,
    LogError,
    LogRecord,
    LogUnavailable,
    OutcomeUnknown,
    SeqConflict,
    UnreadableRecord,
    UnwritableEvent,
    Watch,
)
from onrecord.log.memory import MemoryLog
from onrecord.log.switches import USUAL, Mode, Switch, Switches, in_force

__all__ = [
    "USUAL",
    "FoldedCoverages",
    "Follower",
    "Head",
    "Log",
    "LogError",
    "LogRecord",
    "LogUnavailable",
    "MemoryLog",
    "Mode",
    "OutcomeUnknown",
    "SeqConflict",
    "Switch",
    "Switches",
    "UnreadableRecord",
    "UnwritableEvent",
    "Watch",
    "in_force",
]
