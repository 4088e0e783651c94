"""A platform that is killed under load and started again on its store: nothing told is lost.

Source: guide, section 4 (the platform is the authoritative source of truth; no duplicates).
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import pytest

from mockplatform.cli.exits import Exit
from tests.clients.api import REFRESH, Api
from tests.clients.customer import Customer, assert_lost
from tests.clients.widget import Site, Widget
from tests.support.process import Served, refused, running, start

TENANTS = ("default", "second")
PATIENT = {
    "inactivity": "24h",
    "accessTokenLife": "24h",
    "familyIdle": "72h",
    "refreshGrace": "1m",
}
"""Settings under which nothing but the kill ends anything."""
KILLED_AFTER_MAX = 50


def options_for(folder: Path) -> list[str]:
    settings = [f"--setting={name}={value}" for name, value in PATIENT.items()]
    return ["--store", f"sqlite:///{folder}/platform.db", "--seed", "1", *settings]


def site_at(served: Served, http: aiohttp.ClientSession, tenant: str) -> Site:
    url = served.url_of(tenant)
    return Site(
        http=http,
        url=url,
        ws_url="ws" + url.removeprefix("http"),
        deployment_id=served.ready["deploymentId"],
        now=lambda: 0.0,  # these customers rotate by count, not by time
    )


async def add_tenant(http: aiohttp.ClientSession, served: Served) -> Api:
    """Make the second tenant; return calls to it."""
    body = {"id": "second", "settings": {**PATIENT, "agentsAct": False}}
    await Api(http, served.ready["url"]).must("POST", "/__admin/tenants", json=body)
    return Api(http, served.url_of("second"))


async def six_customers(http: aiohttp.ClientSession, served: Served) -> list[Customer]:
    customers = [
        Customer(
            widget=Widget(site=site_at(served, http, tenant), identity={"userId": f"user-{n}"}),
            by_socket=n % 2 == 0,
            rotate_every=5 + n,
        )
        for n in range(3)
        for tenant in TENANTS
    ]
    await asyncio.gather(*(one.begin() for one in customers))
    return customers


async def talk_until_killed(served: Served, customers: list[Customer], after: int) -> None:
    """Let all talk at once, and kill the platform at the acknowledgement number `after`."""
    told = 0

    def count() -> None:
        nonlocal told
        told += 1
        if told == after:
            served.process.kill()

    talks = (one.talk(count) for one in customers)
    results = await asyncio.gather(*talks, return_exceptions=True)
    assert_lost(results)
    await served.killed()


async def assert_nothing_lost(
    http: aiohttp.ClientSession, served: Served, customers: list[Customer]
) -> None:
    """All that was told is there, in order; what was not is there once after it was sent again."""
    await asyncio.gather(*(assert_keeps_all(http, served, one) for one in customers))


async def assert_keeps_all(http: aiohttp.ClientSession, served: Served, one: Customer) -> None:
    tenant = one.widget.site.url.rpartition("/")[2]
    told = one.told
    one.widget.move_to(site_at(served, http, tenant))
    kept = await one.kept()
    assert kept == one.sent[: len(kept)], "lost, doubled or out of order"
    assert kept[: len(told)] == told
    context = await one.widget.load_context()
    assert one.saved <= context.get("count", 0) <= len(one.sent)
    await one.come_back(one.widget.site)
    assert await one.kept() == one.sent
    assert one.widget.session["outbox"] == {}
    assert one.widget.misheard == []


@pytest.mark.parametrize("seed", range(2))
async def test_ten_kills_under_load_lose_and_double_nothing(seed: int, tmp_path: Path) -> None:
    """Guide, section 4: what was acknowledged is the truth, whatever became of the process."""
    draw = Random(seed)  # noqa: S311 - the moments of the kills, the same in each run
    async with aiohttp.ClientSession() as http:
        served = await start(tmp_path, *options_for(tmp_path))
        try:
            await add_tenant(http, served)
            customers = await six_customers(http, served)
            for _ in range(10):
                await talk_until_killed(served, customers, draw.randint(1, KILLED_AFTER_MAX))
                served = await start(tmp_path, *options_for(tmp_path))
                await assert_nothing_lost(http, served, customers)
        finally:
            await served.killed()


async def refresh(api: Api, refresh_token: str) -> tuple[int, dict[str, Any]]:
    body = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    reply = await api.call("POST", REFRESH, token="widget-secret", json=body)
    return reply.status, reply.body


async def test_token_families_go_on_and_reuse_still_kills_them(tmp_path: Path) -> None:
    """Guide, section 2: a lease outlives the process; a stolen old refresh token does not."""
    async with aiohttp.ClientSession() as http:
        async with running(tmp_path, *options_for(tmp_path)) as served:
            api = Api(http, served.ready["url"])
            widget = Widget(site=site_at(served, http, "default"), identity={"userId": "user-7"})
            await widget.log_in()
            old = widget.session["refreshToken"]
            await widget.rotate()
            await api.must("POST", "/__admin/clock/advance", json={"by": "5m"})

        async with running(tmp_path, *options_for(tmp_path)) as served:
            api = Api(http, served.ready["url"])
            me = await api.call("GET", "/api/v2/users/me", token=widget.token)
            status, newer = await refresh(api, widget.session["refreshToken"])
            assert (me.status, me.body["id"], status) == (200, "user-7", 200)

        async with running(tmp_path, *options_for(tmp_path)) as served:
            api = Api(http, served.ready["url"])
            status, error = await refresh(api, old)
            assert (status, error["error"]) == (400, "invalid_grant")

        async with running(tmp_path, *options_for(tmp_path)) as served:
            api = Api(http, served.ready["url"])
            status, error = await refresh(api, newer["refresh_token"])
            assert (status, error["error"]) == (400, "invalid_grant")
            me = await api.call("GET", "/api/v2/users/me", token=newer["access_token"])
            assert me.status == 401


async def test_contexts_tenants_settings_and_clocks_come_back(tmp_path: Path) -> None:
    """Guide, section 1: the server's tier survives; each tenant's clock goes on where it was."""
    async with aiohttp.ClientSession() as http:
        async with running(tmp_path, *options_for(tmp_path)) as served:
            second = await add_tenant(http, served)
            widget = Widget(site=site_at(served, http, "second"), identity={"userId": "user-7"})
            await widget.log_in()
            await widget.save_context(crm={"case": "CR-88421"})
            await widget.start(routingData={"tier": "premium"})
            await second.must("POST", "/__admin/clock/advance", json={"by": "3h"})
            await second.must("POST", "/__admin/clock/pause")
            paused_at = (await second.must("GET", "/__admin/clock"))["now"]
            document = await second.must("GET", widget.path, token=widget.token)

        async with running(tmp_path, *options_for(tmp_path)) as served:
            second = Api(http, served.url_of("second"))
            listed = await second.must("GET", "/__admin/tenants")
            clock = await second.must("GET", "/__admin/clock")
            default = await Api(http, served.ready["url"]).must("GET", "/__admin/clock")
            settings = await second.must("GET", "/__admin/settings")
            widget.move_to(site_at(served, http, "second"))

            assert "second" in str(listed)
            assert (clock["now"], clock["mode"]) == (paused_at, "paused")
            assert default["mode"] == "running"
            assert default["now"] < paused_at
            assert settings["agentsAct"] is False
            assert await widget.load_context() == {"crm": {"case": "CR-88421"}}
            assert await second.must("GET", widget.path, token=widget.token) == document


async def test_sigterm_says_goodbye_exits_with_0_and_loses_nothing(tmp_path: Path) -> None:
    """Guide, section 4: sockets close with 1001, so that widgets know to come back."""
    async with aiohttp.ClientSession() as http:
        async with running(tmp_path, *options_for(tmp_path)) as served:
            await add_tenant(http, served)
            customers = await six_customers(http, served)
            told = 0

            def count() -> None:
                nonlocal told
                told += 1
                if told == 40:
                    served.process.terminate()

            talks = (one.talk(count) for one in customers)
            assert_lost(await asyncio.gather(*talks, return_exceptions=True))
            assert await served.process.wait() == 0
            lines = [one.widget.wire for one in customers if one.by_socket]
            for line in lines:
                await line.until(lambda line=line: not line.is_open)  # type: ignore[misc]

        assert [line.close_code for line in lines] == [1001] * len(lines)
        assert not (tmp_path / "ready.json").exists()
        async with running(tmp_path, *options_for(tmp_path)) as served:
            await assert_nothing_lost(http, served, customers)


async def test_a_store_of_another_schema_number_is_refused_with_a_hint(tmp_path: Path) -> None:
    """Design: a file that another version wrote is left alone, and the exit code says so."""
    async with running(tmp_path, *options_for(tmp_path)) as served:
        served.process.terminate()
        await served.process.wait()
    with closing(sqlite3.connect(tmp_path / "platform.db")) as store, store:
        store.execute("UPDATE mockplatform_schema SET number = 99")
    before = (tmp_path / "platform.db").read_bytes()

    code, told = await refused(*options_for(tmp_path))

    message, hint = told.strip().splitlines()
    assert code == Exit.STORE_REFUSED
    assert "schema number 99" in message
    assert hint.startswith("  ")
    assert (tmp_path / "platform.db").read_bytes() == before
