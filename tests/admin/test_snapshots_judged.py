"""Snapshots that are well formed and yet none: refused with the place, and nothing is changed.

Source: the admin API's contract: what is wrong with a snapshot is told when it is put, not in
somebody's request later.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from mockplatform.limits import LIMITS
from mockplatform.signing import SigningKey
from tests.admin.api import Api
from tests.admin.test_snapshots import Document, busy, change, taken
from tests.support.server import MESSAGING
from tests.support.talk import talking

WAIT: dict[str, Any] = {"wait": "0s"}
SAY: dict[str, Any] = {"say": "Something that the script does not say."}


async def refusal_of(api: Api, document: Document, path: str, value: Any) -> str:
    """Put a document that is changed at a path; return the path that is refused."""
    before = await taken(api)
    reply = await api.put("/snapshot", change(document, path, value))
    assert reply.status == 400, (path, value, reply)
    assert await taken(api) == before
    told: str = reply["errors"][0]["path"]
    return told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"due": 1_800_000_000.0, "pending": []}, "due"),
        ({"due": None, "pending": [SAY]}, "due"),
        ({"due": 1_800_000_000.0, "pending": [WAIT] * 3}, "pending[0]"),
        ({"due": 1_800_000_000.0, "pending": [SAY]}, "pending[0]"),
        ({"due": 1_800_000_000.0, "pending": [SAY] * 10_001}, "pending"),
        ({"handlers": [{"on": "*", "steps": [SAY]}]}, "handlers[0]"),
        ({"handlers": [SAY]}, "handlers[0]"),
        ({"idle": {"idle": "1s", "steps": [SAY]}}, "idle"),
        ({"first_idle": SAY}, "first_idle"),
        ({"heard_at": 9_000_000_000.0}, "heard_at"),
    ],
)
async def test_a_bots_run_is_one_of_its_script(
    api: Api, changes: dict[str, Any], told: str
) -> None:
    """What is due is an act, and stands in the script; else a later request would fail."""
    document = await busy(api)
    assert document["bots"][0]["run"]["ringing"] is False
    run = {**document["bots"][0]["run"], **changes}
    assert await refusal_of(api, document, "bots/0/run", run) == f"$.bots[0].run.{told}"


async def test_a_bots_act_is_not_due_before_its_conversation(api: Api) -> None:
    """Nothing happens in a conversation before it began."""
    await api.post("/clock/pause")
    await api.server.conversation(await api.server.token())
    document = await taken(api)
    assert document["bots"][0]["run"]["ringing"] is True
    place = "bots/0/run"
    assert await refusal_of(api, document, f"{place}/due", 1e6) == "$.bots[0].run.due"
    assert await refusal_of(api, document, f"{place}/due", None) == "$.bots[0].run.due"
    ringing = {**document["bots"][0]["run"], "pending": [SAY]}
    assert await refusal_of(api, document, place, ringing) == "$.bots[0].run"


async def grown(api: Api, kind: str, event: str, count: int) -> tuple[Document, str]:
    """Return a snapshot in which an event stands so many times more, and its stream's path."""
    document = await busy(api)
    number = next(
        n
        for n, one in enumerate(document["streams"])
        if one["kind"] == kind and any(each["event"] == event for each in one["events"])
    )
    events = document["streams"][number]["events"]
    like = next(one for one in events if one["event"] == event)
    pair = like.get("pair", {})
    events += [
        {**like, "pair": {**pair, "access_id": str(n)}} if pair else like for n in range(count)
    ]
    return document, f"$.streams[{number}].events[{len(events) - 1}]"


@pytest.mark.parametrize(
    ("kind", "event", "most"),
    [
        ("family", "PairIssued", LIMITS.snapshot_live_tokens_max),
        ("conversation", "Placed", LIMITS.snapshot_participants_max),
    ],
)
async def test_what_each_event_makes_a_copy_of_is_bounded(
    api: Api, kind: str, event: str, most: int
) -> None:
    """Live tokens and participants; the place of the first that is one too many is told."""
    document, _ = await grown(api, kind, event, most + 1)
    reply = await api.put("/snapshot", document)
    assert reply.status == 400
    assert str(most) in reply["detail"]
    assert (await api.put("/snapshot", (await grown(api, kind, event, 50))[0])).status == 200


