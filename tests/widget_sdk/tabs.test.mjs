import assert from "node:assert/strict";
import { test } from "node:test";
import { Tabs } from "../../mockplatform/sdk/src/tabs.js";
import { Browser } from "./world.mjs";

const OF = { deploymentId: "shop-web", baseUrl: "https://chat.test", userId: "ann" };

/** A tab of Ann's, unless another customer's is asked for. */
function tabOf(browser, instanceId, more = {}) {
  const tab = browser.tab();
  const { userId, ...where } = { ...OF, ...more };
  const tabs = new Tabs({ env: tab.env, ...where, instanceId });
  tabs.join(userId);
  return { tab, tabs };
}

function tabsOf(browser, ...ids) {
  return ids.map((instanceId) => {
    const { tab, tabs } = tabOf(browser, instanceId);
    const heard = [];
    tabs.on("change", (change) => heard.push(change));
    return { tab, tabs, heard };
  });
}

test("a tab's delta is merged into another's state and overwrites nothing else", async () => {
  const browser = new Browser();
  const [a, b] = tabsOf(browser, "i-a", "i-b");
  a.tabs.merge({ unread: 3 });
  b.tabs.merge({ status: "ACTIVE" });
  await browser.advance(10);
  for (const { tabs } of [a, b]) {
    assert.deepEqual([tabs.get("unread"), tabs.get("status")], [3, "ACTIVE"]);
  }
  assert.deepEqual(b.heard, [{ key: "unread", value: 3, by: "i-a" }]);
});

test("of one key the last writer wins, whatever the order of arrival", async () => {
  const browser = new Browser();
  const [a, b] = tabsOf(browser, "i-a", "i-b");
  a.tabs.merge({ unread: 1 });
  b.tabs.merge({ unread: 2 });
  await browser.advance(10);
  assert.deepEqual([a.tabs.get("unread"), b.tabs.get("unread")], [2, 2], "by id at the same time");
  a.tabs.merge({ unread: 3 });
  await browser.advance(10);
  assert.deepEqual([a.tabs.get("unread"), b.tabs.get("unread")], [3, 3]);
});

test("a tab whose clock is behind still writes later than what it has heard", async () => {
  const browser = new Browser();
  const [a, b] = tabsOf(browser, "i-a", "i-b");
  b.tab.skewMs = -3_600_000;
  a.tabs.merge({ unread: 1 });
  await browser.advance(10);
  b.tabs.merge({ unread: 2 });
  await browser.advance(10);
  assert.deepEqual([a.tabs.get("unread"), b.tabs.get("unread")], [2, 2]);
});

test("a tab that comes later learns all; what was taken away does not come back", async () => {
  const browser = new Browser();
  const [a, b] = tabsOf(browser, "i-a", "i-b");
  a.tabs.merge({ unread: 1, status: "OPEN" });
  await browser.advance(10);
  b.tabs.merge({ unread: null });
  await browser.advance(10);
  const [c] = tabsOf(browser, "i-c");
  await browser.advance(10);
  assert.deepEqual([c.tabs.get("unread"), c.tabs.get("status")], [undefined, "OPEN"]);
});

for (const other of [
  { userId: "bob" },
  { deploymentId: "b2b" },
  { baseUrl: "https://chat.test/t/a" },
  { userId: undefined },
]) {
  test(`nothing passes between customers, tenants, deployments: ${JSON.stringify(other)}`, async () => {
    const browser = new Browser();
    const [ann] = tabsOf(browser, "i-a");
    const { tabs } = tabOf(browser, "i-b", other);
    ann.tabs.merge({ account: "of Ann" });
    tabs.merge({ account: "of somebody else" });
    await browser.advance(10);
    assert.deepEqual(
      [ann.tabs.get("account"), tabs.get("account")],
      ["of Ann", "of somebody else"],
    );
  });
}

test("what a guest's tab wrote before it was known whose it is, is told then", async () => {
  const browser = new Browser();
  const [a] = tabsOf(browser, "i-a");
  const { tabs } = tabOf(browser, "i-b", { userId: undefined });
  tabs.merge({ unread: 3 });
  await browser.advance(10);
  assert.equal(a.tabs.get("unread"), undefined);
  tabs.join("ann");
  await browser.advance(10);
  assert.equal(a.tabs.get("unread"), 3);
});

test("nonsense on the channel is not taken", async () => {
  const browser = new Browser();
  const [a] = tabsOf(browser, "i-a");
  const stranger = new (browser.tab().env.BroadcastChannel)(
    "widget-tabs-shop-web@https://chat.test:ann",
  );
  const nonsense = [null, 7, {}, { type: "delta" }, { type: "delta", delta: null }];
  for (const value of [null, 1, { at: "x", by: "i" }, { at: 1 }]) {
    nonsense.push({ type: "delta", delta: { unread: value } });
  }
  for (const data of nonsense) stranger.postMessage(data);
  await browser.advance(10);
  assert.deepEqual(a.heard, []);
});

test("a closed tab and a browser without channels keep to themselves", async () => {
  const browser = new Browser();
  const [a, b] = tabsOf(browser, "i-a", "i-b");
  b.tabs.close();
  a.tabs.merge({ unread: 1 });
  b.tabs.merge({ unread: 2 });
  await browser.advance(10);
  assert.deepEqual([a.tabs.get("unread"), b.tabs.get("unread")], [1, 2]);
  const { env } = browser.tab({ lacks: ["BroadcastChannel"] });
  const alone = new Tabs({ env, ...OF, instanceId: "i-c" });
  alone.join("ann");
  alone.merge({ unread: 4 });
  assert.equal(alone.get("unread"), 4);
});
