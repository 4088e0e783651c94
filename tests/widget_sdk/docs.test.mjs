import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { canonical, utf8Bytes } from "../../mockplatform/sdk/src/canonical.js";
import { Browser, FakeStorage } from "./world.mjs";

const PAGE = readFileSync(new URL("../../docs/sdk.md", import.meta.url), "utf8");
const BLOCKS = [...PAGE.matchAll(/^```js\n(.*?)^```$/gms)].map(([, text]) => text);

/** Runs the block that has these functions, in a world, and returns them. */
function block(names, world = {}) {
  const text = BLOCKS.find((one) => names.every((name) => one.includes(`function ${name}(`)));
  assert.ok(text, `docs/sdk.md has a block with ${names}`);
  const make = new Function(...Object.keys(world), `${text}\nreturn { ${names} };`);
  return make(...Object.values(world));
}

/** What a page has, by the browser's clock. */
function page(browser) {
  const document = new EventTarget();
  return {
    document,
    Date: { now: () => browser.clock.now },
    setTimeout: (fn, ms) => browser.clock.set(fn, ms),
    clearTimeout: (id) => browser.clock.clear(id),
  };
}

test("all blocks are JavaScript", () => {
  for (const text of BLOCKS) new Function(`return async () => {${text}}`);
});

test("the page's own rotation renews five to six minutes before the end, again and again", async () => {
  const browser = new Browser();
  const at = [];
  const answer = { expires_in: 1800 };
  const refresh = async () => at.push(browser.clock.now) && answer;
  const began = browser.clock.now;
  block(["keepFresh"], page(browser)).keepFresh(answer, refresh);
  await browser.advance(60 * 60_000);
  const waits = at.map((one, index) => (one - (at[index - 1] ?? began)) / 60_000);
  assert.equal(waits.length, 2);
  assert.ok(waits.every((minutes) => minutes > 24 && minutes <= 25));
});

test("… and makes up for timers that came late when the page is seen again, once", async () => {
  const browser = new Browser();
  const world = page(browser);
  let count = 0;
  const refresh = async () => {
    count += 1;
    return { expires_in: 1800 };
  };
  block(["keepFresh"], world).keepFresh({ expires_in: 1800 }, refresh);
  browser.clock.sleep(26 * 60_000);
  world.document.dispatchEvent(new Event("visibilitychange"));
  world.document.dispatchEvent(new Event("visibilitychange"));
  await browser.advance(1000);
  assert.equal(count, 1);
});

test("the page's own renewal is one, however many ask", async () => {
  const { renew } = block(["renew"]);
  let count = 0;
  const ask = async () => {
    count += 1;
    return count;
  };
  assert.deepEqual(await Promise.all([renew(ask), renew(ask)]), [1, 1]);
  assert.equal(await renew(ask), 2);
});

test("the page's own storage takes what it is given, and never throws", () => {
  const browser = new Browser();
  const { keep, recall } = block(["keep", "recall"], page(browser));
  const storage = new FakeStorage(200);
  assert.equal(keep(storage, "draft", "half a sent"), true);
  assert.equal(recall(storage, "draft"), "half a sent");
  assert.equal(keep(storage, "other", "x".repeat(200)), false);
  browser.clock.sleep(1000);
  assert.equal(recall(storage, "draft", 1000), undefined);
  storage.setItem("draft", "{");
  assert.deepEqual([recall(storage, "draft"), recall(storage, "none")], [undefined, undefined]);
  storage.isBroken = true;
  assert.deepEqual([keep(storage, "a", 1), recall(storage, "a")], [false, undefined]);
});

test("the page's own count of routing data is the platform's", () => {
  const { routingBytes } = block(["routingBytes"]);
  const data = { ü: "😀", ﬁ: true, "\n": '"' };
  assert.equal(routingBytes(data), utf8Bytes(canonical(data)));
});

test("the defaults that the page tells are those of the sources", () => {
  const source = (name) =>
    readFileSync(new URL(`../../mockplatform/sdk/src/${name}`, import.meta.url), "utf8");
  assert.match(source("lease.js"), /ROTATE_BEFORE_MS = 300_000;/);
  assert.match(source("lease.js"), /ROTATE_JITTER_MS = 60_000;/);
  assert.match(source("http.js"), /CALL_AGAIN = \{ baseMs: 500, capMs: 10_000 \};/);
  assert.match(source("http.js"), /CALL_TIMEOUT_MS = 10_000;/);
  assert.match(source("service.js"), /TOKEN_TIMEOUT_MS = 30_000;/);
  assert.match(source("quota.js"), /QUOTA_SHARE = 0\.8;/);
});