async def test_what_is_remembered_is_bounded(api: Api) -> None:
    """What falls due, and what was placed."""
    document = await busy(api)
    due = [{"kind": "bot", "subject": "x", "at": 1.0}] * (LIMITS.snapshot_due_max + 1)
    body = io.BytesIO(json.dumps({**document, "due": due}).encode())
    headers = {"Content-Type": "application/json"}
    reply = await api.call("PUT", "/__admin/snapshot", headers=headers, data=body)
    assert (reply.status, reply["errors"][0]["path"]) == (400, "$.due")
    (placement, *_) = document["placements"].values()
    many = {str(number): placement for number in range(LIMITS.placement_cache_max + 1)}
    assert await refusal_of(api, document, "placements", many) == "$.placements"


async def test_a_long_stream_is_read_and_written_in_pieces(api: Api) -> None:
    """It comes back as it was, and what is wrong in a later piece is told at its place."""
    document, _ = await grown(api, "conversation", "MessageSent", 0)
    stream = next(one for one in document["streams"] if one["kind"] == "conversation")
    number = document["streams"].index(stream)
    like = next(one for one in stream["events"] if one["event"] == "MessageSent")
    unique = [{**like, "message_id": f"m{n}", "client_message_id": f"m{n}"} for n in range(1_200)]
    stream["events"] += unique
    assert (await api.put("/snapshot", document)).status == 200
    again = (await taken(api))["streams"][number]["events"]
    assert again == stream["events"]
    last = len(again) - 1
    wrong = f"streams/{number}/events/{last}/text"
    document = await taken(api)
    place = f"$.streams[{number}].events[{last}].text"
    assert await refusal_of(api, document, wrong, 7) == place
    wrong = f"streams/{number}/events/{last}"
    unknown = {**like, "event": "Nothing"}
    assert (await refusal_of(api, document, wrong, unknown)).startswith(place.removesuffix(".text"))


async def harmed(api: Api) -> Document:
    """Return a snapshot with a quota's windows, and an outage that runs."""
    await api.post("/clock/pause")
    quota = {"kind": "rate_limit", "quota": 2, "window": "10s"}
    assert (await api.post("/faults", {"id": "mine", "what": quota})).status == 201
    token = await api.server.token()
    for _ in range(4):
        await api.widget("GET", MESSAGING, token)
    assert (await api.post("/outages/brownout/start")).status == 200
    return await taken(api)


@pytest.mark.parametrize(
    "memory",
    [
        [["windows", "abc"]],
        [["windows", None]],
        [["windows", {"list": []}]],
        [["windows", {"dict": []}]],
        [["windows", {"OrderedDict": [["user-7", 5]]}]],
        [["windows", {"OrderedDict": [["user-7", {"list": ["a", "b"]}]]}]],
        [["windows", {"OrderedDict": [["user-7", {"list": [1.0]}]]}]],
        [["windows", {"OrderedDict": [["user-7", {"list": [1.0, -1]}]]}]],
        [["windows", {"OrderedDict": [[7, {"list": [1.0, 1]}]]}]],
        [["others", 1]],
        [["windows", {"OrderedDict": [[str(n), {"list": [1.0, 1]}] for n in range(20_001)]}]],
    ],
)
async def test_a_fault_remembers_what_its_kind_does(api: Api, memory: list[Any]) -> None:
    """Else the next call of a customer would fail."""
    document = await harmed(api)
    assert document["faults"][0]["memory"][0][0] == "windows"
    place = "faults/0/memory"
    assert await refusal_of(api, document, place, memory) == "$.faults[0].memory"


@pytest.mark.parametrize("memory", [[["c1", "x"]], [["c1", 1e300]], [[7, 1.0]], [["c1", True]]])
async def test_nobody_is_remembered_for_ever(api: Api, memory: list[Any]) -> None:
    """`no_agents` knows when a conversation's agent is looked for again; `status` nothing."""
    for kind in ("no_agents", "status"):
        await api.post("/faults", {"id": kind, "what": {"kind": kind}})
    document = await taken(api)
    for number in range(2):
        place = f"faults/{number}/memory"
        assert await refusal_of(api, document, place, memory) == f"$.faults[{number}].memory"
    good = change(document, "faults/0/memory", [["c1", 2_000_000_000.0]])
    assert (await api.put("/snapshot", good)).status == 200


