"""The context store: what gives a second device its continuity.

Source: guide, section 1 (`/api/v2/widget-context`, key `ctx_{userId}`). Invented: versions,
the size limit, time to live.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from mockplatform.core.commands import Delete
from mockplatform.durations import format_instant
from mockplatform.limits import LIMITS
from tests.support.api import Api, Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")
MINE = "/api/v2/widget-context/ctx_ann"
EXPIRES = "X-Context-Expires-At"


async def put(api: Api, data: Any, path: str = MINE, **headers: str) -> Reply:
    """Write a document."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await api(f"PUT {path}", data, headers=named)


async def test_a_document_is_written_and_read(ann: Api) -> None:
    """201, then 200; version as `ETag`, its end in a header."""
    data = {"cart": [1, 2.5, {"a": None}], "ü": "😀"}
    written = await put(ann, data)
    assert (written.status, written.body, written.headers["ETag"]) == (201, data, '"1"')
    assert written.headers[EXPIRES] == format_instant(ann.tenant.clock.now() + 86_400)
    assert (await put(ann, {"b": 1})).status == 200
    read = await ann(f"GET {MINE}")
    assert (read.status, read.body, read.headers["ETag"]) == (200, {"b": 1}, '"2"')


async def test_a_second_device_reads_what_the_first_wrote(ann: Api, api: Api) -> None:
    """Another token of the same user, later; the conversation's document likewise."""
    id_ = (await ann.open())["id"]
    path = f"/api/v2/widget-context/ctx_{id_}"
    await put(ann, {"draft": "hello"})
    await put(ann, {"page": 3}, path)
    await ann.advance(7200)
    other = await api.user("ann")
    assert (await other(f"GET {MINE}")).body == {"draft": "hello"}
    assert (await other(f"GET {path}")).body == {"page": 3}


async def test_it_survives_its_conversation(ann: Api) -> None:
    """Survives the conversation, the socket and the token."""
    id_ = (await ann.open())["id"]
    path = f"/api/v2/widget-context/ctx_{id_}"
    await put(ann, {"page": 3}, path)
    await ann.act(id_, Delete())
    assert (await ann(f"GET {path}")).body == {"page": 3}


@pytest.mark.parametrize(
    "key", ["ctx_bob", "ctx_", "ann", "ctx_ann2", "CTX_ann", "ctx_ctx_ann", "ctx_unknown", "ctx%5F"]
)
async def test_other_keys_are_not_yours(ann: Api, key: str) -> None:
    """403 on every verb, and the hint names one's own."""
    for verb in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
        body = {"a": 1} if verb in ("PUT", "PATCH") else None
        refused = await ann(f"{verb} /api/v2/widget-context/{key}", body)
        assert refused.status == 403
        assert "ctx_ann" in refused.hint
        if verb != "HEAD":
            assert refused["code"] == "not.authorized"


async def test_another_users_conversation_is_not_yours(ann: Api, api: Api) -> None:
    """403: it exists in this tenant, and belongs to somebody else."""
    id_ = (await (await api.user("bob")).open())["id"]
    assert (await ann(f"GET /api/v2/widget-context/ctx_{id_}")).status == 403


async def test_a_user_id_may_hold_what_a_path_must_escape(api: Api) -> None:
    """Percent-encoded segments are read as what they stand for."""
    odd = await api.user("a/b ü%")
    path = "/api/v2/widget-context/ctx_a%2Fb%20%C3%BC%25"
    assert (await put(odd, {"a": 1}, path)).status == 201
    assert (await odd(f"GET {path}")).body == {"a": 1}


async def test_what_was_never_written_is_not_found(ann: Api) -> None:
    """404 with the next step."""
    refused = await ann(f"GET {MINE}")
    assert refused.refusal == (404, "not.found")
    assert "PUT" in refused.hint
    assert (await ann(f"DELETE {MINE}")).refusal == (404, "not.found")


async def test_a_merge_changes_a_part(ann: Api) -> None:
    """RFC 7386; where there is nothing it makes the document."""
    assert (await ann(f"PATCH {MINE}", {"a": {"b": 1, "c": 2}})).status == 201
    merged = await ann(f"PATCH {MINE}", {"a": {"b": None}, "d": []})
    assert (merged.status, merged.body) == (200, {"a": {"c": 2}, "d": []})


async def test_a_document_is_removed(ann: Api) -> None:
    """204, then 404; and versions go on, so that an old tag stays stale."""
    await put(ann, {"a": 1})
    assert (await ann(f"DELETE {MINE}")).status == 204
    assert (await ann(f"GET {MINE}")).status == 404
    again = await put(ann, {"a": 2})
    assert (again.status, again.headers["ETag"]) == (201, '"3"')
    assert (await put(ann, {"a": 3}, If_Match='"1"')).status == 412


