"""Owns what is recorded with clients of the tests' own.

The mobile SDKs' words, a back office, files, and what no good client says.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from websockets.exceptions import InvalidStatus

from tests.dialects.cxone.evidence import BY_BACK_OFFICE, BY_CODE, BY_MOBILE
from tests.dialects.cxone.tape import FORM, Tape
from tests.support.chats_cxone import MOBILE, Chat, chat, message
from tests.support.files import PNG
from tests.support.server import Server

THREAD = "9a7d3c52-1e84-4b06-b5f9-6c20d8e1a374"
LONG = "It is a long story. " * 60
PHONE = {"sdkPlatform": "android", "sdkVersion": "3.0.0", "v": None, "customerId": None}
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
        await ines.do(
            "AuthorizeCustomer",
            {
                **code,
                "deviceFingerprint": {"os": "Android"},
                "disableChannelInfo": True,
                "sdkVersion": "3.0.0",
                "sdkPlatform": "android",
            },
        )
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
        tape.now("a group chat")
        for name, told in GROUP.items():
            await ines.refusal(name, told)
        tape.now("no request at all")
        await ines.send({"action": "register"})
        await ines.beat()


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
    for place in (found["token_endpoint"], f"{tape.url}/auth/token"):
        told = await call(tape, "POST", place, data=urlencode(form), headers=headers)
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


async def work(tape: Tape, ask: Callable[..., Awaitable[Any]]) -> None:
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
    primary = {
        "idOnExternalPlatform": "customer-ines-1",
        "name": "Ines",
        "isPrimary": True,
        "isPrivate": False,
    }
    picks = {
        "type": "QUICK_REPLIES",
        "payload": {
            "text": {"content": "Which one?"},
            "actions": [{"type": "REPLY_BUTTON", "text": "To Rome", "postback": "rome"}],
        },
    }
    answer = {
        "thread": {"idOnExternalPlatform": THREAD},
        "messageContent": picks,
        "idOnExternalPlatform": "m-3",
        "recipients": [primary],
        "attachments": [],
    }
    await ask("POST", "/channels/chat_messaging/outbound", answer)
    tape.now("Mila reads")
    await ask("PUT", f"/messages/{said['id']}/read")
    await ask("POST", f"/messages/{said['id']}/read")
    tape.now("lookups")
    for path in (
        "/contacts",
        case,
        f"{case}/detail",
        f"{case}/messages",
        f"{case}/history",
        "/messages",
        f"/messages/{said['id']}",
        "/threads",
        "/customers",
        "/channels",
        "/routing-queues",
        "/users",
    ):
        await ask("GET", path)
    tape.now("the case is changed")
    await ask("PUT", case, {"routingQueuePriority": 5})
    fields = {"customFields": [{"ident": "topic", "value": "refund"}]}
    await ask("PUT", f"{case}/custom-fields", fields)
    await ask("POST", f"{case}/transcript", {"recipients": [primary]})
    await ask("DELETE", f"{case}/inbox-assignment")
    await ask("PUT", f"{case}/routing-queue", {"skillId": "changes"})
    tape.now("the case is closed")
    await ask("PUT", f"{case}/status", {"status": "closed"})


SCENES = {
    "mobile": mobile,
    "proving": proving,
    "files": files,
    "large-events": large,
    "refusals": refusals,
    "back-office": back_office,
}
