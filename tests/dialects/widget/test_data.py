"""Routing data and conversation data over HTTP: replaced, merged, limited, guarded.

Source: guide, section 3 (16 KiB, flat, delta, truncate or reject) and section 4, edge case 3.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from mockplatform.core.canonical import canonical, content_hash
from mockplatform.core.scopes import SCOPES
from mockplatform.limits import LIMITS
from tests.support.api import Api, Reply
from tests.support.server import MESSAGING

pytestmark = pytest.mark.asyncio(loop_scope="module")
LETTERS = {1: "x", 2: "ü", 3: "€", 4: "😀"}


class Data:
    """The data of one conversation, in short words."""

    def __init__(self, api: Api, id_: str) -> None:
        self.api = api
        self.path = f"{MESSAGING}/{id_}"

    async def put(self, noun: str, data: Any, **headers: str) -> Reply:
        """Replace."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.api(f"PUT {self.path}/{noun}-data", data, headers=named)

    async def patch(self, noun: str, data: Any, **headers: str) -> Reply:
        """Merge."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.api(f"PATCH {self.path}/{noun}-data", data, headers=named)

    async def get(self) -> Reply:
        """Read the conversation."""
        return await self.api(f"GET {self.path}")


@pytest_asyncio.fixture(loop_scope="module")
async def data(ann: Api) -> AsyncIterator[Data]:
    """The data of a conversation that Ann has opened."""
    yield Data(ann, (await ann.open())["id"])


def filled(size: int, width: int = 1, key: str = "k") -> dict[str, str]:
    """Return routing data of exactly `size` bytes in canonical form."""
    room = size - len(canonical({key: ""}))
    text = LETTERS[width] * (room // width) + "x" * (room % width)
    assert len(canonical({key: text})) == size
    return {key: text}


@pytest.mark.parametrize("width", LETTERS)
@pytest.mark.parametrize("size", [16_383, 16_384])
async def test_up_to_16384_bytes_of_utf8_pass(data: Data, width: int, size: int) -> None:
    """Bytes of the canonical form, not characters."""
    values = filled(size, width)
    reply = await data.put("routing", values)
    assert reply.status == 200
    assert reply["routingData"] == values
    assert reply["routingHash"] == content_hash(canonical(values))


@pytest.mark.parametrize("width", LETTERS)
async def test_one_byte_more_is_refused_whole(data: Data, width: int) -> None:
    """413 with size, limit and the heaviest keys; nothing is changed."""
    before = (await data.put("routing", {"tier": "premium"})).body
    values = {**filled(16_385 - len(',"a":"b"'), width), "a": "b"}
    assert len(canonical(values)) == 16_385
    refused = await data.put("routing", values)
    assert refused.refusal == (413, "routing.data.too.large")
    first, heaviest, lighter = refused["details"]
    assert first["message"] == "size 16385, limit 16384"
    assert heaviest["fieldName"] == "routingData.k"
    assert lighter["fieldName"] == "routingData.a"
    assert "bytes" in refused.hint
    assert (await data.get()).body == before


async def test_the_text_of_the_body_is_not_what_is_counted(data: Data) -> None:
    """White space and escapes of the sender do not count; escapes that JSON needs do."""
    text = LETTERS[2] * ((16_384 - len(b'{"k":""}')) // 2)
    body = ('{  "k"  :  "' + text.replace("ü", "\\u00fc") + '"  }').encode()
    assert len(body) > 48_000
    assert (await data.put("routing", body)).status == 200
    quotes = '"' * 8_189
    assert (await data.put("routing", {"k": quotes})).status == 413
    assert (await data.put("routing", {"k": quotes[1:]})).status == 200


async def test_creation_has_the_same_limit(ann: Api) -> None:
    """Nothing is opened with too much."""
    refused = await ann(f"POST {MESSAGING}", {"routingData": filled(16_385)})
    assert refused.refusal == (413, "routing.data.too.large")
    assert not ann.tenant.conversations


async def test_truncation_takes_the_newest_values_away(data: Data) -> None:
    """Policy `truncate`: 200, a hint, null for routing, which then falls back."""
    await data.api.set(routingPolicy="truncate")
    await data.put("routing", {"tier": "premium"})
    reply = await data.patch("routing", {**filled(16_350, key="notes"), "language": "en-US"})
    assert reply.status == 200
    assert reply["routingData"]["tier"] == "premium"
    assert reply["routingData"]["notes"].startswith("x")
    assert reply["routingData"]["language"] is None
    assert "language" in reply.hint
    assert reply["queue"]["id"] == "general"
    assert reply["routing"]["rule"] is None
    assert "language" in reply["routing"]["evaluatedNull"]
    created = await data.api.open(
        routingData={**filled(16_384, key="notes"), "tier": "premium", "language": "en-US"}
    )
    assert created["queue"]["id"] == "general"
    assert "language" in created.hint


@pytest.mark.parametrize(
    ("value", "kind"),
    [({"a": 1}, "an object"), (["a"], "an array"), (7, "a number"), (1.5, "a number")],
)
async def test_what_is_not_flat_is_refused_by_key(data: Data, value: Any, kind: str) -> None:
    """Strings and booleans only, in a PUT and in a merge; all wrong keys are named."""
    for call in (data.put, data.patch):
        refused = await call("routing", {"good": "x", "bad": value, "worse": value})
        assert refused.refusal == (400, "routing.data.not.flat")
        fields = [one["fieldName"] for one in refused["details"]]
        assert fields == ["routingData.bad", "routingData.worse"]
        assert kind in refused["details"][0]["message"]
    assert (await data.get())["routingData"] == {}


async def test_null_removes_in_a_merge_and_is_refused_in_a_put(data: Data) -> None:
    """RFC 7386."""
    await data.put("routing", {"a": "1", "b": True})
    assert (await data.put("routing", {"a": None})).refusal == (400, "routing.data.not.flat")
    assert (await data.patch("routing", {"a": None, "c": "3"}))["routingData"] == {
        "b": True,
        "c": "3",
    }


@pytest.mark.parametrize(("key", "status"), [("k" * 128, 200), ("k" * 129, 400), ("", 400)])
async def test_keys_have_1_to_128_characters(data: Data, key: str, status: int) -> None:
    """Both ends pass, the next do not."""
    assert (await data.put("routing", {key: "x"})).status == status


async def test_numbers_may_be_taken_as_strings(data: Data) -> None:
    """Setting `coerce`."""
    await data.api.set(coerce=True)
    reply = await data.put("routing", {"age": 42, "rate": 1.5, "yes": True})
    assert reply["routingData"] == {"age": "42", "rate": "1.5", "yes": True}


async def test_equal_content_has_an_equal_hash_and_is_placed_once(data: Data) -> None:
    """Whatever the order of keys or the device: the placement's cache is hit."""
    first = await data.put("routing", b'{"language":"en-US","tier":"premium"}')
    again = await data.put("routing", b'{ "tier": "premi\\u0075m", "language": "en-US" }')
    assert again["routingHash"] == first["routingHash"]
    assert first["routing"]["cache"] == "miss"
    other = await data.api.open(routingData={"tier": "premium", "language": "en-US"})
    assert other["routingHash"] == first["routingHash"]
    assert other["routing"]["cache"] == "hit"
    assert other["queue"]["id"] == "premium-en"


