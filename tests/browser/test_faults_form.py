"""A fault of one's own from a form: built of the schemas, for each kind, and set anew."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from mockplatform.faults.registry import KINDS
from tests.browser.axe import violations
from tests.browser.world import NARROW, World

pytestmark = pytest.mark.asyncio(loop_scope="session")

FORM = """(kind) => {
  const to = `#/outages/fault/new?kind=${kind}`;
  if (location.hash !== to) location.hash = to;
  const fields = [...document.querySelectorAll("main select, main textarea")];
  const named = (name) => fields.find((one) => one.labels?.[0]?.textContent.startsWith(name));
  return named("Kind")?.value === kind ? JSON.parse(named("As JSON")?.value || "null") : null;
}"""
"""What the form of a kind would send, once it is there."""


def field(page: Page, path: str) -> Locator:
    """Return the field of a member, by the path with which the API names it."""
    return page.locator(f'[data-path="{path}"]')


async def shown(page: Page) -> Any:
    """Return what the form would send."""
    return json.loads(await page.get_by_label("As JSON").input_value())


async def test_the_form_of_each_kind_begins_with_its_example(world: World) -> None:
    page = await world.console("#/outages/fault/new")
    examples = {one.kind: one.example for one in world.at.admin.faults.kinds().kinds}
    assert examples.keys() == KINDS.keys()
    await expect(page.get_by_label("What is to go wrong?")).to_be_visible()
    found = {}
    for kind in examples:
        found[kind] = await (await page.wait_for_function(FORM, arg=kind)).json_value()
    assert found == examples


@pytest.mark.parametrize("kind", ["status", "drip", "close"])
async def test_a_kind_is_set_by_its_example_and_shown_so(world: World, kind: str) -> None:
    page = await world.console(f"#/outages/fault/new?kind={kind}")
    await field(page, "$.id").get_by_role("textbox").fill("of-the-form")
    await page.get_by_role("button", name="Set the fault").click()
    await expect(page.locator('[data-fault="of-the-form"]')).to_be_visible()
    (example,) = [one for one in world.at.admin.faults.kinds().kinds if one.kind == kind]
    (told,) = world.at.admin.faults.list().faults
    posted = world.at.admin.faults.create(**example.example)
    assert (told.id, told.what, told.where) == ("of-the-form", posted.what, posted.where)


async def test_all_that_a_schema_can_say_is_filled_in_by_hand(world: World) -> None:
    page = await world.console("#/outages/fault/new")
    await page.get_by_label("What is to go wrong?").fill("status of one")
    await page.get_by_role("link", name="status", exact=True).click()
    await field(page, "$.what.status").get_by_role("textbox").fill("502")
    await field(page, "$.what.retryAfter").get_by_role("textbox").fill("")
    await field(page, "$.what.body").get_by_role("textbox").fill('{"oops": [1]}')
    await field(page, "$.what.cors").get_by_role("checkbox").uncheck()
    await page.get_by_role("button", name="Add to headers").first.click()
    await page.get_by_label("headers: a name").fill("X-Proxy")
    await field(page, "$.what.headers").get_by_label("value").fill("down")
    await field(page, "$.where.phase").get_by_role("combobox").select_option("service")
    await field(page, "$.where.path").get_by_role("textbox").fill("/api/*")
    await field(page, "$.when.probability").get_by_role("slider").fill("0.25")
    await field(page, "$.when.for").get_by_role("textbox").fill("90")
    await field(page, "$.ttl").get_by_role("textbox").fill("1h")
    body = await shown(page)
    assert body == {
        "what": {
            "kind": "status",
            "status": 502,
            "body": {"oops": [1]},
            "headers": {"X-Proxy": "down"},
            "cors": False,
        },
        "where": {"phase": "service", "path": "/api/*"},
        "when": {"probability": 0.25, "for": 90},
        "ttl": "1h",
    }
    await page.get_by_role("button", name="Set the fault").click()
    await expect(page.locator("[data-fault]")).to_have_count(1)
    (fault,) = world.at.admin.faults.list().faults
    assert (fault.what, fault.where, fault.when) == (body["what"], body["where"], body["when"])


async def test_what_the_api_refuses_stands_at_its_fields(world: World) -> None:
    world.expected.append("400")
    page = await world.console("#/outages/fault/new?kind=latency")
    await field(page, "$.what.delay").get_by_role("textbox").fill("9h")
    await field(page, "$.where.headers").get_by_role("button").click()
    await page.get_by_label("headers: a name").fill("a b")
    await page.get_by_role("button", name="Set the fault").click()
    await expect(page.get_by_role("alert")).to_contain_text("Not set")
    await expect(field(page, "$.what.delay")).to_contain_text("is at most 3600 s")
    assert world.at.admin.faults.list().faults == []
    await field(page, "$.what.delay").get_by_role("textbox").fill("9s")
    await page.get_by_role("button", name="Set the fault").click()
    await expect(field(page, "$.where.headers")).to_contain_text("'a b' is no header's name")
    await expect(field(page, "$.what.delay")).not_to_contain_text("at most")


async def test_a_value_out_of_bounds_is_told_while_it_is_typed(world: World) -> None:
    page = await world.console("#/outages/fault/new?kind=status")
    status = field(page, "$.what.status")
    await status.get_by_role("textbox").fill("700")
    await expect(status).to_contain_text("At most 599.")
    await status.get_by_role("textbox").fill("599")
    await expect(status).not_to_contain_text("At most 599.")


async def test_the_json_beside_the_form_fills_it_whole_and_keeps_what_it_does_not_know(
    world: World,
) -> None:
    world.expected.append("400")
    page = await world.console("#/outages/fault/new?kind=status")
    text = page.get_by_label("As JSON")
    await text.fill("{")
    await expect(page.get_by_text("No JSON yet")).to_be_visible()
    await text.fill('{"what": {"kind": "drip", "rate": 7, "colour": "red"}}')
    await expect(page.get_by_label("Kind", exact=True)).to_have_value("drip")
    await expect(field(page, "$.what.rate").get_by_role("textbox")).to_have_value("7")
    await page.get_by_role("button", name="Set the fault").click()
    await expect(page.get_by_role("main")).to_contain_text("colour")
    await page.get_by_role("button", name="Take the example").click()
    assert (await shown(page))["what"] == {"kind": "drip", "rate": 10}


async def test_a_fault_of_the_list_is_set_anew_and_taken_away(world: World) -> None:
    world.at.admin.faults.create(
        {"kind": "latency", "delay": "2s"}, id="slow", when={"times": 3}, ttl="1h"
    )
    page = await world.console("#/outages")
    await page.get_by_role("link", name="Edit slow").click()
    await expect(field(page, "$.ttl").get_by_role("textbox")).to_have_value("1h")
    await field(page, "$.what.delay").get_by_role("textbox").fill("5s")
    await page.get_by_role("button", name="Set it anew").click()
    line = page.locator('[data-fault="slow"]')
    await expect(line).to_contain_text("delay=5s")
    (fault,) = world.at.admin.faults.list().faults
    assert (fault.what["delay"], fault.when) == ("5s", {"times": 3})
    await line.get_by_role("button", name="Take slow away").click()
    await expect(page.get_by_text("No fault of your own is set")).to_be_visible()
    assert world.at.admin.faults.list().faults == []


async def test_firings_are_counted_and_lead_to_the_journal(world: World) -> None:
    world.at.admin.faults.create({"kind": "status"}, id="down", where={"path": "*/messaging"})
    page = await world.console("#/outages")
    fired = page.locator('[data-fault="down"]').get_by_role("link", name="Fired")
    await expect(fired).to_have_text("0")
    token = world.at.token(user_id="user-7")
    answer = await page.request.post(
        f"{world.url}/api/v2/conversations/messaging",
        headers={"Authorization": f"Bearer {token}"},
        data={},
    )
    assert answer.status == 503
    await expect(fired).to_have_text("1")
    await expect(fired).to_have_attribute("href", "#/journal?fault=down")


@pytest.mark.parametrize("link", ["fault/new", "fault/new?kind=status", "own/new", "brownout"])
async def test_the_pages_behind_the_list_are_accessible(world: World, link: str) -> None:
    world.at.admin.outages.start("brownout")
    page = await world.console(f"#/outages/{link}", viewport=NARROW)
    await expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    assert await violations(page) == []
    assert await page.evaluate("document.querySelector('main').scrollWidth") <= NARROW["width"]
