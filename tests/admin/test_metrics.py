"""Figures for a scraper."""

from __future__ import annotations

import sys

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.admin.api import Api


async def figures(api: Api) -> dict[tuple[str, ...], float]:
    """Scrape; return each figure by its name and the values of its labels."""
    reply = await api.call("GET", "/metrics")
    assert reply.status == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(reply.body)
        for sample in family.samples
    }


async def test_a_scrape_tells_how_the_platform_is(people: Api) -> None:
    await people.post("/tenants", {"id": "a", "settings": {"agentsAct": False}})
    await people.of("a").conversation()
    id_ = await people.conversation()
    await people.act(id_, "close", by="supervisor")
    found = await figures(people)
    assert found["mockplatform_tenants",] == 2
    assert found["mockplatform_sockets",] == 0
    assert found["mockplatform_conversations", "OPEN"] == 1
    assert found["mockplatform_conversations", "CLOSED"] == 1
    assert found["mockplatform_conversations", "ACTIVE"] == 0
    assert found["mockplatform_journal_evicted",] == 0
    assert found["mockplatform_journal_entries",] > 0


async def test_faults_that_fired_are_counted_by_kind(api: Api) -> None:
    await api.post("/faults", {"what": {"kind": "status", "status": 503}, "when": {"times": 2}})
    token = await api.token()
    for _ in range(3):
        await api.widget("GET", "/api/v2/users/me", token)
    found = await figures(api)
    assert found["mockplatform_faults_fired_total", "status"] == 2


async def test_answers_are_counted_by_route_and_status(api: Api) -> None:
    await api.get("/tenants/a")
    await api.get("/tenants/b")
    await api.get("/tenants/default")
    await api.get("/nope")
    found = await figures(api)
    route = ("mockplatform_requests_total", "GET", "/__admin/tenants/{id}")
    assert (found[*route, "404"], found[*route, "200"]) == (2, 1)
    assert found["mockplatform_requests_total", "*", "unknown", "404"] == 1


async def test_without_the_extra_the_route_tells_how_to_get_it(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    reply = await api.call("GET", "/metrics")
    assert reply.refusal == (404, "not.found")
    assert "mockplatform[metrics]" in reply["hint"]
