"""Faults set, listed and taken away over the admin API. Source: docs/admin.md, Faults."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from mockplatform.faults.registry import KINDS
from mockplatform.limits import LIMITS
from tests.admin.api import Api, Reply
from tests.support.server import MESSAGING

STATUS = {"kind": "status", "status": 503}
HARMED = "X-Mockplatform-Fault"


def fault(id_: str, **members: Any) -> dict[str, Any]:
    """Return a fault that answers 503."""
    return {"id": id_, "what": STATUS, **members}


async def call(api: Api) -> Reply:
    """Call the widget API once, as user-7."""
    return await api.widget("GET", MESSAGING, await api.token())


async def ids(api: Api) -> list[str]:
    """Return the ids of the faults in their order."""
    return [one["id"] for one in (await api.get("/faults"))["faults"]]


async def acts(api: Api) -> list[tuple[str, str]]:
    """Return what the journal says that was done by the admin API."""
    entries = (await api.get("/journal?kind=admin"))["entries"]
    return [(one["act"], one["what"]) for one in entries]


async def test_a_fault_is_set_harms_and_goes(api: Api) -> None:
    made = await api.post("/faults", fault("down"))
    assert (made.status, made["state"], made.headers["Location"]) == (
        201,
        "open",
        "/__admin/faults/down",
    )
    harmed = await call(api)
    assert (harmed.status, harmed.headers[HARMED]) == (503, "down")
    assert (await api.get("/faults/down"))["fired"] == 1
    assert (await api.delete("/faults/down")).status == 204
    assert (await call(api)).status == 200


async def test_a_fault_is_put_in_the_place_of_the_one_that_has_its_id(api: Api) -> None:
    for id_ in ("a", "b"):
        await api.post("/faults", fault(id_))
    replaced = await api.put("/faults/a", {"what": {"kind": "status", "status": 500}})
    assert (replaced.status, replaced["what"]["status"]) == (200, 500)
    made = await api.put("/faults/c", fault("c"))
    assert (made.status, made.headers["Location"]) == (201, "/__admin/faults/c")
    assert await ids(api) == ["a", "b", "c"]
    assert (await call(api)).status == 500


async def test_a_path_and_a_body_name_the_same_fault(api: Api) -> None:
    refused = await api.put("/faults/a", fault("b"))
    assert refused.refusal == (400, "invalid.value")
    assert (await api.post("/faults", fault("a"))).status == 201
    again = await api.post("/faults", fault("a"))
    assert again.refusal[0] == 409
    assert again["hint"] == "Set it anew: PUT /__admin/faults/a."


async def test_the_whole_list_is_put_and_what_is_the_same_goes_on_counting(api: Api) -> None:
    once = fault("once", when={"times": 1})
    await api.put("/faults", {"faults": [fault("gone"), once]})
    await api.put("/faults", {"faults": [once]})
    assert (await call(api)).status == 503
    reply = await api.put("/faults", {"faults": [fault("new", where={"subject": "x"}), once]})
    assert [(one["id"], one["fired"]) for one in reply["faults"]] == [("new", 0), ("once", 1)]
    assert reply.body == (await api.get("/faults")).body
    assert (await call(api)).status == 200
    assert (await api.put("/faults", {"faults": []}))["faults"] == []


async def test_what_is_put_again_the_same_ends_when_it_was_to_and_stays_shut(api: Api) -> None:
    listed = {"faults": [fault("down", ttl="60s", when={"for": "10s"})]}
    (first,) = (await api.put("/faults", listed))["faults"]
    await api.post("/clock/advance", {"by": "50s"})
    (again,) = (await api.put("/faults", listed))["faults"]
    assert (again["state"], again["endsAt"]) == ("shut", first["endsAt"])

    anew = await api.put("/faults/down", listed["faults"][0])
    assert anew["state"] == "open"
    assert anew["endsAt"] > first["endsAt"]


async def test_a_list_without_ids_may_be_put_twice(api: Api) -> None:
    body = {"faults": [{"what": STATUS, "when": {"times": 1}}, {"what": {"kind": "reset"}}]}
    first = await api.put("/faults", body)
    assert (await call(api)).status == 503
    again = await api.put("/faults", body)
    assert [one["id"] for one in again["faults"]] == [one["id"] for one in first["faults"]]
    assert [one["fired"] for one in again["faults"]] == [1, 0]


async def test_a_number_is_not_taken_from_a_fault_that_stands_further_down(api: Api) -> None:
    named = {"id": "fault-1", "what": {"kind": "reset"}}
    put = await api.put(
        "/faults", {"faults": [{"what": STATUS}, named, {"what": {"kind": "hang"}}]}
    )
    assert [(one["id"], one["what"]["kind"]) for one in put["faults"]] == [
        ("fault-2", "status"),
        ("fault-1", "reset"),
        ("fault-3", "hang"),
    ]


async def test_a_list_that_is_wrong_changes_nothing(api: Api) -> None:
    await api.post("/faults", fault("a"))
    refused = await api.put("/faults", {"faults": [fault("b"), fault("b")]})
    assert refused.refusal == (400, "invalid.value")
    refused = await api.put("/faults", {"faults": [fault("b"), {"what": {"kind": "sttus"}}]})
    assert refused["errors"][0]["path"] == "$.faults[1].what.kind"
    many = [fault(f"f{n}") for n in range(LIMITS.faults_per_tenant_max + 1)]
    assert (await api.put("/faults", {"faults": many})).status == 400
    assert await ids(api) == ["a"]


@pytest.mark.parametrize(
    ("body", "path", "told"),
    [
        ({"what": {"kind": "sttus"}}, "$.what.kind", "Did you mean 'status'?"),
        ({"what": {"kind": "status", "stauts": 4}}, "$.what.stauts", "Did you mean 'status'?"),
        ({"what": {"status": 503}}, "$.what", "misses the member 'kind'. Known: "),
        ({"what": {"kind": "latency", "delay": "soon"}}, "$.what.delay", "'soon' is no duration"),
        (
            {"what": {"kind": "latency", "delay": "2s", "upto": "3s"}},
            "$.what.upto",
            "goes with the distribution `uniform`",
        ),
        ({"what": STATUS, "when": {"tims": 1}}, "$.when.tims", "Did you mean 'times'?"),
        ({"what": STATUS, "when": {"for": "0s"}}, "$.when.for", "must be at least"),
        ({"what": STATUS, "where": {"pth": "x"}}, "$.where.pth", "Did you mean 'path'?"),
        ({"what": STATUS, "where": {"phase": "repl"}}, "$.where.phase", "Did you mean 'reply'?"),
        (
            {"what": STATUS, "where": {"phase": "frame.out"}},
            "$.where.phase",
            "status cannot stand in frame.out. It may in: edge, service, reply",
        ),
        ({"what": STATUS, "ttl": "0s"}, "$.ttl", "must be at least"),
        ({"what": STATUS, "id": "kinds"}, "$.id", "is a word of the admin API's paths"),
        ({"what": STATUS, "id": "outage:x:a"}, "$.id", "begins the ids of outages' faults"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_its_place_and_a_hint(
    api: Api, body: Any, path: str, told: str
) -> None:
    refused = await api.post("/faults", body)
    assert refused.status == 400
    (error,) = refused["errors"]
    assert error["path"] == path
    assert told in error["message"]
    assert await ids(api) == []


async def test_every_kind_is_listed_and_its_example_can_be_set_as_it_stands(api: Api) -> None:
    listed = (await api.get("/faults/kinds"))["kinds"]
    assert [one["kind"] for one in listed] == list(KINDS)
    for one in listed:
        assert one["summary"].endswith("."), one
        assert one["sees"].endswith("."), one
        assert one["example"]["what"]["kind"] == one["kind"]
        jsonschema_rs.validate(one["schema"], one["example"]["what"])
        made = await api.post("/faults", one["example"])
        assert made.status == 201, made
        assert made["where"]["phase"] in one["phases"]


async def test_a_schema_tells_of_each_member_and_refuses_others(api: Api) -> None:
    listed = {one["kind"]: one for one in (await api.get("/faults/kinds"))["kinds"]}
    latency = listed["latency"]["schema"]
    assert latency["properties"]["delay"]["description"].startswith("How long")
    assert not jsonschema_rs.is_valid(latency, {"kind": "latency", "dely": "1s"})


async def test_the_journal_names_the_faults_that_an_act_was_about(api: Api) -> None:
    await api.post("/faults", {"what": STATUS})
    await api.put("/faults/b", fault("b"))
    await api.put("/faults", {"faults": [fault("c"), fault("d")]})
    await api.delete("/faults/c")
    await api.delete("/faults")
    assert await acts(api) == [
        ("Set a fault", "POST /__admin/faults: fault-1"),
        ("Set a fault", "PUT /__admin/faults: b"),
        ("Set the faults", "PUT /__admin/faults: c, d"),
        ("Take a fault away", "DELETE /__admin/faults: c"),
        ("Take all faults away", "DELETE /__admin/faults: d"),
    ]


async def test_the_faults_alone_are_put_back(api: Api) -> None:
    id_ = await api.conversation()
    await api.post("/faults", fault("down"))
    assert (await api.post("/reset/faults")).status == 200
    assert await ids(api) == []
    assert (await call(api)).status == 200
    assert (await api.get(f"/conversations/{id_}")).status == 200


async def test_the_clock_tells_when_a_fault_opens_shuts_and_ends(api: Api) -> None:
    body = fault("f", when={"after": "10s", "for": "5s"}, ttl="1m")
    assert (await api.post("/faults", body))["state"] == "waiting"
    due = (await api.get("/clock"))["nextDeadlines"]
    assert [(one["what"], one["subject"]) for one in due] == [("fault.opened", "f")]
    assert await fired(api, "9s") == []
    assert (await call(api)).status == 200
    assert await fired(api, "2s") == [("fault.opened", "f")]
    assert (await api.get("/faults/f"))["state"] == "open"
    assert (await call(api)).status == 503
    assert await fired(api, "1h") == [("fault.shut", "f"), ("fault.ended", "f")]
    assert await ids(api) == []


async def fired(api: Api, by: str) -> list[tuple[str, str]]:
    """Advance the clock; return what it did with faults."""
    done = (await api.post("/clock/advance", {"by": by}))["fired"]
    return [(one["what"], one["subject"]) for one in done if one["what"].startswith("fault")]
