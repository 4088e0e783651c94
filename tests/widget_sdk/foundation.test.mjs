import assert from "node:assert/strict";
import { test } from "node:test";
import { createFoundation } from "../../mockplatform/sdk/src/foundation.js";
import { Browser, FakeTokenService } from "./world.mjs";

const OPTIONS = { deploymentId: "shop-web", baseUrl: "https://chat.test" };

async function made({ tab = new Browser().tab(), tokens, options } = {}) {
  const service = tokens ?? new FakeTokenService(tab.browser.clock);
  tab.answer = (call) => {
    if (call.path.includes("/auth/")) return service.answer(call);
    const isGood = service.isGood(call.headers.Authorization);
    return isGood ? { status: 200, body: {} } : { status: 401, body: { code: "token.expired" } };
  };
  const founding = createFoundation(tab.env, { ...OPTIONS, ...options });
  await tab.browser.advance(1000);
  return { ...(await founding), tab, tokens: service, browser: tab.browser };
}

const what = ({ method, path }) => `${method} ${path.split("/").at(-1)}`;

test("the first call logs in, and is renewed in the background ever after", async () => {
  const { api, tab, browser } = await made();
  await api.call("GET", "/api/v2/users/me");
  assert.deepEqual(tab.calls.map(what), ["POST token", "GET me"]);
  await browser.advance(26 * 60_000);
  assert.deepEqual(tab.calls.map(what), ["POST token", "GET me", "POST refresh"]);
});

test("a platform whose clock is ten minutes ahead is believed: one login, and the call is made", async () => {
  const { api, tab, tokens, browser } = await made();
  await api.call("GET", "/api/v2/users/me");
  tokens.aheadMs = 31 * 60_000;
  const call = api.call("GET", "/api/v2/users/me");
  await browser.advance(1000);
  assert.equal((await call).status, 200);
  assert.deepEqual(tab.calls.slice(2).map(what), ["GET me", "POST token", "GET me"]);
});

test("five calls that are refused at once log in once", async () => {
  const { api, lease, tab, tokens, browser } = await made();
  tokens.refused.add(await lease.access());
  const calls = Array.from({ length: 5 }, () => api.call("POST", "/api/v2/x"));
  await browser.advance(1100);
  assert.deepEqual(new Set((await Promise.all(calls)).map(({ status }) => status)), new Set([200]));
  assert.equal(tab.calls.filter((call) => what(call) === "POST token").length, 2);
});

/** A token service that takes so long for each refresh. */
function slow(browser, tokens, ms) {
  return (call) => {
    if (!call.path.endsWith("/refresh")) return tokens.answer(call);
    const answer = () => tokens.answer(call);
    return new Promise((resolve) => browser.clock.set(() => resolve(answer()), ms));
  };
}

test("a renewal that takes 20 s is waited for, and asked for once", async () => {
  const { lease, tab, tokens, browser } = await made();
  const first = await lease.access();
  tab.answer = slow(browser, tokens, 20_000);
  await browser.advance(26 * 60_000);
  assert.deepEqual(tab.calls.map(what), ["POST token", "POST refresh"]);
  assert.notEqual(await lease.access(), first);
});

test("one that is given up is asked for again with the same refresh token", async () => {
  const { lease, tab, tokens, browser } = await made();
  const first = await lease.access();
  tab.answer = slow(browser, tokens, 40_000);
  await browser.advance(25.5 * 60_000);
  assert.equal(await lease.access(), first);
  tab.answer = (call) => tokens.answer(call);
  await browser.advance(60_000);
  const refreshes = tab.calls.filter((call) => what(call) === "POST refresh");
  assert.ok(refreshes.length >= 2);
  assert.equal(new Set(refreshes.map(({ body }) => body.refresh_token)).size, 1);
  assert.notEqual(await lease.access(), first);
});

test("a copied tab shows the same conversation, with a token and an id of its own", async () => {
  const first = await made();
  await first.lease.access();
  first.tiers.session.set("conversationId", "c-1");
  first.tiers.session.set("draft", "half a sent");
  const { browser, tokens } = first;
  const copy = await made({ tab: browser.tab({ session: first.tab.session.copy() }), tokens });
  assert.notEqual(copy.instanceId, first.instanceId);
  assert.equal(copy.tiers.session.get("conversationId"), "c-1");
  assert.equal(copy.tiers.session.get("draft"), undefined);
  assert.equal(copy.lease.token, null);
  assert.notEqual(await copy.lease.access(), await first.lease.access());
  assert.equal(copy.lease.userId, first.lease.userId, "and it is the same guest");
});

test("a reload goes on with id, token and draft", async () => {
  const first = await made();
  const token = await first.lease.access();
  first.tiers.session.set("draft", "half a sent");
  first.stop();
  first.tab.close();
  const { browser, tokens } = first;
  const next = await made({ tab: browser.tab({ session: first.tab.session }), tokens });
  assert.equal(next.instanceId, first.instanceId);
  assert.equal(await next.lease.access(), token);
  assert.equal(next.tiers.session.get("draft"), "half a sent");
});

test("the context is that of whoever the token is for", async () => {
  const { tiers, tab } = await made({ options: { userId: "user-7" } });
  await tiers.context.load();
  assert.equal(tab.calls.at(-1).path, "/api/v2/widget-context/ctx_user-7");
});

test("tabs merge only if the page asks for it", async () => {
  assert.equal((await made()).tabs, null);
  assert.notEqual((await made({ options: { sync: true } })).tabs, null);
});

test("when it is let go of, nothing goes on", async () => {
  const { lease, stop, tab, browser } = await made({ options: { sync: true } });
  await lease.access();
  stop();
  const before = tab.calls.length;
  await browser.advance(3_600_000);
  assert.deepEqual([tab.calls.length, browser.clock.waits, browser.channels.size], [before, [], 0]);
});
