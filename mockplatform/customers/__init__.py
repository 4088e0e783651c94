"""Owns what customers of chat channels do: threads, and the conversations that follow in them.

What one stream allows is decided in the core; here is what several have to do with each other:
to which conversation a message belongs, when another one begins, what a thread's history is.
"""

from mockplatform.customers.inactivity import give_up, is_asked, warn
from mockplatform.customers.messages import Said, Sent, close, judge, send, type_
from mockplatform.customers.parts import guests, hears, own_or_joined, part_in, parts
from mockplatform.customers.standing import (
    Known,
    case_of,
    channel_of,
    customer_id,
    customer_of,
    find_channel,
    foreseen,
    heard_in,
    latest,
    meet,
)
from mockplatform.customers.status import mark
from mockplatform.customers.threads import thread_in

__all__ = [
    "Known",
    "Said",
    "Sent",
    "case_of",
    "channel_of",
    "close",
    "customer_id",
    "customer_of",
    "find_channel",
    "foreseen",
    "give_up",
    "guests",
    "heard_in",
    "hears",
    "is_asked",
    "judge",
    "latest",
    "mark",
    "meet",
    "own_or_joined",
    "part_in",
    "parts",
    "send",
    "thread_in",
    "type_",
    "warn",
]