RAMP = {
    "steps": 2,
    "member": "what.nope",
    "from": 1,
    "to": 2,
    "fault": {"id": "x", "what": {"kind": "status"}},
}


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("outages/0/intensity", 1e9, "$.outages[0].intensity"),
        ("outages/0/lastsS", 0, "$.outages[0].lastsS"),
        ("outages/0/until", 1.0, "$.outages[0].until"),
        ("outages/0/faultIds", ["mine"], "$.outages[0].faultIds"),
        ("outages/0/fired", {"mine": 1}, "$.outages[0].fired"),
        ("outages/0/outage/ramps", [RAMP], "$.outages[0].outage.ramps[0]"),
        ("outages/0/outage/for", "x" * 1_000, "$.outages[0].outage"),
    ],
)
async def test_an_outage_is_one_that_could_be_started(
    api: Api, path: str, value: Any, told: str
) -> None:
    """It can be staged, and its faults are its own."""
    assert await refusal_of(api, await harmed(api), path, value) == told


async def test_outages_are_as_many_as_a_tenant_keeps(api: Api) -> None:
    """And each has a name of its own."""
    document = await harmed(api)
    (one,) = document["outages"]
    assert await refusal_of(api, document, "outages", [one, one]) == "$.outages[1]"
    many = [one] * (LIMITS.outages_kept_max + 1)
    assert await refusal_of(api, document, "outages", many) == "$.outages"


async def test_what_depends_on_time_goes_on_without_being_noted(api: Api) -> None:
    """A document that does not say what falls due: all are asked, and end in their time."""
    await api.post("/clock/pause")
    await api.server.conversation(await api.server.token())
    document = await harmed(api)
    assert (await api.put("/snapshot", {**document, "due": []})).status == 200
    fired = {what for what, _ in await api.server.advance(43_200)}
    assert {"outage.ended", "fault.shut", "bot.accepted", "token.ended"} <= fired


async def test_a_refusal_quotes_little(api: Api) -> None:
    """A value of half a megabyte is not sent back."""
    document = await taken(api)
    wrong = change(document, "streams/0/events/0/event", "x" * 500_000)
    reply = await api.put("/snapshot", wrong)
    assert reply.status == 400
    assert len(json.dumps(reply.body)) < 2_000


async def test_the_sizes_of_a_fault_are_bounded(api: Api) -> None:
    """How many there are, and whom each counts."""
    document = await harmed(api)
    fault = document["faults"][0]
    many = [
        {**fault, "fault": {**fault["fault"], "id": f"f{number}"}}
        for number in range(LIMITS.faults_per_tenant_max + 1)
    ]
    assert await refusal_of(api, document, "faults", many) == "$.faults"
    counts = [
        {"subject": str(number), "asked": 1, "fired": 0}
        for number in range(LIMITS.fault_subjects_max + 1)
    ]
    assert await refusal_of(api, document, "faults/0/counts", counts) == "$.faults[0].counts"


async def test_a_short_key_is_refused(api: Api) -> None:
    """A key of 1,024 bits signs nothing here."""
    private = rsa.generate_private_key(public_exponent=65_537, key_size=1_024)  # noqa: S505 - to be refused
    pem = SigningKey("short", private).pem()
    document = await busy(api)
    events = document["streams"][0]["events"]
    number = next(n for n, one in enumerate(events) if one["event"] == "KeyAdded")
    path = f"streams/0/events/{number}/pem"
    assert await refusal_of(api, document, path, pem) == "$.streams[0]"


async def test_typing_and_reconnects_are_taken_and_put_back(api: Api) -> None:
    """They leave no events, and count for silence and analytics."""
    await api.post("/clock/pause")
    token = await api.server.token()
    id_ = await api.server.conversation(token)
    await api.post("/clock/advance", {"by": "1m"})
    for _ in range(3):
        async with talking(api.server, token, id_) as talk:
            await talk.frame()
            await talk.say("typing", state="on")
            await talk.ask("ping")
    document = await taken(api)
    assert document["reconnects"] == {id_: 2}
    assert document["typing"] == {id_: document["clock"]["now"]}
    await api.post("/reset")
    assert (await api.put("/snapshot", document)).status == 200
    assert (await api.get(f"/conversations/{id_}"))["reconnects"] == 2
    assert (await taken(api))["typing"] == document["typing"]