@pytest.mark.parametrize("noun", ["routing", "conversation"])
async def test_if_match_guards_against_lost_updates(data: Data, noun: str) -> None:
    """412 when stale; nothing is written then."""
    version = (await data.get()).headers["ETag"]
    first = await data.patch(noun, {"a": "1"}, If_Match=version)
    assert first.status == 200
    assert first.headers["ETag"] != version
    for stale in (version, '"99"', 'W/"3"', "3", '"0"', '"03"', '""'):
        refused = await data.patch(noun, {"a": "2"}, If_Match=stale)
        assert refused.refusal == (412, "precondition.failed"), stale
    assert (await data.patch(noun, {"a": "2"}, If_Match="*")).status == 200
    refused = await data.patch(noun, {"a": "2"}, If_Match='"1", "2"')
    assert refused.refusal == (400, "invalid.value")
    assert (await data.get())[f"{noun}Data"] == {"a": "2"}


@pytest.mark.parametrize("noun", ["routing", "conversation"])
async def test_an_overwrite_is_noted_with_both_instances(data: Data, noun: str) -> None:
    """Guide, edge case 3: without `If-Match` the last writer wins, and the journal says so."""
    first = await data.patch(noun, {"a": "1"}, X_Instance_Id="tab-1")
    assert "notes" not in data.api.told(first)
    second = await data.patch(noun, {"a": "2"}, X_Instance_Id="tab-2")
    assert data.api.told(second)["notes"] == [
        "instance 'tab-2' overwrote instance 'tab-1'",
    ]
    guarded = await data.patch(
        noun, {"a": "3"}, X_Instance_Id="tab-1", If_Match=second.headers["ETag"]
    )
    assert "notes" not in data.api.told(guarded)


