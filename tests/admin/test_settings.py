"""Settings shown, changed, explained. Source: docs/admin.md, Settings."""

from __future__ import annotations

from typing import Any

import pytest

from mockplatform import settings
from tests.admin.api import Api


async def test_settings_are_shown_as_people_write_them(api: Api) -> None:
    shown = (await api.get("/settings")).body
    assert (shown["inactivity"], shown["accessTokenLife"]) == ("15m", "30m")
    assert set(shown) == {one["name"] for one in settings.schema()}


async def test_a_change_touches_what_it_names_and_takes_effect_at_once(people: Api) -> None:
    id_ = await people.conversation()
    before = (await people.get("/settings")).body
    reply = await people.patch("/settings", {"inactivity": "1m", "ring": 5})
    assert reply.body == {**before, "inactivity": "1m", "ring": "5s"}
    await people.post("/clock/advance", {"by": "1m"})
    assert (await people.get(f"/conversations/{id_}"))["state"] == "CLOSED"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ({"ring": "5s", "inactivty": "1m"}, "unknown.member", "'inactivity'"),
        ({"ring": "5s", "inactivity": "0s"}, "invalid.value", "settings.inactivity"),
        ({"ring": "5s", "inactivity": None}, "invalid.value", "settings.inactivity"),
        ({"ring": "5s", "botsAct": "yes"}, "invalid.value", "settings.botsAct"),
        ({"ring": "5s", "framesPerSecond": 0}, "invalid.value", "settings.framesPerSecond"),
        ({"ring": "5s", "socketExpiry": "4402"}, "invalid.value", "settings.socketExpiry"),
        ({"ring": True}, "invalid.value", "settings.ring"),
    ],
)
async def test_a_change_is_taken_whole_or_not_at_all(
    api: Api, body: dict[str, Any], code: str, words: str
) -> None:
    before = (await api.get("/settings")).body
    reply = await api.patch("/settings", body)
    assert reply.refusal == (400, code)
    assert words in reply["detail"] + reply["hint"]
    assert (await api.get("/settings")).body == before


async def test_the_schema_explains_every_setting(api: Api) -> None:
    explained = (await api.get("/settings/schema"))["settings"]
    assert explained == settings.schema()
    assert all(one["help"] and one["source"] for one in explained)


async def test_each_tenant_has_its_own_settings(api: Api) -> None:
    await api.post("/tenants", {"id": "a"})
    await api.of("a").patch("/settings", {"ring": "5s"})
    assert (await api.get("/settings"))["ring"] == "30s"
