"""Owns what is recorded of the agents' side: a program, from the issuer on, and what it does."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from tests.dialects.cxone.by_hand import THREAD, behind, call
from tests.dialects.cxone.evidence import BY_BACK_OFFICE
from tests.dialects.cxone.tape import FORM, Tape
from tests.support.chats_cxone import chat

Ask = Callable[..., Awaitable[Any]]
INES = {
    "idOnExternalPlatform": "customer-ines-1",
    "name": "Ines",
    "isPrimary": True,
    "isPrivate": False,
}
PICKS = {
    "type": "QUICK_REPLIES",
    "payload": {
        "text": {"content": "Which one?"},
        "actions": [{"type": "REPLY_BUTTON", "text": "To Rome", "postback": "rome"}],
    },
}
LISTS = (
    "/contacts",
    "/messages",
    "/threads",
    "/customers",
    "/channels",
    "/routing-queues",
    "/users",
)


async def back_office(tape: Tape, _: Any) -> None:
    """A program of the agents' side, from the issuer on."""
    tape.by = BY_BACK_OFFICE
    tape.now("discovery")
    found = await call(tape, "GET", "/cxone/.well-known/openid-configuration")
    for base in ("", "/cxone"):
        await call(tape, "GET", f"{base}/auth/jwks")
    tape.now("a key becomes a token")
    key = base64.b64encode(b"back-office:back-office-secret").decode()
    form = {"grant_type": "password", "username": "mila", "password": "mila-secret"}
    headers = {"Authorization": f"Basic {key}", "Content-Type": FORM}
    places = (found["token_endpoint"], f"{tape.url}/auth/token")
    told, _ = [
        await call(tape, "POST", place, data=urlencode(form), headers=headers) for place in places
    ]
    again = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    await call(tape, "POST", "/auth/token", data=urlencode(again), headers=headers)
    tape.now("a code that is none")
    refused = {
        "grant_type": "authorization_code",
        "code": "none",
        "redirect_uri": "http%3A%2F%2Flocalhost%3A8081%2Fcallback",
        "code_verifier": "v" * 43,
        "client_id": "back-office",
        "client_secret": "back-office-secret",
        "scope": "openid",
    }
    form_of = "&".join(f"{name}={value}" for name, value in refused.items())
    await call(tape, "POST", "/auth/token", data=form_of, headers={"Content-Type": FORM})
    tape.now("an access key becomes a token")
    body = {"accessKeyId": "mila", "accessKeySecret": "mila-secret"}
    told = await call(tape, "POST", "/authentication/v1/token/access-key", body)
    bearer = {"Authorization": f"Bearer {told['access_token']}"}
    tape.now("where the API is")
    me = await call(tape, "GET", "/dfo/3.0/me", headers=bearer)
    for base in ("", "/cxone"):
        path = f"{base}/.well-known/cxone-configuration?tenantId={me['tenantId']}"
        await call(tape, "GET", path)
    await office(tape, bearer)


async def office(tape: Tape, bearer: dict[str, str]) -> None:
    """What the program does about a customer's case."""

    async def ask(verb: str, path: str, body: Any = None) -> Any:
        return await call(tape, verb, f"/dfo/3.0{path}", body, headers=bearer)

    async with chat(behind(tape), "chat_messaging", "customer-ines-1") as ines:
        await work(tape, ask)
        await ines.push("MessageReadChanged")
        await ines.beat()


async def work(tape: Tape, ask: Ask) -> None:
    """Bring a case in, answer it, look about, close it."""
    tape.now("a customer's case is brought in")
    content = {"type": "TEXT", "payload": {"text": "Where is my ticket?"}}
    who = {"idOnExternalPlatform": "customer-ines-1", "firstName": "Ines", "lastName": "Costa"}
    brought = {
        "thread": {"idOnExternalPlatform": THREAD},
        "messageContent": content,
        "idOnExternalPlatform": "m-1",
        "authorEndUserIdentity": who,
        "direction": "inbound",
    }
    said = await ask("POST", "/channels/chat_messaging/inbound", brought)
    again = {**brought, "idOnExternalPlatform": "m-2"}
    await ask("POST", "/channels/chat_messaging/messages", again)
    number = said["contactNumber"]
    case = f"/contacts/{number}"
    tape.now("the case is given to Mila")
    await ask("PUT", f"{case}/inbox-assignment", {"inboxAssigneeCxoneId": "mila"})
    tape.now("Mila types and answers")
    actions = f"/channels/chat_messaging/threads/{THREAD}/sender-actions"
    await ask("POST", actions, {"action": "TYPING_ON"})
    answer = {
        "thread": {"idOnExternalPlatform": THREAD},
        "messageContent": PICKS,
        "idOnExternalPlatform": "m-3",
        "recipients": [INES],
        "attachments": [],
    }
    await ask("POST", "/channels/chat_messaging/outbound", answer)
    tape.now("Mila reads")
    await ask("PUT", f"/messages/{said['id']}/read")
    await ask("POST", f"/messages/{said['id']}/read")
    tape.now("lookups")
    for path in (
        case,
        f"{case}/detail",
        f"{case}/messages",
        f"{case}/history",
        f"/messages/{said['id']}",
        *LISTS,
    ):
        await ask("GET", path)
    await change(tape, ask, case)


async def change(tape: Tape, ask: Ask, case: str) -> None:
    """Change a case, hand it over, close it."""
    tape.now("the case is changed")
    await ask("PUT", case, {"routingQueuePriority": 5})
    fields = {"customFields": [{"ident": "topic", "value": "refund"}]}
    await ask("PUT", f"{case}/custom-fields", fields)
    await ask("POST", f"{case}/transcript", {"recipients": [INES]})
    await ask("DELETE", f"{case}/inbox-assignment")
    await ask("PUT", f"{case}/routing-queue", {"skillId": "changes"})
    tape.now("the case is closed")
    await ask("PUT", f"{case}/status", {"status": "closed"})
