"""A message that is refused changes nothing: nobody is met by it, and nobody gets another name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dialects.cxone.desk import MESSAGING, desk, reply
from tests.support.chats_cxone import Chat, chat, message
from tests.support.server import Server, serving

Json = dict[str, Any]
QUIET = {"agentsAct": False}
LONG = {"customFields": [{"ident": "a", "value": "x" * 1_025}]}
MANY = {"customFields": [{"ident": f"field-{n}", "value": "x" * 1_000} for n in range(40)]}
REFUSED: list[tuple[str, Json]] = [
    ("SendMessage", message("")),
    ("SendMessage", message("Hi", "x" * 129)),
    ("SendMessage", message("Hi", idOnExternalPlatform="x" * 129)),
    ("SendMessage", message("Hi", attachments=[{"url": "javascript:alert(1)"}])),
    ("SendMessage", message("Hi", consumer=LONG)),
    ("SendMessage", message("Hi", consumerContact=MANY)),
    ("SendOutbound", message("")),
    ("SendOfflineMessage", {"messageContent": {"payload": {"text": "Hi"}}}),
    ("SetConsumerCustomFields", LONG),
]
KIM = {"idOnExternalPlatform": "c-1", "firstName": "Kim", "lastName": "Poe"}


def names(server: Server) -> list[str]:
    """Return who is known, by the name he goes by."""
    return [one.person.name for one in server.tenant.customers.values()]


async def rename(page: Chat, event: str, data: Json) -> Json:
    """Send a request by another name; return the frame that answers."""
    return await page.ask(event, data, consumerIdentity=KIM)


@pytest.mark.parametrize(("event", "data"), REFUSED)
async def test_a_first_frame_that_is_refused_leaves_no_customer(event: str, data: Json) -> None:
    async with serving(settings=QUIET) as server, chat(server, secured=False) as page:
        assert "error" in await rename(page, event, data)
        assert names(server) == []
        assert "error" not in await rename(page, "SendMessage", message("Hello"))
        assert names(server) == ["Kim Poe"]
        await page.push("MessageCreated")


@pytest.mark.parametrize(("event", "data"), REFUSED)
@pytest.mark.parametrize("secured", [True, False])
async def test_a_frame_that_is_refused_renames_nobody(
    event: str, data: Json, *, secured: bool
) -> None:
    async with serving(settings=QUIET) as server, chat(server, secured=secured) as page:
        await page.say("Hello")
        before = names(server)
        assert "error" in await rename(page, event, data)
        assert names(server) == before != ["Kim Poe"]


async def test_a_message_into_an_archived_thread_renames_nobody() -> None:
    async with serving(settings=QUIET) as server, chat(server, "chat_messaging") as page:
        await page.say("Hello")
        await page.do("ArchiveThread", {"thread": {"idOnExternalPlatform": "t-1"}})
        assert "error" in await rename(page, "SendMessage", message("More"))
        assert "Kim Poe" not in names(server)
        assert "error" not in await rename(page, "SendMessage", message("More", "t-2"))
        assert names(server) == ["Kim Poe"]


@pytest.mark.parametrize("noun", ["inbound", "messages"])
@pytest.mark.parametrize(
    "wrong",
    [
        {"messageContent": {"type": "TEXT", "payload": {"text": ""}}},
        {"idOnExternalPlatform": "x" * 129},
        {"attachments": [{"url": "javascript:alert(1)"}]},
    ],
)
async def test_what_comes_from_outside_and_is_refused_meets_and_renames_nobody(
    noun: str, wrong: Json
) -> None:
    async with desk() as at:
        path = f"/channels/{MESSAGING}/{noun}"

        async def call(name: str, **more: Any) -> int:
            who = {"idOnExternalPlatform": "c-1", "firstName": name, "lastName": "Poe"}
            body = reply("Hi", authorEndUserIdentity=who, direction="inbound", **more)
            return (await at.ana.call("POST", path, body)).status

        assert await call("Kim", **wrong) == 400
        assert names(at.server) == []
        assert await call("Kim") == 200
        assert await call("Lee", **wrong) == 400
        assert names(at.server) == ["Kim Poe"]
