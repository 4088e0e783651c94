"""What a chat channel tells of itself over HTTP."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from mockplatform.core.digital import Digital
from tests.support.brands import CHANNEL, Brand, brand
from tests.support.server import Server, serving

Json = dict[str, Any]
FIELDS = [
    {"ident": "email", "label": "E-mail", "type": "email", "required": True},
    {
        "ident": "topic",
        "type": "tree",
        "values": [
            {"name": "order", "label": "An order"},
            {"name": "late", "label": "It is late", "parent": "order"},
        ],
    },
]


async def get(server: Server, path: str) -> tuple[int, Any]:
    """Return status and body of a call."""
    async with server.http.get(server.url + path) as answer:
        return answer.status, await answer.json()


async def info_of(shop: Brand) -> Json:
    """Return what a brand's channel tells."""
    number = shop.tenant.brand_id
    status, told = await get(
        shop.server, f"/chat/1.0/brand/{number}/channel/{CHANNEL}?locale=en_US"
    )
    assert status == 200, told
    found: Json = told
    return found


def members(**digital: Any) -> Json:
    """Return a fixture's members as `Digital` takes them."""
    read = msgspec.convert(digital, Digital)
    return {name: getattr(read, name) for name in read.__struct_fields__}


async def test_a_channel_tells_what_its_fixture_says() -> None:
    said = members(
        live=False,
        colors={"themeColor": "#112233"},
        widget={"position": "left"},
        popups=[{"name": "help", "headlineText": "Questions?", "urlTimeout": 5}],
        translations={"title": "Ask us"},
        customCss="body { margin: 0 }",
        customJs="run()",
        customJsFiles="a.js",
        webSecurity={"contentSecurityPolicy": {"imgSrc": ["self"]}},
        caseFields=FIELDS,
        customerFields=[{"ident": "plan", "type": "list", "values": [{"name": "free"}]}],
        preContactForm={"name": "Before we begin", "fields": ["topic", "plan"]},
        offlineForm={"isEnabled": True, "html": "<form></form>"},
        transcript=False,
        typingPreview=False,
        pageViews=True,
    )
    async with brand(**said) as shop:
        told = await info_of(shop)
    assert (told["id"], told["name"], told["isLiveChat"]) == (CHANNEL, "Messaging", False)
    assert told["colors"]["themeColor"] == "#112233"
    assert told["widget"] == {"appearance": "bubble", "position": "left"}
    (popup,) = told["popups"]
    assert (popup["headlineText"], popup["urlTimeout"], popup["headlineColor"]) == (
        "Questions?",
        5,
        None,
    )
    assert told["translations"] == {"title": "Ask us"}
    assert (told["customCss"], told["customJs"], told["customJsFiles"]) == (
        "body { margin: 0 }",
        "run()",
        "a.js",
    )
    assert told["webSecurityConfiguration"] == {"contentSecurityPolicy": {"imgSrc": ["self"]}}
    settings = told["settings"]
    assert settings["hasMultipleThreadsPerEndUser"] is True
    assert settings["liveChatAllowTranscript"] is False
    assert settings["liveChatShowOfflineForm"] is True
    assert settings["liveChatOfflineForm"]["html"] == "<form></form>"
    assert (settings["enableChatTypingPreview"], settings["hasPageViews"]) == (False, True)


async def test_a_channel_tells_the_form_and_the_fields_that_it_has() -> None:
    said = members(
        caseFields=FIELDS,
        customerFields=[{"ident": "plan", "type": "list", "values": [{"name": "free"}]}],
        preContactForm={"name": "Before we begin", "fields": ["email", "plan"]},
    )
    async with brand(**said) as shop:
        told = await info_of(shop)
    email, topic = told["caseCustomFields"]
    assert (email["ident"], email["label"], email["type"], email["required"]) == (
        "email",
        "E-mail",
        "email",
        True,
    )
    assert (topic["label"], topic["values"][1]) == (
        "topic",
        {"name": "late", "value": "late", "label": "It is late", "parentId": "order"},
    )
    assert [one["ident"] for one in told["endUserCustomFields"]] == ["plan"]
    form = told["preContactForm"]
    assert (form["name"], form["channels"]) == ("Before we begin", [CHANNEL])
    asked = [(one["definition"]["ident"], one["isRequired"]) for one in form["customFields"]]
    assert asked == [("email", True), ("plan", False)]


