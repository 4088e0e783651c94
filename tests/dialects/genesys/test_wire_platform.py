"""Users, queues, errors, deployments, history: fixtures played, and found in what is said."""

from __future__ import annotations

from typing import Any

from mockplatform.dialects.genesys.translate.presences import IDS as PRESENCES
from mockplatform.edge.codes import challenge_of
from mockplatform.signing import REFRESH_TYPE, sign
from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.test_guest_sign_in import CALLBACK, EXCHANGE, code_for, post
from tests.dialects.genesys.wire_gaps import check
from tests.support.duty import Desk, desk
from tests.support.guests import DEPLOYMENT, TOKEN, Shop, shop
from tests.support.staff import Staff, staff_token

AVAILABLE, GENERAL = "6a3057a2-9717-4583-beba-b5dcdf575f4b", "general"
CLIENTS_DEPLOYMENT = "b3d5c2a1-7e46-4f0b-8d19-5a2c9e0f7613"
DEVICES = f"/t/shop/api/v2/webmessaging/deployments/{DEPLOYMENT}/pushdevices/{TOKEN}"
CDN = f"/t/shop/webdeployments/v1/deployments/{DEPLOYMENT}"
ON_QUEUE = {"presenceDefinition": {"id": PRESENCES["On Queue"]}}
JWT = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
OF_ANA = {
    "the token's user": "/users/me",
    "the token's user, with all that expand gives": "/users/me?expand=presence%2CroutingStatus"
    "%2Corganization%2Cgroups%2Cskills%2Clanguages",
    "a user's presence": "/users/ana/presences/PURECLOUD",
    "a user's presence, as it was seen": "/users/ana/presences/PURECLOUD",
    "routing status IDLE": "/users/ana/routingstatus",
    "whether a user is active": "/users/ana/state",
    "what a user's token is": "/tokens/me",
    "the organization": "/organizations/me",
    "users": "/users",
    "a queue": "/routing/queues/general",
    "a queue of a user's": "/routing/queues/me",
    "queues, the page in the middle": "/routing/queues?pageSize=1&pageNumber=2",
    "the members of a queue": "/routing/queues/general/members?expand=routingStatus",
    "the codes of a queue": "/routing/queues/general/wrapupcodes",
    "the presences one may take": "/presencedefinitions",
    "the presences by the newer path": "/presence/definitions",
    "a presence as every organization has it": f"/presencedefinitions/{PRESENCES['Available']}",
    "the presences of the system": "/systempresences",
}
"""What Ana, who is on queue, gets by which path."""
PKCE = {
    "code_challenge": challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    "code_challenge_method": "S256",
}
ERRORS = {
    "400 bad.request": ("GET", "/users/me", "client"),
    "400 invalid.value": ("PATCH", "/users/ana/presences/PURECLOUD", "ana"),
    "404 not.found": ("GET", "/conversations/messages/wm-tester-preflight-check/details", "client"),
    "403 not.authorized": ("PATCH", "/users/ana/presences/PURECLOUD", "ben"),
}


async def people(book: Book) -> None:
    async with desk() as it:
        name = "platform: take a presence"
        path = "/users/ana/presences/PURECLOUD"
        body = book.play(name, **{AVAILABLE: PRESENCES["Available"]})
        status, told, _ = await it.ana.call("PATCH", path, body)
        assert (status, told["presenceDefinition"]["id"]) == (200, PRESENCES["Available"])
        book.told(
            "platform: routing status OFF_QUEUE", await it.ana.get("/users/ana/routingstatus")
        )
        await it.ana.call("PATCH", path, ON_QUEUE)
        status, told, _ = await it.ana.call(
            "PUT", "/users/ana/routingstatus", book.play("platform: go on queue")
        )
        assert (status, told["status"]) == (200, "IDLE")
        for name, path in OF_ANA.items():
            told = await it.ana.get(path)
            if name == "a queue of a user's":
                told = told["entities"][0]
            book.told(f"platform: {name}", told)
        book.told("platform: what a client's token is", await it.client.get("/tokens/me"))
        body = book.play("platform: join one queue and leave another")
        body[0]["id"], body[1]["id"] = "general", "billing"
        status, told, _ = await it.ana.call("PATCH", "/users/ana/queues", body)
        assert status == 200, told
        await busy(book, it)


