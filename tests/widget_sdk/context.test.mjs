import assert from "node:assert/strict";
import { test } from "node:test";
import { mergePatch } from "../../mockplatform/sdk/src/canonical.js";
import { ContextStore } from "../../mockplatform/sdk/src/context.js";
import { Api } from "../../mockplatform/sdk/src/http.js";
import { Tiers } from "../../mockplatform/sdk/src/tiers.js";
import { Browser } from "./world.mjs";

/** A store that keeps the platform's rules about versions. */
class FakeStore {
  document = null;
  version = 0;
  isDown = false;

  answer({ method, path, body, headers }) {
    assert.equal(path, "/api/v2/widget-context/ctx_user%207");
    if (this.isDown) return { status: 503, headers: { "Retry-After": "5" } };
    if (method === "GET" && !this.document) return { status: 404, body: { code: "not.found" } };
    if (method === "PUT") {
      const isNew = headers["If-None-Match"] === "*" && !this.document;
      if (!isNew && headers["If-Match"] !== `"${this.version}"`) return { status: 412 };
      this.put(body);
    }
    return { status: 200, body: this.document, headers: { ETag: `"${this.version}"` } };
  }

  put(document) {
    this.document = document;
    this.version += 1;
  }
}

function made({ tab = new Browser().tab(), store = new FakeStore() } = {}) {
  const lease = { access: async () => "t", accepted: () => {}, refused: async () => false };
  tab.answer = (call) => store.answer(call);
  const tiers = new Tiers({ env: tab.env, deploymentId: "shop-web", instanceId: "i-1" });
  const api = new Api({ env: tab.env, baseUrl: "https://chat.test", lease, instanceId: "i-1" });
  const userId = async () => "user 7";
  const context = new ContextStore({ env: tab.env, api, storage: tiers.session, userId });
  return { context, store, tab, browser: tab.browser };
}

test("the first save makes the document, later ones merge", async () => {
  const { context, store, tab } = made();
  assert.deepEqual(await context.load(), {});
  await context.save({ crm: { id: "CR-1", open: true } });
  await context.save({ crm: { open: null }, seen: 2 });
  assert.deepEqual(store.document, { crm: { id: "CR-1" }, seen: 2 });
  assert.deepEqual(await context.load(), store.document);
  assert.deepEqual([context.pending, tab.session.names], [0, ["widget_sess_i-1_context"]]);
});

test("two devices that write at once lose nothing: the later one reads again", async () => {
  const { context, store, tab } = made();
  store.put({ mine: 0, theirs: 0, list: [1] });
  const answer = store.answer.bind(store);
  let puts = 0;
  tab.answer = (call) => {
    if (call.method === "PUT") puts += 1;
    if (call.method === "PUT" && puts <= 2) store.put(mergePatch(store.document, { theirs: puts }));
    return answer(call);
  };
  await context.save({ mine: 1 });
  assert.deepEqual(store.document, { mine: 1, theirs: 2, list: [1] });
  assert.equal(puts, 3);
});

test("two devices that make it at once lose nothing either", async () => {
  const { context, store, tab } = made();
  const answer = store.answer.bind(store);
  tab.answer = (call) => {
    if (call.method === "PUT" && !store.document) store.put({ theirs: 1 });
    return answer(call);
  };
  await context.save({ mine: 1 });
  assert.deepEqual(store.document, { mine: 1, theirs: 1 });
});

test("while the store is down patches wait, reads give the last copy, and nothing throws", async () => {
  const { context, store, browser } = made();
  await context.save({ a: 1, b: 1 });
  store.isDown = true;
  const saved = [context.save({ a: 2 }), context.save({ b: null, c: 3 })];
  const loading = context.load();
  await browser.advance(60_000);
  assert.deepEqual(await loading, { a: 2, c: 3 });
  assert.equal(context.pending, 2);
  assert.deepEqual(store.document, { a: 1, b: 1 });
  store.isDown = false;
  await browser.advance(120_000);
  await Promise.all(saved);
  assert.deepEqual(store.document, { a: 2, c: 3 });
  assert.equal(context.pending, 0);
});

test("what waits outlives a reload, and goes with the next page's", async () => {
  const { context, store, tab, browser } = made();
  store.isDown = true;
  context.save({ a: 1 });
  await browser.advance(1000);
  const next = made({ tab, store });
  assert.equal(next.context.pending, 1);
  store.isDown = false;
  const saved = next.context.save({ b: 2 });
  await browser.advance(60_000);
  await saved;
  assert.deepEqual(store.document, { a: 1, b: 2 });
});

test("whoever saves is told when his own patch is stored, and not an older one", async () => {
  const { context, store, tab, browser } = made();
  store.isDown = true;
  context.save({ a: 1 });
  await browser.advance(1000);
  const next = made({ tab, store });
  store.isDown = false;
  next.context.flush();
  const told = next.context.save({ b: 2 }).then(() => structuredClone(store.document));
  await browser.advance(60_000);
  assert.deepEqual(await told, { a: 1, b: 2 });
});

test("a patch after another is laid upon it, not merged with it", async () => {
  const { context, store, browser } = made();
  store.put({ crm: { old: true } });
  store.isDown = true;
  const saved = [context.save({ crm: null }), context.save({ crm: { fresh: true } })];
  await browser.advance(1000);
  store.isDown = false;
  await browser.advance(60_000);
  await Promise.all(saved);
  assert.deepEqual(store.document, { crm: { fresh: true } });
});

test("a damaged queue is as good as none", () => {
  const { tab } = made();
  tab.session.setItem("widget_sess_i-1_contextPatches", '{"v":{"not":"a list"},"at":1}');
  assert.equal(made({ tab }).context.pending, 0);
});

test("what is too large is refused before it is sent, by its bytes", async () => {
  const { context, tab } = made();
  const patch = { text: "ü".repeat(131_072) };
  await assert.rejects(context.save(patch), { code: "context.too.large", isTransient: false });
  assert.deepEqual([tab.calls.length, context.pending], [0, 0]);
});

test("what the platform refuses for good is told, and does not block what comes later", async () => {
  const { context, store, tab } = made();
  tab.answer = () => ({ status: 403, body: { code: "not.authorized" } });
  await assert.rejects(context.save({ a: 1 }), { status: 403 });
  tab.answer = (call) => store.answer(call);
  await context.save({ b: 1 });
  assert.deepEqual(store.document, { b: 1 });
});

test("a network that is back has it written at once", async () => {
  const { context, store, tab, browser } = made();
  tab.network(false);
  const saved = context.save({ a: 1 });
  await browser.advance(500);
  tab.network(true);
  await browser.advance(1);
  await saved;
  assert.deepEqual(store.document, { a: 1 });
});
