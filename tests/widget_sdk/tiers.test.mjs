import assert from "node:assert/strict";
import { test } from "node:test";
import { Tiers } from "../../mockplatform/sdk/src/tiers.js";
import { Browser, FakeStorage } from "./world.mjs";

const OF = { deploymentId: "shop-web", baseUrl: "https://chat.test/t/a", instanceId: "i-1" };

const made = (tab, more = {}) => new Tiers({ env: tab.env, ...OF, ...more });

test("each tier has the guide's prefix, and keeps instances and deployments apart", () => {
  const tab = new Browser().tab();
  const tiers = made(tab);
  tiers.session.set("conversationId", "c-1");
  tiers.identity.set("consent", true);
  assert.deepEqual(tab.session.names, ["widget_sess_i-1_conversationId"]);
  assert.deepEqual(tab.browser.local.names, ["widget_id_shop-web@https://chat.test/t/a_consent"]);
  assert.equal(made(tab, { instanceId: "i-2" }).session.get("conversationId"), undefined);
  for (const other of [{ deploymentId: "b2b" }, { baseUrl: "https://chat.test/t/b" }]) {
    assert.equal(made(tab, other).identity.get("consent"), undefined);
  }
});

test("an identity is known in other tabs, for a day", async () => {
  const browser = new Browser();
  made(browser.tab()).identity.set("userId", "guest-1");
  const other = made(browser.tab(), { instanceId: "i-2" });
  assert.equal(other.session.get("userId"), undefined);
  await browser.advance(24 * 3_600_000 - 1);
  assert.equal(other.identity.get("userId"), "guest-1");
  await browser.advance(1);
  assert.equal(other.identity.get("userId"), undefined);
  assert.deepEqual(browser.local.names, []);
});

test("a page may hand in storages of its own, or none", () => {
  const tab = new Browser().tab();
  const session = new FakeStorage();
  const tiers = made(tab, { storage: { session, local: null } });
  tiers.session.set("a", 1);
  tiers.identity.set("b", 2);
  assert.deepEqual([session.names.length, tab.session.length, tab.browser.local.length], [1, 0, 0]);
  assert.equal(tiers.identity.get("b"), 2);
});

test("what both storages have to say is heard in one place", () => {
  const tab = new Browser({ quotaBytes: 0 }).tab();
  const tiers = made(tab);
  const told = [];
  tiers.on("notice", ({ code }) => told.push(code));
  tiers.session.set("a", 1);
  tiers.identity.set("a", 1);
  assert.deepEqual(told, ["storage-full", "storage-full"]);
});

test("without the API there is no context, and that is said", () => {
  assert.throws(() => made(new Browser().tab()).context, /needs the API/);
});
