"""The view of the ways back: checkpoints, snapshots as files, resets, the record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.world import World

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_checkpoint_is_made_rewound_to_and_deleted(world: World) -> None:
    page = await world.console("#/rewind")
    await expect(page.get_by_text("No checkpoint yet")).to_be_visible()
    await page.get_by_label("Name").fill("before")
    await page.get_by_role("button", name="Make a checkpoint").click()
    line = page.locator('[data-checkpoint="before"]')
    await expect(line).to_contain_text("0 conversations")
    world.talk()
    await line.get_by_role("button", name="Rewind to before").click()
    await page.get_by_role("button", name="Rewind", exact=True).click()
    await expect(page.get_by_text("The tenant is what it was at before")).to_be_visible()
    assert world.at.admin.conversations.list().total == 0
    await line.get_by_role("button", name="Delete before").click()
    await page.get_by_role("button", name="Delete it").click()
    await expect(line).to_have_count(0)


async def test_a_name_that_is_none_is_refused_at_its_field(world: World) -> None:
    world.expected.append("400")
    page = await world.console("#/rewind")
    await page.get_by_label("Name").fill("not a name")
    await page.keyboard.press("Enter")
    await expect(page.locator('[data-field="name"] .wrong')).to_contain_text("is no name")


async def test_a_snapshot_is_downloaded_and_put_back(world: World, tmp_path: Path) -> None:
    conversation = world.talk()
    page = await world.console("#/rewind")
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download").first.click()
    download = await downloading.value
    assert download.suggested_filename.startswith(f"{world.tenant}-snapshot-")
    file = tmp_path / "then.json"
    await download.save_as(file)
    world.at.admin.reset("conversations")
    await page.get_by_label("A snapshot's file").set_input_files(file)
    await page.get_by_role("button", name="Put it back").click()
    await expect(page.get_by_text("The tenant is what then.json says")).to_be_visible()
    assert world.at.admin.conversations.get(conversation).state == "OPEN"


async def test_what_is_wrong_with_a_snapshot_is_told_with_its_path(
    world: World, tmp_path: Path
) -> None:
    world.expected.append("400")
    document = json.loads(json.dumps(world.at.admin.snapshots.get()))
    document["clock"]["rate"] = -1
    file = tmp_path / "spoilt.json"
    file.write_text(json.dumps(document))
    page = await world.console("#/rewind")
    await page.get_by_label("A snapshot's file").set_input_files(file)
    await page.get_by_role("button", name="Put it back").click()
    await expect(page.get_by_text("$.clock.rate")).to_be_visible()
    await expect(page.get_by_text("nothing has changed")).to_be_visible()


async def test_a_run_is_recorded_downloaded_and_taken_away(world: World, tmp_path: Path) -> None:
    page = await world.console("#/rewind")
    record = page.get_by_label("Record", exact=True)
    await expect(record).to_contain_text("Nothing is recorded")
    await record.get_by_role("button", name="Record").click()
    await expect(record).to_contain_text("Recording")
    await record.get_by_role("button", name="Stop").click()
    await expect(record).to_contain_text("Ended (stopped)")
    async with page.expect_download() as downloading:
        await record.get_by_role("button", name="Download").click()
    file = tmp_path / "run.jsonl"
    await (await downloading.value).save_as(file)
    assert json.loads(file.read_text().splitlines()[0])["line"] == "run"
    await record.get_by_role("button", name="Take away…").click()
    await page.get_by_role("button", name="Take it away").click()
    await expect(record).to_contain_text("Nothing is recorded")


async def test_the_tenant_is_reset_when_that_is_confirmed(world: World) -> None:
    world.talk()
    page = await world.console("#/rewind")
    await page.get_by_role("button", name="All of it…").click()
    await page.get_by_role("button", name="Reset", exact=True).click()
    await expect(page.get_by_text("is as it was made")).to_be_visible()
    assert world.at.admin.conversations.list().total == 0