async def test_if_match_guards_every_write(ann: Api) -> None:
    """412 when stale or gone; `*` asks that there be one."""
    assert (await put(ann, {"a": 1}, If_Match="*")).refusal == (412, "precondition.failed")
    assert (await put(ann, {"a": 1}, If_Match='"1"')).status == 412
    await put(ann, {"a": 1})
    assert (await put(ann, {"a": 2}, If_Match='"1"')).status == 200
    for stale in ('"1"', '"0"', 'W/"2"', '"x"', "2", '"02"'):
        for verb, body in (("PUT", {"a": 9}), ("PATCH", {"a": 9}), ("DELETE", None)):
            refused = await ann(f"{verb} {MINE}", body, headers={"If-Match": stale})
            assert refused.refusal == (412, "precondition.failed")
            assert "GET" in refused.hint
    assert (await put(ann, {"a": 3}, If_Match="*")).status == 200
    assert (await ann(f"DELETE {MINE}", headers={"If-Match": '"3"'})).status == 204


async def test_a_document_can_be_made_only_where_there_is_none(ann: Api) -> None:
    """`If-None-Match: *`: one of many writers is first."""
    replies = await asyncio.gather(*(put(ann, {"n": n}, If_None_Match="*") for n in range(6)))
    assert sorted(reply.status for reply in replies) == [201, 412, 412, 412, 412, 412]


async def test_what_the_reader_has_is_not_sent_again(ann: Api) -> None:
    """304 without a body, with the tag and the end."""
    await put(ann, {"a": 1})
    for tag in ('"1"', 'W/"1"', '"7", "1"', "*"):
        known = await ann(f"GET {MINE}", headers={"If-None-Match": tag})
        assert (known.status, known.data) == (304, b"")
        assert (known.headers["ETag"], EXPIRES in known.headers) == ('"1"', True)
    assert (await ann(f"GET {MINE}", headers={"If-None-Match": '"2"'})).status == 200


async def test_head_tells_what_get_would(ann: Api) -> None:
    """The same headers, the length included, and no body."""
    await put(ann, {"a": "ü"})
    head, get = await ann(f"HEAD {MINE}"), await ann(f"GET {MINE}")
    assert (head.status, head.data) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", EXPIRES):
        assert head.headers[name] == get.headers[name]
    assert (await ann(f"HEAD {MINE}", headers={"If-None-Match": '"1"'})).status == 304


async def test_its_time_slides_with_each_write(ann: Api) -> None:
    """Default 24 hours from the last write; reading does not count."""
    ann = await ann.user("ann", life_s=10 * 86_400)
    await put(ann, {"a": 1})
    await ann.advance(80_000)
    await put(ann, {"a": 2})
    await ann.advance(80_000)
    assert (await ann(f"GET {MINE}")).status == 200
    await ann.advance(6_399)
    assert (await ann(f"GET {MINE}")).status == 200
    assert ("context.expired", "ctx_ann") in await ann.advance(1)
    assert (await ann(f"GET {MINE}")).refusal == (404, "not.found")
    assert (await put(ann, {"a": 3})).status == 201


async def test_its_time_may_be_asked_for(ann: Api) -> None:
    """`?ttl=` in seconds; it stays for later writes until another is asked for."""
    written = await put(ann, {"a": 1}, f"{MINE}?ttl=60")
    assert written.headers[EXPIRES] == format_instant(ann.tenant.clock.now() + 60)
    await ann.advance(59)
    later = await ann(f"PATCH {MINE}", {"b": 1})
    assert later.headers[EXPIRES] == format_instant(ann.tenant.clock.now() + 60)
    await ann.advance(60)
    assert (await ann(f"GET {MINE}")).status == 404


@pytest.mark.parametrize("ttl", ["0", "-1", "x", "1.5", "", "2592001", "1" * 30])
async def test_an_odd_time_is_refused(ann: Api, ttl: str) -> None:
    """1 second to 30 days."""
    refused = await put(ann, {"a": 1}, f"{MINE}?ttl={ttl}")
    assert refused.refusal == (400, "invalid.value")
    assert refused["details"][0]["fieldName"] == "ttl"
    assert not ann.tenant.contexts


async def test_a_document_has_at_most_256_kib(ann: Api) -> None:
    """Of its canonical form; also when merges make it grow."""
    room = LIMITS.context_bytes_max - len('{"k":""}')
    assert (await put(ann, {"k": "x" * room})).status == 201
    for refused in (
        await put(ann, {"k": "x" * (room + 1)}),
        await ann(f"PATCH {MINE}", {"l": "x"}),
    ):
        assert refused.refusal == (413, "payload.too.large")
    assert (await ann(f"GET {MINE}")).headers["ETag"] == '"1"'


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b'"x"', b"{"])
async def test_a_document_is_an_object(ann: Api, body: bytes) -> None:
    """400, and nothing is written."""
    assert (await put(ann, body)).refusal == (400, "invalid.json")
    assert not ann.tenant.contexts


@pytest.mark.parametrize(
    ("verb", "scope"),
    [("GET", "conversation:read"), ("PUT", "conversation:write"), ("DELETE", "conversation:write")],
)
async def test_a_call_needs_its_scope(api: Api, verb: str, scope: str) -> None:
    """403 `missing.permissions`, naming it."""
    poor = await api.user("ann", ["user:read"])
    refused = await poor(f"{verb} {MINE}", {"a": 1} if verb == "PUT" else None)
    assert refused.refusal == (403, "missing.permissions")
    assert scope in refused["message"]
