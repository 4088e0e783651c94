"""What a notification channel tells of people on duty: presence and routing status."""

from __future__ import annotations

from mockplatform.dialects.genesys.translate.presences import IDS
from tests.support.notified import Notified, notified
from tests.support.server import Server, serving
from tests.support.staff import Staff

QUIET = {"agentsAct": False}
PRESENCE = "v2.users.ana.presence"
STATUS = "v2.users.ana.routingStatus"


async def take(ana: Staff, presence: str) -> None:
    """Have Ana take a presence, by the platform API."""
    ids = {str(name): id_ for name, id_ in IDS.items()}
    body = {"presenceDefinition": {"id": ids[presence]}}
    status, told, _ = await ana.call("PATCH", "/users/ana/presences/PURECLOUD", body)
    assert status == 200, told


async def act(server: Server, id_: str, what: str, **body: str) -> None:
    """Do something as an agent, by the admin API."""
    url = f"{server.url}/__admin/conversations/{id_}/agent/{what}"
    async with server.http.post(url, json=body) as answer:
        assert answer.status == 200, await answer.text()


async def seen(listener: Notified) -> list[str]:
    """Return the presences and statuses that were told by now, in order."""
    found = []
    for topic, body in await listener.pending():
        if topic == PRESENCE:
            found.append(body["presenceDefinition"]["systemPresence"])
        else:
            assert (topic, body["id"]) == (STATUS, "ana")
            found.append(body["routingStatus"]["status"])
    return found


async def test_who_comes_on_queue_and_goes_is_told_of_both() -> None:
    async with serving(settings=QUIET) as server:
        ana = await Staff.of(server, "ana")
        async with notified(ana, "v2.users.ana?presence&routingStatus") as listener:
            await take(ana, "On Queue")
            assert await seen(listener) == ["On Queue", "IDLE"]
            await take(ana, "On Queue")
            assert await seen(listener) == []
            await take(ana, "Meal")
            assert await seen(listener) == ["Meal", "OFF_QUEUE"]
            await take(ana, "Busy")
            assert await seen(listener) == ["Busy"]


async def test_a_presence_is_told_with_its_definition_and_since_when() -> None:
    async with serving(settings=QUIET) as server:
        ana, ben = await Staff.of(server, "ana"), await Staff.of(server, "ben")
        async with notified(await Staff.of(server, "automation"), PRESENCE) as client:
            await server.advance(5)
            body = {"presenceDefinition": {"id": IDS["Busy"]}}
            await ben.call("PATCH", "/users/ben/presences/PURECLOUD", body)
            await take(ana, "Busy")
            ((_, told),) = await client.pending()
        assert told["presenceDefinition"]["id"] == IDS["Busy"]
        assert (told["source"], told["primary"]) == ("PURECLOUD", True)
        assert told["modifiedDate"] == "2023-11-14T22:13:25.000Z"


async def test_who_talks_is_interacting_until_the_last_of_them_has_ended() -> None:
    async with serving(settings=QUIET) as server:
        await take(await Staff.of(server, "ana"), "On Queue")
        token = await server.token()
        ids = [await server.conversation(token) for _ in range(2)]
        async with notified(await Staff.of(server, "automation"), STATUS) as client:
            for id_ in ids:
                await act(server, id_, "offer", agentId="ana")
                await act(server, id_, "accept")
            assert await seen(client) == ["INTERACTING"]
            await act(server, ids[0], "close")
            assert await seen(client) == []
            await act(server, ids[1], "close")
            assert await seen(client) == ["IDLE"]


async def test_who_lets_an_offer_lapse_is_told_to_be_not_responding() -> None:
    async with serving(settings=QUIET | {"notResponding": True}) as server:
        ana = await Staff.of(server, "ana")
        await take(ana, "On Queue")
        id_ = await server.conversation(await server.token())
        async with notified(ana, STATUS) as listener:
            await act(server, id_, "offer", agentId="ana")
            await server.advance(30)
            assert await seen(listener) == ["NOT_RESPONDING"]
            await ana.call("PUT", "/users/ana/routingstatus", {"status": "IDLE"})
            assert await seen(listener) == ["IDLE"]
