"""What may be said of a fault: all that means something, and nothing that never could."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.faults.fault import Fault
from mockplatform.faults.registry import KINDS
from mockplatform.limits import LIMITS

Members = dict[str, Any]
KEY = {"kind": "key_rotated", "atOnce": True}
FAMILY = {"kind": "revoke_family", "atOnce": True}
NEVER: list[tuple[str | Members, Members, str]] = [
    ("status", {"frame": "ack"}, "where.frame: goes with frame.in, frame.out, token and routing,"),
    ("status", {"channel": 1}, "where.channel: goes with frame.in, frame.out"),
    ("status", {"phase": "reply", "frame": "ack"}, "and not with reply"),
    ("lose", {"method": "POST"}, "where.method: what stands in frame.out came by a GET"),
    ("refuse", {"method": "POST"}, "where.method: what stands in handshake came by a GET"),
    ("status", {"method": "get ge"}, "method: 'get ge' is no HTTP method. Write it like POST"),
    ("status", {"method": "POST\n"}, "is no HTTP method"),
    ("status", {"headers": {"": "x"}}, "headers: '' is no header's name"),
    ("status", {"path": "api/*"}, "path: 'api/\\*' begins no path. Begin with / or"),
    ("no_agents", {"path": "/api/*"}, "where.path: goes with"),
    ("no_agents", {"instanceId": "i-1"}, "where.instanceId: goes with"),
    ({"kind": "drop", "atOnce": True}, {"frame": "ack"}, "where.frame: drop at once knows none"),
    ({"kind": "drop", "atOnce": True}, {"method": "PUT"}, "where.method: what stands in frame.out"),
    (FAMILY, {"path": "/api/*"}, "it takes subject, deploymentId, clientId and instanceId"),
    (FAMILY, {"method": "GET"}, "where.method: revoke_family at once knows none"),
    (FAMILY, {"headers": {"X": "y"}}, "where.headers: revoke_family at once knows none"),
    (KEY, {"subject": "user-7"}, "where.subject: .* it hits the tenant, and takes no scope"),
]
MEANT: list[tuple[str | Members, Members]] = [
    ("status", {"phase": "token", "frame": "auth", "channel": 1}),
    ("status", {"phase": "routing", "frame": "routing.update"}),
    ("lose", {"method": "get", "path": "*/events", "frame": "ack", "channel": 2}),
    ("status", {"path": "*.js", "method": "M-SEARCH", "headers": {"X_a": ""}}),
    ("no_agents", {"subject": "user-7", "conversationId": "c", "deploymentId": "d"}),
    ({"kind": "drop", "atOnce": True}, {"path": "/api/*", "channel": 1, "method": "GET"}),
    (FAMILY, {"subject": "user-7", "clientId": "c", "instanceId": "i", "deploymentId": "d"}),
    ({"kind": "key_rotated"}, {"subject": "user-7"}),
]


LARGE = LIMITS.fault_body_bytes_max
ANSWERS: list[tuple[Members, str]] = [
    ({"headers": {"date": "x"}}, "headers: date is written by the platform itself"),
    ({"headers": {"Server": "nginx"}}, "headers: Server is written by the platform itself"),
    ({"headers": {"X-Correlation-Id": "x"}}, "headers: X-Correlation-Id is written by"),
    ({"headers": {"X-Mockplatform-Fault": "x"}}, "headers: X-Mockplatform-Fault is written by"),
    ({"headers": {"Access-Control-Allow-Origin": "*"}}, "With `cors` false it is not"),
    ({"headers": {"": "x"}}, "headers: '' is no header's name"),
    ({"headers": {"X": "y\n"}}, "headers: X has more than visible ASCII"),
    ({"headers": {f"X-{n}": "" for n in range(LIMITS.fault_headers_max + 1)}}, "are at most"),
    ({"headers": {"X": "y" * LIMITS.fault_headers_chars_max}}, "headers: have at most"),
    ({"body": "x" * (LARGE + 1)}, "body: has at most"),
    ({"body": ["x" * LARGE]}, "body: has at most"),
    ({"status": 204, "body": {}}, "body: an answer with status 204 has none"),
    ({"status": 205, "body": ""}, "body: an answer with status 205 has none"),
    ({"status": 304, "body": "x"}, "body: an answer with status 304 has none"),
]


@pytest.mark.parametrize(("what", "why"), ANSWERS)
def test_an_answer_that_cannot_be_given_so_is_refused(what: Members, why: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=why):
        defined({"kind": "status"} | what)


def test_as_much_as_may_be_said_is_taken() -> None:
    few = {f"X-{n}": "" for n in range(LIMITS.fault_headers_max)}
    assert defined({"kind": "status", "headers": few, "body": "x" * LARGE}).id is None


def test_a_scope_has_as_many_headers_as_may_be_said() -> None:
    many = {f"X-{n}": "" for n in range(LIMITS.fault_headers_max + 1)}
    with pytest.raises(msgspec.ValidationError, match="headers: are at most"):
        defined("status", where={"headers": many})


@pytest.mark.parametrize(
    ("kind", "member", "more"),
    [
        ("latency", "delay", {}),
        ("latency", "delay", {"distribution": "lognormal"}),
        ("latency", "upto", {"distribution": "uniform"}),
        ("delay", "delay", {}),
        ("reorder", "within", {}),
    ],
)
def test_nobody_is_told_to_wait_longer_than_he_will_be_held(
    kind: str, member: str, more: Members
) -> None:
    longest_s = LIMITS.fault_wait_s_max
    assert defined({"kind": kind, member: longest_s, **more}).id is None
    with pytest.raises(msgspec.ValidationError, match=rf"{member}: is at most 3600 s"):
        defined({"kind": kind, member: longest_s + 1, **more})


def defined(what: str | Members, **members: Any) -> Fault:
    """Return a fault as a body defines it."""
    named = {"kind": what} if isinstance(what, str) else what
    return msgspec.convert({"what": named, **members}, Fault)


@pytest.mark.parametrize(("what", "where", "why"), NEVER)
def test_what_can_never_fire_is_refused_and_says_why(
    what: str | Members, where: Members, why: str
) -> None:
    with pytest.raises(msgspec.ValidationError, match=why):
        defined(what, where=where)


@pytest.mark.parametrize(("what", "where"), MEANT)
def test_what_can_fire_is_taken(what: str | Members, where: Members) -> None:
    assert defined(what, where=where).where.phase == where.get("phase")


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if "at_once" in KINDS[kind].__struct_fields__]
)
def test_each_kind_that_acts_at_once_knows_its_scope(kind: str) -> None:
    phase = "frame.out" if kind == "close" else None
    where = {} if phase is None else {"phase": phase}
    assert defined({"kind": kind, "atOnce": True}, where=where).what.acts_at_once
    with pytest.raises(msgspec.ValidationError, match=r"where\.frame"):
        defined({"kind": kind, "atOnce": True}, where=where | {"frame": "ack"})