async def test_a_channel_of_which_nothing_is_said_asks_nothing_and_takes_files() -> None:
    async with brand() as shop:
        told = await info_of(shop)
    assert (told["preContactForm"], told["endUserCustomFields"]) == (None, [])
    assert told["settings"]["fileRestrictions"] == {
        "allowedFileSize": "40",
        "allowedFileTypes": [{"mimeType": "*/*", "description": "*/*"}],
        "isAttachmentsEnabled": True,
    }


async def test_what_does_not_work_here_is_told_to_be_off_unless_the_fixture_turns_it_on() -> None:
    async with brand() as shop:
        features = (await info_of(shop))["settings"]["features"]
        assert features["securedSessions"] is True
        assert features["isProactiveChatEnabled"] is False
        assert features["isCreditCardMaskingEnabled"] is False
    async with brand(features={"isProactiveChatEnabled": True}, secured_sessions=False) as shop:
        features = (await info_of(shop))["settings"]["features"]
        assert (features["isProactiveChatEnabled"], features["securedSessions"]) == (True, False)


@pytest.mark.parametrize(
    "path", ["brand/9/channel/chat_livechat", "brand/1001/channel/nothing", "brand/x/channel/a"]
)
@pytest.mark.parametrize("more", ["", "/availability", "/persistent-menu-items"])
async def test_an_unknown_brand_or_channel_is_told_in_the_clients_own_shape(
    path: str, more: str
) -> None:
    async with serving() as server:
        status, told = await get(server, f"/chat/1.0/{path}{more}")
    assert (status, told["error"]["errorCode"]) == (404, "NotFound")
    assert told["error"]["errorMessage"]


async def available(shop: Brand) -> str:
    """Return what both calls say of whether somebody is there."""
    told = (await info_of(shop))["availability"]["status"]
    number = shop.tenant.brand_id
    path = f"/chat/1.0/brand/{number}/channel/{CHANNEL}/availability"
    assert await get(shop.server, path) == (200, {"status": told})
    status: str = told
    return status


async def staff(shop: Brand, *, present: bool) -> None:
    """Have one agent be there, or nobody."""
    for agent in shop.tenant.agents():
        url = f"{shop.server.url}/t/{shop.id}/__admin/agents/{agent.id}"
        body = {"present": present and agent.id == "ana"}
        async with shop.server.http.put(url, json=body) as answer:
            assert answer.ok, await answer.text()


async def test_a_channel_is_online_while_an_agent_serves_it() -> None:
    async with brand() as shop:
        await staff(shop, present=True)
        assert await available(shop) == "online"
        await staff(shop, present=False)
        assert await available(shop) == "offline"


@pytest.mark.parametrize("forced", ["online", "offline"])
async def test_a_channel_may_say_by_force_whether_somebody_is_there(forced: str) -> None:
    async with brand(available=forced) as shop:
        await staff(shop, present=forced == "offline")
        assert await available(shop) == forced


async def test_the_persistent_menu_is_the_fixtures() -> None:
    said = members(menu=[{"id": "faq", "text": "Questions", "postback": "faq"}])
    async with brand(**said) as shop:
        number = shop.tenant.brand_id
        path = f"/chat/1.0/brand/{number}/channel/{CHANNEL}/persistent-menu-items"
        item = {"id": "faq", "text": "Questions", "postback": "faq", "url": None}
        assert await get(shop.server, path) == (200, [item])
    async with serving() as server:
        path = "/chat/1.0/brand/1001/channel/chat_livechat/persistent-menu-items"
        assert await get(server, path) == (200, [])
