"""Owns what guests do: sessions and their conversations, which are streams of their own.

What one stream allows is decided in the core; here is what several have to do with each other:
which conversation a guest's message belongs to, when a session ends, what its history is.
"""

from mockplatform.guests.messages import (
    ATTRIBUTES,
    Said,
    Sent,
    check_asks,
    check_pace,
    check_sizes,
    disconnect,
    goes_on,
    send,
    type_,
)
from mockplatform.guests.sessions import (
    Configured,
    clear,
    configure,
    expire,
    leave,
    log_out,
    make_room,
    part,
    sessions_of,
)
from mockplatform.guests.standing import (
    MEDIUM,
    Cause,
    conversation_of,
    deployment_of,
    execute,
    find,
    is_read_only,
    next_deadline,
    session_id,
)

__all__ = [
    "ATTRIBUTES",
    "MEDIUM",
    "Cause",
    "Configured",
    "Said",
    "Sent",
    "check_asks",
    "check_pace",
    "check_sizes",
    "clear",
    "configure",
    "conversation_of",
    "deployment_of",
    "disconnect",
    "execute",
    "expire",
    "find",
    "goes_on",
    "is_read_only",
    "leave",
    "log_out",
    "make_room",
    "next_deadline",
    "part",
    "send",
    "session_id",
    "sessions_of",
    "type_",
]
