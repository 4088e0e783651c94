import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { NOTICES, Notices } from "../../mockplatform/sdk/src/notices.js";
import { Browser } from "./world.mjs";

const PAGE = readFileSync(new URL("../../docs/sdk.md", import.meta.url), "utf8");
/** These are told by the storage's own tier. */
const OF_THE_TIERS = ["storage-full", "storage-works"];

function setting() {
  const browser = new Browser();
  const said = [];
  const notices = new Notices({ env: browser.tab().env, say: (notice) => said.push(notice) });
  return { browser, notices, said, codes: () => said.map((one) => one.code) };
}

test("a connection that comes back within two seconds is not worth a word", async () => {
  const { browser, notices, codes } = setting();
  notices.status("reconnecting");
  await browser.advance(1_999);
  notices.status("live");
  await browser.advance(60_000);
  assert.deepEqual(codes(), []);
});

test("a lost connection is told once, with when it is tried again, and so is its return", async () => {
  const { browser, notices, said, codes } = setting();
  notices.status("reconnecting");
  notices.pause(4_711);
  await browser.advance(2_000);
  notices.status("connecting");
  await browser.advance(60_000);
  notices.status("live");
  assert.deepEqual(codes(), ["reconnecting", "connected"]);
  assert.equal(said[0].untilMs, 4_711);
  assert.deepEqual(said[1].ends, ["reconnecting"]);
});

test("offline is told at once", () => {
  const { notices, codes } = setting();
  notices.status("offline");
  notices.status("live");
  assert.deepEqual(codes(), ["offline", "connected"]);
});

test("who waits for a minute is told, once, and when somebody comes", async () => {
  const { browser, notices, codes } = setting();
  for (const state of ["OPEN", "RINGING", "OPEN", "RINGING"]) {
    notices.conversation({ state });
    await browser.advance(30_000);
  }
  notices.conversation({ state: "ACTIVE" });
  assert.deepEqual(codes(), ["waiting-for-agent", "agent-joined"]);
});

test("who is answered in time hears nothing of it", async () => {
  const { browser, notices, codes } = setting();
  notices.conversation({ state: "OPEN" });
  await browser.advance(59_000);
  notices.conversation({ state: "ACTIVE" });
  await browser.advance(600_000);
  assert.deepEqual(codes(), []);
});

test("a renewal that fails is told only when the end is near", () => {
  const { notices, codes } = setting();
  notices.renewal({ expiresInS: 200, untilMs: 1 });
  notices.say("signed-in-again");
  assert.deepEqual(codes(), []);
  notices.renewal({ expiresInS: 50, untilMs: 2 });
  notices.say("signed-in-again");
  assert.deepEqual(codes(), ["token-renewal-late", "signed-in-again"]);
});

test("each conversation's end is told, and each once", () => {
  const { notices, codes } = setting();
  for (const again of [1, 2]) {
    notices.conversation({ state: "OPEN" });
    notices.say("conversation-ended", { again });
    notices.say("conversation-ended", { again });
  }
  assert.deepEqual(codes(), ["conversation-ended", "conversation-ended"]);
});

test("the page on the SDK lists every code, and what each ends", () => {
  const rows = PAGE.split("\n").filter((line) => /^\| `[a-z-]+`(, `[a-z-]+`)* \|/.test(line));
  const table = rows.slice(rows.findIndex((line) => line.startsWith("| `reconnecting`")));
  const told = table.slice(0, Object.keys(NOTICES).length + 1).flatMap((line) => {
    const [, names, , ends = ""] = line.split("|");
    const quoted = (/** @type {string} */ text) =>
      [...text.matchAll(/`([a-z-]+)`/g)].map((m) => m[1]);
    return quoted(names).map((name) => [name, quoted(ends)]);
  });
  const known = Object.entries(NOTICES).map(([code, { ends = [] }]) => [code, ends]);
  const storage = OF_THE_TIERS.map((code) => [code, []]);
  assert.deepEqual(Object.fromEntries(told), Object.fromEntries([...known, ...storage]));
});
