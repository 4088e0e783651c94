"""Owns customers of a chat channel: who they are, their fields, and their threads.

A customer is a stream of his own, known by the id that his client made for him. A thread is an
address that lasts; what is said in it, is said in conversations (cases), one after the other.

Source: [C] nice-cxone-chat-web-sdk 2.2.0; the vendor's mobile SDKs. Invented: the events.
"""

from mockplatform.core.customer.decisions import (
    AGGREGATE,
    ArchiveThread,
    BeginCase,
    BeginThread,
    JoinGroup,
    LeaveGroup,
    Meet,
    NameThread,
    SetFields,
    check_fields,
    decide,
    thread_of,
)
from mockplatform.core.customer.events import (
    CaseBegun,
    CustomerEvent,
    CustomerMet,
    FieldsSet,
    GroupJoined,
    GroupLeft,
    ThreadArchived,
    ThreadBegun,
    ThreadNamed,
)
from mockplatform.core.customer.state import Case, Customer, Field, Thread, initial, place_of

__all__ = [
    "AGGREGATE",
    "ArchiveThread",
    "BeginCase",
    "BeginThread",
    "Case",
    "CaseBegun",
    "Customer",
    "CustomerEvent",
    "CustomerMet",
    "Field",
    "FieldsSet",
    "GroupJoined",
    "GroupLeft",
    "JoinGroup",
    "LeaveGroup",
    "Meet",
    "NameThread",
    "SetFields",
    "Thread",
    "ThreadArchived",
    "ThreadBegun",
    "ThreadNamed",
    "check_fields",
    "decide",
    "initial",
    "place_of",
    "thread_of",
]