async def test_the_tokens_instance_is_what_counts(api: Api) -> None:
    """`instance_id` of the token; the header only where the token says nothing."""
    asked = {"deploymentId": "shop-web", "userId": "ann"}
    tabs = []
    for tab in ("tab-1", "tab-2"):
        reply = await api("POST /api/v2/widget/auth/token", {**asked, "instanceId": tab})
        tabs.append(api.bearing(reply["access_token"]))
    id_ = (await tabs[0].open())["id"]
    reply = await Data(tabs[1], id_).patch("routing", {"a": "1"}, X_Instance_Id="tab-1")
    assert api.told(reply)["notes"] == ["instance 'tab-2' overwrote instance 'tab-1'"]


async def test_an_odd_instance_header_is_refused(data: Data) -> None:
    """It is kept in the stream: visible ASCII only."""
    refused = await data.patch("routing", {"a": "1"}, X_Instance_Id="ü")
    assert refused.refusal == (400, "invalid.value")


async def test_conversation_data_is_any_object_up_to_64_kib(data: Data) -> None:
    """Exactly that many bytes of the canonical form pass."""
    room = LIMITS.conversation_data_bytes_max - len('{"k":""}')
    assert (await data.put("conversation", {"k": "x" * room})).status == 200
    refused = await data.put("conversation", {"k": "x" * (room + 1)})
    assert refused.refusal == (413, "payload.too.large")
    assert "widget-context" in refused.hint


async def test_conversation_data_is_up_to_16_levels_deep(data: Data) -> None:
    """The object itself is the first."""

    def deep(levels: int) -> Any:
        return {"a": deep(levels - 1)} if levels > 1 else {}

    assert (await data.put("conversation", deep(16))).status == 200
    refused = await data.put("conversation", deep(17))
    assert refused.refusal == (400, "conversation.data.too.deep")


async def test_conversation_data_is_merged_into_its_depth(data: Data) -> None:
    """RFC 7386: objects merge, all else replaces, null removes."""
    await data.put("conversation", {"cart": {"items": [1, 2], "total": 3}, "x": None, "n": 1.5})
    reply = await data.patch("conversation", {"cart": {"items": [4], "total": None}, "y": {}})
    assert reply["conversationData"] == {"cart": {"items": [4]}, "x": None, "n": 1.5, "y": {}}


async def test_a_merge_patch_may_be_called_so(data: Data) -> None:
    """`application/merge-patch+json` on a PATCH, and on nothing else."""
    kind = {"Content_Type": "application/merge-patch+json"}
    assert (await data.patch("routing", {"a": "1"}, **kind)).status == 200
    refused = await data.put("routing", {"a": "1"}, **kind)
    assert refused.refusal == (415, "unsupported.media.type")


@pytest.mark.parametrize("noun", ["routing", "conversation"])
async def test_a_document_must_be_sent(data: Data, noun: str) -> None:
    """An empty body is no object, and would wipe what is there."""
    for method in ("PUT", "PATCH"):
        refused = await data.api(f"{method} {data.path}/{noun}-data")
        assert refused.refusal == (400, "invalid.json")


async def test_a_closed_conversation_takes_no_data(data: Data) -> None:
    """409, like a message."""
    await data.api(f"DELETE {data.path}")
    for noun in ("routing", "conversation"):
        assert (await data.put(noun, {"a": "1"})).refusal == (409, "conversation.closed")


async def test_routing_data_needs_its_own_scope(data: Data) -> None:
    """403 `missing.permissions`, naming it."""
    scope = [one for one in SCOPES if one != "routing:write"]
    poor = Data(await data.api.user("ann", scope), data.path.rpartition("/")[2])
    refused = await poor.put("routing", {"a": "1"})
    assert refused.refusal == (403, "missing.permissions")
    assert [one["message"] for one in refused["details"]] == ["routing:write"]
    assert (await poor.put("conversation", {"a": 1})).status == 200
