"""Files of agents: announced, uploaded, sent, and fetched by the guest.

Source: [M] UploadMediaRequest, MessageMediaUploadData, MessageMediaData.
"""

from __future__ import annotations

from tests.support.duty import Desk, desk
from tests.support.guests import Guest, guest

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 24


async def line_of(it: Desk, visitor: Guest) -> tuple[str, str]:
    """Return a guest's conversation that Ana has, and the path of her communication's messages."""
    await visitor.configure()
    await visitor.text("Hello")
    (id_,) = it.tenant.conversations
    await it.offer(id_)
    await it.patch(id_, {"state": "connected"})
    line = (await it.line(id_))["id"]
    return id_, f"/conversations/messages/{id_}/communications/{line}/messages"


async def test_a_file_that_an_agent_uploads_is_sent_to_the_guest_and_fetched() -> None:
    async with desk() as it, guest(it.server, prefix="/t/desk") as visitor:
        _, path = await line_of(it, visitor)
        body = {"fileName": "policy.png", "contentLengthBytes": len(PNG)}
        status, offered, _ = await it.ana.call("POST", path + "/media/uploads", body)
        assert (status, offered["name"]) == (200, "policy.png")
        known = f"{path}/media/{offered['id']}"
        before = await it.ana.get(known)
        assert (before["status"], before["uploadUrl"]) == ("uploading", offered["uploadUrl"])
        assert (await it.ana.call("POST", path, {"mediaIds": [offered["id"]]}))[0] == 409
        put = it.server.http.put(offered["uploadUrl"], data=PNG, headers=offered["uploadHeaders"])
        async with put as answer:
            assert answer.status < 300, await answer.text()
        assert (await it.ana.get(known))["status"] == "valid"
        assert [one["id"] for one in (await it.ana.get(path + "/media"))["entities"]] == [
            offered["id"]
        ]
        status, sent, _ = await it.ana.call("POST", path, {"mediaIds": [offered["id"]]})
        assert status == 200, sent
        pushed = (await visitor.hear_class("StructuredMessage"))["body"]
        assert pushed["id"] == sent["id"]
        (part,) = pushed["content"]
        assert part["attachment"]["filename"] == "policy.png"
        assert part["attachment"]["mime"] == "image/png"
        async with it.server.http.get(part["attachment"]["url"]) as answer:
            assert await answer.read() == PNG


async def test_a_file_that_may_not_be_sent_is_refused() -> None:
    async with desk() as it, guest(it.server, prefix="/t/desk") as visitor:
        _, path = await line_of(it, visitor)
        for name, size in (("evil.exe", 10), ("huge.png", 20_000_000), ("", 10), ("a.png", -1)):
            body = {"fileName": name, "contentLengthBytes": size}
            status, told, _ = await it.ana.call("POST", path + "/media/uploads", body)
            assert status == 400, told
        fine = {"fileName": "a.png", "contentLengthBytes": 4}
        assert (await it.ben.call("POST", path + "/media/uploads", fine))[0] == 403
        assert (await it.ana.call("GET", path + "/media/nothing"))[0] == 404
        assert (await it.ana.get(path + "/media"))["entities"] == []


async def test_who_is_no_guest_of_web_messaging_is_sent_no_files() -> None:
    async with desk() as it:
        id_ = await it.talking()
        line = (await it.line(id_))["id"]
        path = f"/conversations/messages/{id_}/communications/{line}/messages"
        body = {"fileName": "a.png", "contentLengthBytes": 4}
        status, told, headers = await it.ana.call("POST", path + "/media/uploads", body)
        assert (status, told["code"]) == (400, "invalid.value")
        assert "web messaging" in headers["X-Mockplatform-Hint"]