async def busy(book: Book, it: Desk) -> None:
    id_ = await it.talking()
    told = await it.ana.get("/users/ana/routingstatus")
    book.told("platform: routing status INTERACTING", told)
    told = await it.ana.get(f"{await it.path(id_)}/wrapupcodes")
    book.told("platform: the codes of a participant", told)


async def unanswered(book: Book) -> None:
    async with desk(notResponding=True) as it:
        await it.ana.call(
            "PATCH",
            "/users/ana/presences/PURECLOUD",
            ON_QUEUE,
        )
        await it.ringing()
        await it.server.advance(60, it.tenant)
        told = await it.ana.get("/users/ana/routingstatus")
        book.told("platform: routing status NOT_RESPONDING", told)


async def errors(book: Book) -> None:
    async with desk() as it:
        for name, (method, path, by) in ERRORS.items():
            taken = PRESENCES["Busy"] if by == "ben" else "gone"
            body = {} if method == "GET" else {"presenceDefinition": {"id": taken}}
            _, told, _ = await it.of(by).call(method, path, body or None)
            book.told(f"errors: {name}", told)
        await tokens(book, it)
        id_ = await it.talking()
        body = {"attributes": {"k": "x" * 20_000}}
        _, told, _ = await it.ana.call("PATCH", f"{await it.path(id_)}/attributes", body)
        book.told("errors: 413 request.entity.too.large", told)
        path = f"/conversations/{id_}/secureattributes"
        await it.client.call("PATCH", path, {"attributes": {"a": "b"}})
        _, told, _ = await it.client.call("PUT", path, {"attributes": {}, "version": 9})
        book.told("errors: 409 conflict", told)
        await faults(book, it)


async def tokens(book: Book, it: Desk) -> None:
    async with it.server.http.get(f"{it.base}/api/v2/users/me") as answer:
        book.told("errors: 401 authentication.required", await answer.json())
    nobody = Staff(it.server, "nobody")
    book.told("errors: 401 bad.credentials", (await nobody.call("GET", "/tokens/me"))[1])
    short = Staff(it.server, await staff_token(it.server, "ana", tenant=it.tenant, life_s=1))
    await it.server.advance(2, it.tenant)
    book.told("errors: 401 credentials.expired", (await short.call("GET", "/tokens/me"))[1])


async def faults(book: Book, it: Desk) -> None:
    for status, name in (
        (408, "408 request.timeout"),
        (500, "500 internal.server.error"),
        (503, "503 service.unavailable"),
        (504, "504 request.timeout"),
        (429, "429 too.many.requests"),
        (415, "415 unsupported.media.type"),
    ):
        await it.admin("/faults", id="f", what={"kind": "status", "status": status})
        status_, told, _ = await it.ana.call("GET", "/users/me")
        async with it.server.http.delete(f"{it.base}/__admin/faults") as answer:
            assert answer.ok
        assert status_ == status, told
        book.told(f"errors: {name}", told)


async def deployments(book: Book) -> None:
    on: Any = {
        "auto_start": True,
        "disconnect": "readOnly",
        "session_life": "72h",
        "languages": ("en-us", "de"),
        "file_types": ("image/png", "image/jpeg"),
        "allowed_domains": ("example.com", "shop.example.org"),
    }
    off: Any = {
        "active": False,
        "disconnect": "off",
        "sign_in": False,
        "attachments": False,
        "notifications": False,
        "step_up": False,
    }
    for how, name, domains in (
        (on, "config.json with all on", "for some"),
        (off, "config.json with all off", "open to all"),
    ):
        async with shop(**how) as place:
            for file, told in (("config", name), ("domains", f"domains.json, {domains}")):
                url = f"{place.server.url}{CDN}/{file}.json"
                async with place.server.http.get(url) as answer:
                    book.told(f"deployment: {told}", await answer.json())


