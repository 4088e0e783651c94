import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { browserEnv } from "../../mockplatform/sdk/src/env.js";

const replaced = new Map();

/** Has a global of another browser until the test is over. */
function lend(name, descriptor) {
  if (!replaced.has(name)) replaced.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
  Object.defineProperty(globalThis, name, { configurable: true, ...descriptor });
}

afterEach(() => {
  for (const [name, before] of replaced) {
    delete globalThis[name];
    if (before) Object.defineProperty(globalThis, name, before);
  }
  replaced.clear();
});

test("globals are looked up when they are used, so that pages may replace them late", async () => {
  const env = browserEnv();
  lend("Date", { value: { now: () => 42 } });
  lend("fetch", { value: async (url) => `fetched ${url}` });
  lend("WebSocket", { value: "theirs" });
  lend("sessionStorage", { value: "s" });
  assert.deepEqual([env.now(), env.WebSocket, env.sessionStorage], [42, "theirs", "s"]);
  assert.equal(await env.fetch("/x"), "fetched /x");
});

test("a storage that is blocked or missing is null", () => {
  const env = browserEnv();
  const get = () => {
    throw new DOMException("The operation is insecure.", "SecurityError");
  };
  lend("localStorage", { get });
  lend("sessionStorage", { value: undefined });
  assert.deepEqual([env.localStorage, env.sessionStorage], [null, null]);
});

test("what a browser lacks is null, and what it does not tell is taken kindly", async () => {
  const env = browserEnv();
  for (const name of ["navigator", "document", "BroadcastChannel"])
    lend(name, { value: undefined });
  assert.deepEqual([env.locks, env.BroadcastChannel], [null, null]);
  assert.deepEqual([env.online(), env.visible(), await env.estimate()], [true, true, undefined]);
  env.onVisible(() => {})();
});

test("ids and digests are the same outside secure contexts, or are none", async () => {
  const env = browserEnv();
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(env.uuid(), uuid);
  assert.match(await env.digest("ü"), /^[0-9a-f]{64}$/);
  const { getRandomValues } = globalThis.crypto;
  const real = globalThis.crypto;
  lend("crypto", { value: { getRandomValues: getRandomValues.bind(real) } });
  assert.match(env.uuid(), uuid);
  assert.notEqual(env.uuid(), env.uuid());
  assert.equal(await env.digest("ü"), null);
});

test("online, hidden and shown are heard until nobody listens", () => {
  const env = browserEnv();
  const page = new EventTarget();
  lend("document", { value: Object.assign(new EventTarget(), { visibilityState: "hidden" }) });
  lend("addEventListener", { value: page.addEventListener.bind(page) });
  lend("removeEventListener", { value: page.removeEventListener.bind(page) });
  const heard = [];
  const ends = ["onOnline", "onOffline", "onHide", "onVisible"].map((name) =>
    env[name](() => heard.push(name)),
  );
  const all = () => {
    for (const name of ["online", "offline", "pagehide"]) page.dispatchEvent(new Event(name));
    document.dispatchEvent(new Event("visibilitychange"));
  };
  all();
  assert.deepEqual(heard, ["onOnline", "onOffline", "onHide"], "hidden is not shown");
  document.visibilityState = "visible";
  all();
  assert.equal(heard.at(-1), "onVisible");
  for (const end of ends) end();
  const before = heard.length;
  all();
  assert.equal(heard.length, before);
});

test("idle work is done in an idle frame, or soon where there are none", async () => {
  const env = browserEnv();
  await new Promise((resolve) => env.idle(() => resolve()));
  const given = [];
  lend("requestIdleCallback", { value: (fn, options) => given.push([fn(), options.timeout]) });
  env.idle(() => "done");
  assert.deepEqual(given, [["done", 1000]]);
});
