"""Owns what is recorded with clients of the tests' own.

The mobile SDKs' words, files, and what no good client says.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import InvalidStatus

from tests.dialects.cxone.evidence import BY_CODE, BY_MOBILE
from tests.dialects.cxone.tape import Tape
from tests.support.chats_cxone import MOBILE, Chat, chat, message
from tests.support.files import PNG
from tests.support.server import Server

THREAD = "9a7d3c52-1e84-4b06-b5f9-6c20d8e1a374"
LONG = "It is a long story. " * 60
PHONE = {"sdkPlatform": "android", "sdkVersion": "3.0.0", "v": None, "customerId": None}
APP = {
    "deviceFingerprint": {"os": "Android"},
    "disableChannelInfo": True,
    "sdkVersion": "3.0.0",
    "sdkPlatform": "android",
}
Json = dict[str, Any]
GROUP = {
    "CreateInvitationToGroupChat": {"contact": {"id": "1"}},
    "SendEmailInvitationToGroupChat": {
        "contact": {"id": "1"},
        "invitation": {"code": "c-1"},
        "recipients": [{"idOnExternalPlatform": "ines@example.com"}],
    },
    "JoinGroupChat": {"invitation": {"code": "c-1"}},
    "LeaveGroupChat": {"contact": {"id": "1"}},
}


def behind(tape: Tape) -> Server:
    """Return the server as it is seen through the tape."""
    return replace(tape.server, url=tape.url, ws_url=f"ws{tape.url.removeprefix('http')}")


@asynccontextmanager
async def phone(tape: Tape, channel: str, **options: Any) -> AsyncIterator[Chat]:
    """Open a socket as a mobile app does."""
    options = {"secured": False, "query": PHONE, "identity": MOBILE, **options}
    async with chat(behind(tape), channel, "customer-ines-1", **options) as opened:
        yield opened


async def call(tape: Tape, verb: str, path: str, body: Any = None, **options: Any) -> Any:
    """Call over HTTP; return the JSON that came."""
    url = path if path.startswith("http") else tape.url + path
    given = {"json": body} if body is not None else {}
    async with tape.server.http.request(verb, url, **given, **options) as answer:
        is_json = answer.content_type.endswith("json")
        return await answer.json() if is_json and await answer.read() else None


async def mobile(tape: Tape, _: Any) -> None:
    """The names that mobile SDKs have for the same things."""
    tape.by = BY_MOBILE
    tape.now("a phone tells of its visitor")
    where = "/web-analytics/1.0/tenants/1001/visitors/5e0c9b7a-2d41-4f83-96b5-8a1d7c3e0f42"
    await call(tape, "PUT", where, {"browserFingerprint": {"os": "Android"}})
    visit = {"type": "VisitorVisit", "createdAtWithMilliseconds": "2026-01-01T00:00:00.000+00:00"}
    await call(tape, "POST", f"{where}/events", {"events": [visit]})
    tape.now("a phone authorizes")
    async with phone(tape, "chat_livechat") as ines:
        code = {"authorization": {"authorizationCode": None, "codeVerifier": "v" * 43}}
        await ines.do("AuthorizeCustomer", code | APP)
        tape.now("a phone writes")
        content = {
            "type": "TEXT",
            "payload": {"text": "Begin conversation"},
            "parameters": {"isInitialMessage": True},
        }
        await ines.say(
            thread=THREAD,
            messageContent=content,
            consumer=None,
            consumerContact=None,
            customer={"customFields": [{"ident": "email", "value": "ines@example.com"}]},
            contact={"customFields": [{"ident": "topic", "value": "booking"}]},
            deviceFingerprint={"os": "Android"},
        )
        created = await ines.push("CaseCreated")
        await ines.push("MessageCreated")
        number = created["case"]["id"]
        tape.now("a phone sets fields, and has seen it all")
        topic = {"customFields": [{"ident": "topic", "value": "change"}]}
        named = {"thread": {"idOnExternalPlatform": THREAD}}
        await ines.do("SetContactCustomFields", {**topic, **named, "contact": {"id": number}})
        await ines.do("SetCustomerCustomFields", {"customFields": []})
        await ines.do("MessageSeenByCustomer", named)
        tape.now("a phone tells of visits")
        await ines.do("StoreVisitorEvents", {"visitorEvents": [visit]})
        await ines.do("ExecuteTrigger", {"trigger": {"id": "7"}})
        tape.now("an app sends what the SDK names and never sends")
        for name in ("AddVisitorTags", "RemoveVisitorTags", "SendPageViews", "StoreVisitor"):
            await ines.do(name, {})
        await reading(tape, ines, number)


async def reading(tape: Tape, ines: Chat, number: str) -> None:
    """Read back, ask for a transcript, write for the agent."""
    named = {"thread": {"idOnExternalPlatform": THREAD}}
    tape.now("a phone reads back")
    for count in range(6):
        await ines.say(f"Line {count}", thread=THREAD)
    there = await ines.do("RecoverLivechat", named)
    await ines.do(
        "LoadMoreMessages",
        {
            **named,
            "scrollToken": there["messagesScrollToken"],
            "oldestMessageDatetime": there["messages"][-1]["createdAt"],
            "contact": {"id": number},
        },
    )
    tape.now("a phone asks for a transcript")
    recipients = [{"idOnExternalPlatform": "ines@example.com"}]
    await ines.do("SendTranscript", {"contact": {"id": number}, "recipients": recipients})
    tape.now("a phone writes for the agent")
    said = message("Welcome!", THREAD, consumer=None, consumerContact=None)
    fields = {"contact": {"customFields": []}, "deviceFingerprint": {"os": "Android"}}
    await ines.do("SendOutbound", {**said, **fields})
    await ines.beat()


async def proving(tape: Tape, _: Any) -> None:
    """Tokens of customers who proved who they are."""
    tape.by = BY_MOBILE
    tape.now("by the older name")
    async with phone(tape, "chat_members", identity="") as ines:
        code = {"authorization": {"authorizationCode": "code-of-ines", "codeVerifier": "v" * 43}}
        told = await ines.do("AuthorizeConsumer", code)
        token = {"accessToken": {"token": told["accessToken"]["token"]}}
        tape.now("refreshed")
        told = await ines.do("RefreshToken", token)
        token = {"accessToken": {"token": told["accessToken"]["token"]}}
        tape.now("a message with its token")
        await ines.do("SendOutbound", message("Welcome!", THREAD) | token)
    tape.now("reconnected")
    async with phone(tape, "chat_members", identity="") as ines:
        await ines.do("ReconnectCustomer", token)
        tape.now("a token that is none")
        await ines.refusal("ReconnectConsumer", {"accessToken": {"token": "none"}})
    tape.now("a token over HTTP, and its renewal")
    query = urlencode({"brandId": 1001, "channelId": "chat_members", "visitorId": ""})
    body: Json = {
        "grant_type": "authorization_code",
        "authorization_code": "code-of-ines",
        "code_verifier": "v" * 43,
    }
    told = await call(tape, "POST", f"/oauth/token?{query}", {"thirdParty": body})
    again = {
        "grant_type": "refresh_token",
        "refresh_token": told["thirdParty"]["refresh_token"],
    }
    await call(tape, "POST", f"/oauth/token?{query}", {"thirdParty": again})
    tape.now("a refresh token that is none")
    wrong = {**again, "refresh_token": "none"}
    await call(tape, "POST", f"/oauth/token?{query}", {"thirdParty": wrong})
    tape.now("a token as iOS asks for it")
    query = urlencode({"brandId": 1001, "channelId": "chat_messaging", "visitorId": ""})
    who = {"type": "anonymous", "customerIdentity": {"idOnExternalPlatform": "customer-ines-1"}}
    await call(tape, "POST", f"/oauth/token?{query}", who)


async def files(tape: Tape, _: Any) -> None:
    """Files, the menu, large events and messages over HTTP."""
    tape.by = BY_CODE
    channel = "/chat/1.0/brand/1001/channel/chat_messaging"
    tape.now("the menu")
    await call(tape, "GET", f"{channel}/persistent-menu-items")
    tape.now("a file is uploaded")
    content = base64.b64encode(PNG).decode()
    upload = {"content": content, "fileName": "map.png", "mimeType": "image/png"}
    url = (await call(tape, "POST", f"{channel}/attachment", upload))["fileUrl"]
    tape.now("a file is refused")
    refused = {"content": content, "fileName": "run.exe", "mimeType": "application/x-msdownload"}
    await call(tape, "POST", f"{channel}/attachment", refused)
    tape.now("a message with a file")
    async with chat(behind(tape), "chat_messaging", "customer-ines-1") as ines:
        file = {"url": url, "friendlyName": "map.png", "mimeType": "image/png"}
        await ines.say("Here", thread=THREAD, attachments=[file])
        created = await ines.push("MessageCreated")
        tape.now("the file is fetched")
        await call(tape, "GET", created["message"]["attachments"][0]["url"])
        tape.now("a message is fetched")
        named = {"thread": {"idOnExternalPlatform": THREAD}, "url": ""}
        permit = (await ines.do("GenerateAuthorizationToken", named))["authorizationToken"]
        await call(
            tape,
            "GET",
            f"/chat/1.0/brand/1001/messages/{created['message']['id']}",
            headers={"Authorization": f"Bearer {permit['token']}"},
        )
        tape.now("a preview")
        typed = {"type": "TEXT", "payload": {"text": "Wh"}}
        preview = {"thread": {"idOnExternalPlatform": THREAD}, "messageContent": typed}
        await ines.do("SendMessagePreview", preview)


async def large(tape: Tape, _: Any) -> None:
    """An event that is too large for a frame."""
    tape.by = BY_CODE
    async with chat(behind(tape), "chat_small", "customer-ines-1") as ines:
        tape.now("a long message")
        await ines.say(LONG, thread=THREAD)
        told = await ines.push("EventInS3")
        tape.now("the whole of it is fetched")
        await call(tape, "GET", told["s3Object"]["url"])


async def refusals(tape: Tape, _: Any) -> None:
    """What is refused, on the socket and over HTTP."""
    tape.by = BY_CODE
    tape.now("a channel that there is not")
    await call(tape, "GET", "/chat/1.0/brand/1001/channel/chat_none")
    tape.now("a handshake for a channel that there is not")
    with suppress(InvalidStatus):
        async with chat(behind(tape), "chat_none", secured=False):
            pass
    tape.now("a handshake with a token that is none")
    with suppress(InvalidStatus):
        async with chat(behind(tape), token="none"):
            pass
    async with chat(behind(tape), "chat_livechat", "customer-ines-1") as ines:
        tape.now("an unknown contact")
        recipients = [{"idOnExternalPlatform": "ines@example.com"}]
        unknown = {"consumerContact": {"id": "1"}, "consumerRecipients": recipients}
        await ines.refusal("SendTranscript", unknown)
        tape.now("a group chat, where there are none")
        for name, told in GROUP.items():
            await ines.refusal(name, told)
        tape.now("no request at all")
        await ines.send({"action": "register"})
        await ines.beat()


SCENES = {
    "mobile": mobile,
    "proving": proving,
    "files": files,
    "large-events": large,
    "refusals": refusals,
}
