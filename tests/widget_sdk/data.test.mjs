import assert from "node:assert/strict";
import { test } from "node:test";
import { contentHash, mergePatch } from "../../mockplatform/sdk/src/canonical.js";
import { NoConversation } from "../../mockplatform/sdk/src/conversation.js";
import { CONVERSATION_DATA, ROUTING_DATA, SharedData } from "../../mockplatform/sdk/src/data.js";
import { ApiError } from "../../mockplatform/sdk/src/errors.js";
import { Tier } from "../../mockplatform/sdk/src/tier.js";
import { watched } from "./socket_world.mjs";
import { Browser, settled } from "./world.mjs";

/** A platform that merges; `loses` says which keys become null on their way into it. */
function setting({ kind = ROUTING_DATA, storage, browser = new Browser() } = {}) {
  const { env, session } = browser.tab();
  const here = { browser, kept: {}, deltas: [], reads: 0, loses: () => false, trouble: null };
  here.storage = storage ?? new Tier({ env, storage: () => session, prefix: "s_" });
  const merge = async (delta) => {
    here.deltas.push(delta);
    if (here.trouble) throw here.trouble;
    const merged = Object.entries(mergePatch(here.kept, delta));
    here.kept = Object.fromEntries(merged.map(([k, v]) => [k, here.loses(k) ? null : v]));
    return kind === ROUTING_DATA ? { routingHash: await contentHash(env, here.kept) } : {};
  };
  const read = async () => {
    here.reads += 1;
    return here.kept;
  };
  here.data = new SharedData({ env, storage: here.storage, kind, merge, read });
  return here;
}

/** What a page's `setRoutingData` does. */
async function set(here, patch) {
  here.data.accept(patch);
  await here.data.told();
}

test("what is set is told, and nothing is read back where the hash is right", async () => {
  const here = setting();
  await set(here, { tier: "premium", vip: true });
  assert.deepEqual(here.kept, { tier: "premium", vip: true });
  assert.equal(here.reads, 0);
});

test("what is told has its keys in one order, however they were set", async () => {
  const texts = [];
  for (const names of [
    ["tier", "ﬁ", "😀", "a"],
    ["😀", "a", "tier", "ﬁ"],
  ]) {
    const here = setting();
    for (const name of names) here.data.accept({ [name]: "x" });
    texts.push(JSON.stringify(here.data.wanted));
    await set(here, {});
    texts.push(JSON.stringify(here.deltas[0]));
  }
  assert.deepEqual(texts, Array(4).fill('{"a":"x","tier":"x","ﬁ":"x","😀":"x"}'));
});

test("null takes a key away", async () => {
  const here = setting();
  await set(here, { tier: "premium", language: "de" });
  await set(here, { tier: null });
  assert.deepEqual(here.kept, { language: "de" });
  assert.deepEqual(here.data.wanted, { language: "de" });
});

test("what gathers without a conversation is one delta, in which the last word counts", async () => {
  const here = setting();
  here.trouble = new NoConversation();
  const sets = [{ a: "1" }, { b: "2" }, { a: "3" }].map((patch) => watched(set(here, patch)));
  await here.browser.advance(60_000);
  here.trouble = null;
  here.data.kick(true);
  await settled();
  assert.deepEqual(here.deltas.at(-1), { a: "3", b: "2" });
  assert.deepEqual(
    sets.map((one) => one.state),
    ["done", "done", "done"],
  );
});

test("a reload tells what was not told", async () => {
  const before = setting();
  before.trouble = new ApiError({ status: 503, code: "down", message: "Down" });
  set(before, { a: "1" });
  await settled();
  const after = setting({ storage: before.storage });
  after.data.kick(true);
  await settled();
  assert.deepEqual(after.kept, { a: "1" });
});

test("a platform that refuses for a while is asked again, later each time", async () => {
  const here = setting();
  here.trouble = new ApiError({ status: 503, code: "down", message: "Down" });
  const said = watched(set(here, { a: "1" }));
  await here.browser.advance(120_000);
  assert.ok(here.deltas.length >= 5 && here.deltas.length <= 10, `${here.deltas.length} deltas`);
  here.trouble = null;
  await here.browser.advance(30_000);
  assert.equal(said.state, "done");
});

test("what was lost on the way is read back, and said again until it is there", async () => {
  const here = setting();
  here.loses = (key) => key === "tier";
  const said = watched(set(here, { tier: "premium", language: "de" }));
  await settled();
  assert.equal(here.reads, 1);
  assert.deepEqual(here.kept, { tier: null, language: "de" });
  assert.equal(said.state, "waiting");
  here.loses = () => false;
  await here.browser.advance(5_000);
  assert.deepEqual(here.kept, { tier: "premium", language: "de" });
  assert.deepEqual(here.deltas.at(-1), { tier: "premium" });
  assert.equal(said.state, "done");
});

test("it does not say it for ever: at some point it is somebody's will", async () => {
  const here = setting();
  here.loses = () => true;
  watched(set(here, { tier: "premium" }));
  await here.browser.advance(3_600_000);
  assert.ok(here.deltas.length <= 13, `${here.deltas.length} deltas in an hour`);
});