async def history(book: Book) -> None:
    async with shop() as place, place.guest() as it:
        await it.configure()
        await it.event("Join")
        await it.hear()
        await it.text("Where is my order?")
        await place.join()
        await place.say("It left our house yesterday.")
        await it.hear()
        await it.say("getJwt")
        jwt = (await it.hear())["body"]["jwt"]
        for page, name in ((1, "history, newest first"), (3, "a page past the end")):
            url = f"{place.server.url}/t/shop/api/v2/webmessaging/messages?pageNumber={page}"
            headers = {"Authorization": f"bearer {jwt}"}
            async with place.server.http.get(url, headers=headers) as answer:
                book.told(f"guest-rest: {name}", await answer.json())
        await devices(book, place)


async def devices(book: Book, place: Shop) -> None:
    url = f"{place.server.url}{DEVICES}"

    async def ask(method: str, body: Any, error: str = "") -> None:
        async with place.server.http.request(method, url, json=body) as answer:
            assert answer.status == 204 or error, await answer.text()
            if error:
                book.told(f"errors: push device: {error}", await answer.json())

    await ask("PATCH", {"language": "de"}, "device.not.found")
    await ask("POST", {"language": "de"}, "required.fields.missing")
    await ask("POST", book.play("guest-rest: a push device"))
    other = book.play("guest-rest: a push device with another token")
    await ask(
        "POST", {**book.play("guest-rest: a push device"), **other}, "device.already.registered"
    )
    await ask("PATCH", {}, "update.fields.missing")
    await ask("PATCH", other)
    device = place.session().device
    assert device is not None
    assert (device.token, device.language) == ("fcm-9b", "de")


async def no_devices(book: Book) -> None:
    async with shop(notifications=False) as place, place.guest() as it:
        await it.configure()
        url = f"{place.server.url}{DEVICES}"
        async with place.server.http.post(
            url, json=book.play("guest-rest: a push device")
        ) as answer:
            book.told("errors: push device: feature.toggle.disabled", await answer.json())


async def signing_in(book: Book) -> None:
    async with shop() as place:
        code = await code_for(place, **PKCE)
        ids = {
            CLIENTS_DEPLOYMENT: DEPLOYMENT,
            "ac-8d1": code,
            "https://shop.example.com/signed-in": CALLBACK,
        }
        status, tokens = await post(
            place, EXCHANGE, book.play("guest-rest: a code for a JWT", **ids)
        )
        assert status == 200, tokens
        book.told("guest-rest: the JWT and its refresh token", tokens)
        for name in ("a refresh", "a refresh without the deployment"):
            ids = {CLIENTS_DEPLOYMENT: DEPLOYMENT, "gr-771c": tokens["refreshToken"]}
            status, found = await post(place, "refresh", book.play(f"guest-rest: {name}", **ids))
            assert status == 200, found
            tokens = {**tokens, **found}
        key = await place.server.platform.tokens.signing_key(place.tenant)
        claims = {"sub": "user-7", "exp": int(place.tenant.clock.now()) + 60, "nonce": "n-0S6"}
        ids = {CLIENTS_DEPLOYMENT: DEPLOYMENT, JWT: sign(claims, key, REFRESH_TYPE)}
        body = book.play("guest-rest: an id token for a JWT", **ids)
        status, tokens = await post(place, EXCHANGE, body)
        assert status == 200, tokens
        book.told("guest-rest: the JWT of an implicit sign-in", tokens)


SCENES = (people, unanswered, errors, deployments, history, no_devices, signing_in)
FILES = ("platform", "errors", "deployment", "guest-rest")


async def test_the_platform_s_fixtures_are_played_and_told() -> None:
    book = Book(*FILES)
    for scene in SCENES:
        await scene(book)
    check(book)
