import assert from "node:assert/strict";
import { test } from "node:test";
import { claimInstance, inheritEntries } from "../../mockplatform/sdk/src/instance.js";
import { Browser, FakeStorage } from "./world.mjs";

const WAYS = { locks: [], channels: ["locks"], marks: ["locks", "BroadcastChannel"] };

/** Claims while time goes on. */
async function claimed(tab, storage, widget) {
  const claim = claimInstance(tab.env, storage, widget);
  await tab.browser.advance(1000);
  return claim;
}

for (const [way, lacks] of Object.entries(WAYS)) {
  test(`by ${way}: an id is kept over a reload`, async () => {
    const browser = new Browser();
    const before = browser.tab({ lacks });
    const { id, copyOf } = await claimed(before);
    assert.equal(copyOf, null);
    before.close();
    const after = await claimed(browser.tab({ lacks, session: before.session }));
    assert.deepEqual([after.id, after.copyOf], [id, null]);
    const again = await claimed(browser.tab({ lacks, session: new FakeStorage() }));
    assert.notEqual(again.id, id, "a new tab is a new instance");
  });

  test(`by ${way}: a copied tab gets an id of its own, and knows whose copy it is`, async () => {
    const browser = new Browser();
    const tab = browser.tab({ lacks });
    const original = await claimed(tab);
    const copy = browser.tab({ lacks, session: tab.session.copy() });
    const second = await claimed(copy);
    assert.notEqual(second.id, original.id);
    assert.equal(second.copyOf, original.id);
    copy.close();
    const reloaded = await claimed(browser.tab({ lacks, session: copy.session }));
    assert.deepEqual([reloaded.id, reloaded.copyOf], [second.id, null], "which it keeps");
  });

  test(`by ${way}: two widgets in a row on one page hold the id one after the other`, async () => {
    const browser = new Browser();
    const tab = browser.tab({ lacks });
    const first = await claimed(tab);
    first.release();
    const second = await claimed(tab);
    assert.deepEqual([second.id, second.copyOf], [first.id, null]);
  });
}

for (const [way, lacks] of Object.entries(WAYS)) {
  test(`by ${way}: widgets side by side on one page each have an id, and keep it`, async () => {
    const browser = new Browser();
    const tab = browser.tab({ lacks });
    const names = [undefined, undefined, "b2b", undefined];
    const before = [];
    for (const name of names) before.push(await claimed(tab, undefined, name));
    const ids = before.map(({ id }) => id);
    assert.equal(new Set(ids).size, names.length);
    assert.deepEqual(new Set(before.map(({ copyOf }) => copyOf)), new Set([null]));
    tab.close();
    const next = browser.tab({ lacks, session: tab.session });
    const after = [];
    for (const name of names) after.push((await claimed(next, undefined, name)).id);
    assert.deepEqual(after, ids, "over a reload too");
  });
}

test("two names with one id, as an edited storage has them, are two widgets", async () => {
  const tab = new Browser().tab();
  const first = await claimed(tab);
  tab.session.setItem("widget_sess_instance:b2b", first.id);
  const second = await claimed(tab, undefined, "b2b");
  assert.notEqual(second.id, first.id);
  assert.equal(second.copyOf, null, "or it would take away what the first has stored");
});

for (const stored of ["日本", "", "a b", "x".repeat(65), "a\nb", '{"v":1}']) {
  test(`an id that no header can carry is not taken up: ${JSON.stringify(stored)}`, async () => {
    const tab = new Browser().tab();
    tab.session.setItem("widget_sess_instance:", stored);
    const { id, copyOf } = await claimed(tab);
    assert.match(id, /^[\w.-]{1,64}$/);
    assert.equal(copyOf, null);
    assert.equal(tab.session.getItem("widget_sess_instance:"), id);
  });
}

test("a reload may ask before the old page has let go, and waits a moment", async () => {
  const browser = new Browser();
  const before = browser.tab();
  const { id } = await claimed(before);
  const claim = claimInstance(browser.tab({ session: before.session }).env);
  await browser.advance(200);
  before.close();
  await browser.advance(200);
  assert.equal((await claim).id, id);
});

test("without a storage every page is an instance of its own", async () => {
  const browser = new Browser();
  const broken = new FakeStorage();
  broken.isBroken = true;
  const ids = [];
  for (const storage of [null, broken, null]) ids.push((await claimed(browser.tab(), storage)).id);
  assert.equal(new Set(ids).size, 3);
});

test("a copy takes over what both may have, and drops the rest", () => {
  const storage = new FakeStorage();
  for (const name of ["w_1_conversationId", "w_1_token", "w_1_draft", "w_12_token", "theirs"]) {
    storage.setItem(name, name);
  }
  inheritEntries(storage, { from: "w_1_", to: "w_2_", keys: ["conversationId"] });
  assert.deepEqual(storage.names.sort(), ["theirs", "w_12_token", "w_2_conversationId"]);
  assert.equal(storage.getItem("w_2_conversationId"), "w_1_conversationId");
  inheritEntries(null, { from: "w_1_", to: "w_2_", keys: [] });
});