test("another writer's value stays: the last one wins", async () => {
  const here = setting();
  await set(here, { tier: "premium" });
  here.data.observe({ tier: "basic" });
  await here.browser.advance(60_000);
  assert.equal(here.deltas.length, 1);
});

test("what a conversation begins with need not be told again", async () => {
  const here = setting();
  here.data.accept({ tier: "premium" });
  here.data.begun(here.data.wanted);
  here.data.observe({ tier: "premium" });
  here.data.kick(true);
  await settled();
  assert.deepEqual(here.deltas, []);
});

test("routing data is flat, and the mistake names the key", async () => {
  const here = setting();
  const said = watched(set(here, { fine: "yes", nested: { a: "b" } }));
  await settled();
  assert.equal(said.error.code, "routing.data.not.flat");
  assert.match(said.error.message, /"nested"/);
  assert.deepEqual(here.data.wanted, {});
});

test("the limit counts bytes of the canonical form, all keys together", async () => {
  const here = setting();
  const overhead = '{"a":""}'.length;
  await set(here, { a: "x".repeat(16_384 - overhead) });
  const over = watched(set(here, { b: "" }));
  await settled();
  assert.equal(over.error.code, "routing.data.too.large");
  assert.match(over.error.hint, /a \(\d+\)/);
  const wide = watched(set(setting(), { a: "ü".repeat(9_000) }));
  await settled();
  assert.equal(wide.error.code, "routing.data.too.large", "9,000 characters are 18,000 bytes");
});

test("conversation data may be nested, and merges at every level", async () => {
  const here = setting({ kind: CONVERSATION_DATA });
  here.trouble = new NoConversation();
  set(here, { crm: { id: "1", old: true } });
  set(here, { crm: { old: null, new: [1] } });
  await settled();
  here.trouble = null;
  here.data.kick(true);
  await settled();
  assert.deepEqual(here.kept, { crm: { id: "1", new: [1] } });
});

test("what is refused for good is told to who set it, and not tried again", async () => {
  const here = setting();
  here.trouble = new ApiError({ status: 403, code: "missing.permissions", message: "No" });
  const said = watched(set(here, { a: "1" }));
  await here.browser.advance(600_000);
  assert.equal(said.error.code, "missing.permissions");
  assert.equal(here.deltas.length, 1);
});

test("what the platform had and has no more was taken away by another writer", async () => {
  const here = setting();
  await set(here, { tier: "premium", vip: true });
  here.data.observe({ vip: true });
  await here.browser.advance(60_000);
  assert.equal(here.deltas.length, 1);
  assert.deepEqual(here.data.wanted, { vip: true });
});

test("so it was where a reload came in between", async () => {
  const before = setting();
  before.data.observe({}, "c-1");
  await set(before, { tier: "premium" });
  const after = setting({ storage: before.storage });
  after.data.observe({}, "c-1");
  await after.browser.advance(60_000);
  assert.deepEqual(after.deltas, []);
});

test("another conversation that lacks it is told", async () => {
  const here = setting();
  here.data.observe({}, "c-1");
  await set(here, { tier: "premium" });
  here.kept = {};
  here.data.observe({}, "c-2");
  await here.browser.advance(60_000);
  assert.deepEqual(here.kept, { tier: "premium" });
});

test("a refused delta takes only itself: what was set meanwhile is told", async () => {
  const here = setting();
  here.trouble = new ApiError({ status: 400, code: "bad", message: "No" });
  const bad = watched(set(here, { odd: "yes" }));
  const good = watched(set(here, { good: "yes" }));
  here.trouble = null;
  await settled();
  assert.deepEqual([bad.state, good.state], ["failed", "done"]);
  assert.deepEqual(here.kept, { good: "yes" });
});

test("a key that the platform does not take is refused before it is sent", async () => {
  for (const key of ["", "k".repeat(129)]) {
    const here = setting();
    const said = watched(set(here, { [key]: "x" }));
    await settled();
    assert.equal(said.error?.code, "routing.data.not.flat");
    assert.deepEqual(here.deltas, []);
  }
});

test("conversation data has sixteen levels at most", async () => {
  const deep = (levels) => (levels === 1 ? { end: 1 } : { a: deep(levels - 1) });
  const here = setting({ kind: CONVERSATION_DATA });
  await set(here, deep(16));
  const said = watched(set(here, deep(17)));
  await settled();
  assert.equal(said.error?.code, "conversation.data.too.deep");
  assert.equal(here.deltas.length, 1);
});

test("what JSON says otherwise, or not at all, is told as JSON says it", async () => {
  const here = setting({ kind: CONVERSATION_DATA });
  const said = watched(set(here, { when: new Date(0), nothing: undefined }));
  await here.browser.advance(60_000);
  assert.equal(said.state, "done");
  assert.deepEqual(here.kept, { when: "1970-01-01T00:00:00.000Z" });
  assert.equal(here.deltas.length, 1);
});

test("conversation data has no hash, so it is read back", async () => {
  const here = setting({ kind: CONVERSATION_DATA });
  await set(here, { crm: "1" });
  assert.equal(here.reads, 1);
});
