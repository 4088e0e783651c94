"""What a guest's socket refuses is told as the fixtures have it: provoked, or by a fault."""

from __future__ import annotations

from typing import Any

from tests.dialects.genesys.likeness import Book
from tests.dialects.genesys.test_guest_sign_in import configure, signed_in
from tests.dialects.genesys.wire_gaps import check
from tests.support.guests import DEPLOYMENT, Guest, Shop, shop

FILES = ("guest-errors",)
FILE = [{"contentType": "Attachment", "attachment": {"id": "f"}}]
TRACE = {"tracingId": "t"}
TOO_FAST = "too fast: two messages a second and no more"
BY_FAULTS = {
    "404: Not found",
    "4000: This feature is not available",
    "408: Request timeout",
    "429: Too many requests",
    "500: Internal server error",
    "4008: The attachment expired",
    "5000: Unexpected error",
    "1001: The socket failed",
    "1002: Access denied",
}


def text(said: str, **more: Any) -> dict[str, Any]:
    return {"action": "onMessage", "message": {"type": "Text", "text": said, **more}}


SAID: dict[str, dict[str, Any]] = {
    "4007: There is no such session": {"action": "getJwt"},
    "400: Deployment not found": {"action": "getConfiguration", "deploymentId": "nowhere"},
    "4009: There is no such attachment": text("", content=FILE),
    "4010: The attachment was not uploaded": text("", content=FILE),
    "4011: The message is too long": text("x" * 5_000),
    "4013: Custom attributes may not be larger than 2048 bytes": {
        **text("Hi"),
        "channel": {"metadata": {"customAttributes": {"k": "x" * 2_049}}},
    },
    "4020: The parameter deploymentId is missing": {"action": "configureSession"},
    "403: Conversation Clear is turned off for this deployment": {
        "action": "onMessage",
        "message": {
            "type": "Event",
            "events": [{"eventType": "Presence", "presence": {"type": "Clear"}}],
        },
    },
}
"""Which frame is refused so, in this order; from the second on the session is configured."""


async def told(book: Book, visitor: Guest, name: str) -> Any:
    frame = await visitor.hear()
    while frame["class"] != "string":
        frame = await visitor.hear()
    book.told(f"guest-errors: code {name}", frame)
    return frame


async def refused(book: Book) -> None:
    async with shop(clear=False, messages_per_second=99) as place, place.guest() as it:
        for number, (name, frame) in enumerate(SAID.items()):
            if number == 1:
                await it.configure()
            if name.startswith("4010"):
                about = {"fileName": "a.png", "fileType": "image/png", "fileSize": 9}
                await it.say("onAttachment", attachmentId="f", **about)
                await it.hear_class("PresignedUrlResponse")
            members = {key: value for key, value in frame.items() if key != "action"}
            await it.say(frame["action"], **members, **TRACE)
            await told(book, it, name)
        await configure(it, "no.jwt.atall", **TRACE)
        await told(book, it, "401: Unauthorized")
        await by_faults(book, place, it)


async def by_faults(book: Book, place: Shop, it: Guest) -> None:
    """What nothing provokes here is what a fault may say."""
    faults = f"{place.server.url}/t/{place.id}/__admin/faults"
    for name in sorted(BY_FAULTS):
        code = int(name.partition(":")[0])
        what = {"status": code} if code < 1000 else {"status": 400, "code": code}
        body = {
            "id": "f",
            "where": {"phase": "frame.in", "frame": "getJwt"},
            "what": {"kind": "status", **what},
        }
        async with place.server.http.post(faults, json=body) as answer:
            assert answer.ok, await answer.text()
        await it.say("getJwt", **TRACE)
        frame = await it.hear()
        book.told(
            f"guest-errors: code {name}" if code != 429 else "guest-errors: too fast, in short",
            frame,
        )
        async with place.server.http.delete(faults) as answer:
            assert answer.ok


async def known_users(book: Book) -> None:
    async with shop() as place, place.guest() as it:
        await configure(it, (await signed_in(place))["jwt"])
        await it.hear()
        await it.say("configureSession", deploymentId=DEPLOYMENT, **TRACE)
        await told(book, it, "4017: The session is of a known user and cannot become a guest's")
        await configure(it, (await signed_in(place, "user-8"))["jwt"], **TRACE)
        await told(book, it, "403: Try to authenticate again")


async def ended(book: Book) -> None:
    async with shop(session_life="10m", attachments=False) as place, place.guest() as it:
        await it.configure()
        for _ in range(2):
            await it.text("Hello")
        await it.send_text("Hello", "t")
        book.told(f"guest-errors: {TOO_FAST}", await it.hear())
        await place.advance(600)
        await it.hear_class("SessionExpiredEvent")
        await it.send_text("Too late", "t")
        await told(book, it, "4006: The session expired")


SCENES = (refused, known_users, ended)


async def test_a_guest_s_errors_are_as_the_fixtures_have_them() -> None:
    book = Book(*FILES)
    for scene in SCENES:
        await scene(book)
    check(book)
