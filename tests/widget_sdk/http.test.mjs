import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../mockplatform/sdk/src/errors.js";
import { Api } from "../../mockplatform/sdk/src/http.js";
import { Browser, settled } from "./world.mjs";

const PATH = "/api/v2/conversations/messaging/c-1";

/** An API on a lease that gives t1, t2, …, as often as it is asked to renew. */
function made({ lease = {}, ...rest } = {}) {
  const browser = new Browser();
  browser.luck = 0.5;
  const tab = browser.tab();
  const given = {
    count: 1,
    renewals: 0,
    access: async () => `t${given.count}`,
    refused: async () => {
      given.renewals += 1;
      given.count += 1;
      return true;
    },
    accepted: () => {},
    ...lease,
  };
  const api = new Api({
    env: tab.env,
    baseUrl: "https://chat.test",
    lease: given,
    instanceId: "i-1",
    ...rest,
  });
  return { api, tab, browser, lease: given, ...outcomes(browser) };
}

/** Runs a call until it is settled, however long that takes by its clock. */
function outcomes(browser) {
  return {
    until: async (promise, ms = 600_000) => {
      let outcome;
      promise.then(
        (value) => (outcome = { value }),
        (error) => (outcome = { error }),
      );
      const began = browser.clock.now;
      while (!outcome && browser.clock.now - began < ms) await browser.advance(100);
      return { ...outcome, tookMs: browser.clock.now - began };
    },
  };
}

const inTurn =
  (...answers) =>
  (call, count) =>
    answers[Math.min(count, answers.length) - 1](call);
const ok = () => ({ status: 200, body: { fine: true } });
const status = (code, headers, body) => () => ({ status: code, headers, body });

test("a call carries token, type, a correlation id of this tab, and no cookies", async () => {
  const { api, tab, until } = made();
  tab.answer = ok;
  const { value } = await until(
    api.call("POST", PATH, { body: { text: "ü" }, headers: { X: "y" } }),
  );
  assert.deepEqual([value.status, value.body], [200, { fine: true }]);
  const [call] = tab.calls;
  assert.deepEqual([call.method, call.path, call.body], ["POST", PATH, { text: "ü" }]);
  assert.deepEqual(call.headers, {
    Accept: "application/json",
    Authorization: "Bearer t1",
    "Content-Type": "application/json",
    "X-Correlation-Id": "i-1-1",
    X: "y",
  });
});

test("a call without auth carries no token and asks for none", async () => {
  const { api, tab, until } = made({ lease: { access: () => assert.fail("asked") } });
  tab.answer = ok;
  await until(api.call("GET", PATH, { auth: false }));
  assert.equal(tab.calls[0].headers.Authorization, undefined);
});

test("an error is told with code, hint and correlation id, and is not repeated", async () => {
  const { api, tab, until } = made();
  const headers = { "X-Mockplatform-Hint": "Do this.", "X-Correlation-Id": "abc" };
  tab.answer = status(409, headers, { code: "conversation.closed", message: "It is closed" });
  const { error } = await until(api.call("GET", PATH));
  assert.ok(error instanceof ApiError);
  const { status: got, code, message, hint, correlationId, isTransient, isAuth } = error;
  assert.deepEqual([got, code, message], [409, "conversation.closed", "It is closed"]);
  assert.deepEqual([hint, correlationId, isTransient, isAuth], ["Do this.", "abc", false, false]);
  assert.equal(tab.calls.length, 1);
});

test("OAuth's errors and those without a body have a code too", async () => {
  const { api, tab, until } = made();
  tab.answer = status(400, {}, { error: "invalid_grant", error_description: "spent" });
  assert.equal((await until(api.call("POST", PATH))).error.code, "invalid_grant");
  tab.answer = () => ({ status: 404, text: "<html>" });
  assert.equal((await until(api.call("GET", PATH))).error.code, "http.404");
});

for (const code of [500, 502, 503, 504, 408]) {
  test(`${code} is repeated with growing pauses where that does no harm`, async () => {
    const { api, tab, until } = made();
    tab.answer = inTurn(status(code), status(code), ok);
    assert.equal((await until(api.call("GET", PATH))).value.status, 200);
    const [first, second, third] = tab.calls.map(({ at }) => at);
    assert.equal(second - first, 375);
    assert.equal(third - second, 750);
    tab.answer = status(code);
    tab.calls.length = 0;
    assert.equal((await until(api.call("POST", PATH))).error.isTransient, true);
    assert.equal(tab.calls.length, 1, "a POST without an id of its own may be done twice");
    await until(api.call("POST", PATH, { idempotent: true }));
    assert.equal(tab.calls.length, 4);
  });
}

test("no network, no answer in time and half an answer are errors that may pass", async () => {
  const { api, tab, until } = made();
  tab.answer = () => {
    throw new TypeError("Failed to fetch");
  };
  const dropped = await until(api.call("GET", PATH, { retries: 0 }));
  tab.answer = () => new Promise(() => {});
  const late = await until(api.call("GET", PATH, { retries: 0, timeoutMs: 4000 }));
  tab.answer = () => ({ status: 200, text: '{"id":"c-' });
  const half = await until(api.call("GET", PATH, { retries: 0 }));
  tab.answer = () => ({ status: 200, text: "<title>Welcome to our hotel</title>" });
  const hotel = await until(api.call("GET", PATH, { retries: 0 }));
  const told = [dropped, late, half, hotel].map(({ error }) => [error.code, error.status]);
  assert.deepEqual(told, [
    ["network", 0],
    ["timeout", 0],
    ["answer.damaged", 0],
    ["answer.damaged", 0],
  ]);
  assert.ok([dropped, late, half, hotel].every(({ error }) => error.isTransient));
  assert.ok(late.tookMs >= 4000 && late.tookMs <= 4100);
});

test("a device that is offline sends nothing and says so at once", async () => {
  const { api, tab, until } = made();
  tab.network(false);
  const { error, tookMs } = await until(api.call("GET", PATH));
  assert.deepEqual([error.code, error.isTransient, tab.calls.length], ["offline", true, 0]);
  assert.ok(tookMs <= 100);
});

test("204 and an empty 200 have no body", async () => {
  const { api, tab, until } = made();
  tab.answer = () => ({ status: 204, text: "" });
  assert.equal((await until(api.call("DELETE", PATH))).value.body, undefined);
});

test("Retry-After of a 429 holds back every later call, with some luck on top", async () => {
  const { api, tab, browser, until } = made();
  const holds = [];
  api.on("hold", (hold) => holds.push(hold.untilMs - browser.clock.now));
  tab.answer = inTurn(status(429, { "Retry-After": "20" }), ok);
  const first = until(api.call("POST", PATH));
  await browser.advance(1000);
  const other = until(api.call("GET", "/api/v2/widget-context/ctx_1"));
  await Promise.all([first, other]);
  const [began, ...later] = tab.calls.map(({ at }) => at);
  assert.equal(later.length, 2, "a refused POST was not done, and is repeated");
  for (const at of later) assert.ok(at - began >= 20_500 && at - began < 21_000, `${at - began}`);
  assert.deepEqual(holds, [20_500]);
});

test("Retry-After of a 503 holds back the service that said so, and no other", async () => {
  const { api, tab, browser, until } = made();
  tab.answer = ({ path }) =>
    path.includes("widget-context") ? status(503, { "Retry-After": "60" })() : ok();
  const context = "/api/v2/widget-context/ctx_1";
  assert.equal((await until(api.call("GET", context, { retries: 0 }))).error.status, 503);
  assert.ok((await until(api.call("GET", PATH))).tookMs <= 100, "a message goes its way");
  const again = api.call("GET", context, { retries: 0 }).catch((error) => error);
  await browser.advance(59_000);
  assert.equal(tab.calls.length, 2);
  await browser.advance(2000);
  assert.equal(tab.calls.length, 3);
  assert.equal((await again).status, 503);
});

test("Retry-After may be a date, or nonsense", async () => {
  for (const [told, expected] of [
    [new Date(new Browser().clock.now + 30_000).toUTCString(), 30_000],
    ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["soon", 0],
    ["999999999", 600_000],
  ]) {
    const { api, tab, until } = made();
    tab.answer = status(503, { "Retry-After": told });
    const { error } = await until(api.call("GET", PATH, { retries: 0 }));
    assert.equal(error.retryAfterMs, expected, told);
  }
});

test("a refused token is renewed once, and the call is sent again, be it a POST", async () => {
  const { api, tab, lease, until } = made();
  tab.answer = ({ headers }) => (headers.Authorization === "Bearer t1" ? refusal() : ok());
  const { value, tookMs } = await until(api.call("POST", PATH));
  assert.deepEqual([value.status, lease.renewals, tab.calls.length], [200, 1, 2]);
  assert.ok(tookMs <= 100);
});

test("a new token that is refused too is not renewed again: only patience helps", async () => {
  const { api, tab, lease, until } = made();
  tab.answer = () => refusal();
  const { error, tookMs } = await until(api.call("POST", PATH));
  assert.deepEqual([error.isAuth, error.code, lease.renewals], [true, "token.expired", 1]);
  assert.equal(tab.calls.length, 4, "the first, the one with the new token, and two with pauses");
  assert.ok(tookMs >= 375 + 750);
});

test("where no other token is to be had, the call waits before it is sent again", async () => {
  const { api, tab, until } = made({ lease: { refused: async () => false } });
  tab.answer = inTurn(refusal, ok);
  const { value, tookMs } = await until(api.call("GET", PATH));
  assert.equal(value.status, 200);
  assert.ok(tookMs >= 375);
});

test("a 401 of a call without auth is its caller's", async () => {
  const { api, tab, lease, until } = made();
  tab.answer = () => refusal();
  assert.equal((await until(api.call("POST", PATH, { auth: false }))).error.status, 401);
  assert.deepEqual([tab.calls.length, lease.renewals], [1, 0]);
});

test("a token that does not come is no reason to wait for ever, and nothing was sent", async () => {
  const { api, tab, until } = made({ lease: { access: () => new Promise(() => {}) } });
  const { error, tookMs } = await until(api.call("POST", PATH, { timeoutMs: 3000, retries: 1 }));
  assert.deepEqual([error.code, tab.calls.length], ["timeout", 0]);
  assert.ok(tookMs >= 6000, "what was not sent may be tried again");
});

test("whoever gives up is told so at once: before, in flight, and in a pause", async () => {
  const { api, tab, browser, until } = made();
  tab.answer = () => new Promise(() => {});
  const given = new AbortController();
  const inFlight = until(api.call("GET", PATH, { signal: given.signal }));
  await settled();
  given.abort();
  const cut = await inFlight;
  assert.deepEqual([cut.error.code, cut.tookMs <= 100, tab.aborted], ["aborted", true, 1]);
  assert.equal(
    (await until(api.call("GET", PATH, { signal: given.signal }))).error.code,
    "aborted",
  );
  const later = new AbortController();
  tab.answer = status(503, { "Retry-After": "60" });
  const inPause = until(api.call("GET", PATH, { signal: later.signal }));
  await browser.advance(10);
  later.abort();
  const { error, tookMs } = await inPause;
  assert.equal(error.code, "aborted");
  assert.ok(tookMs < 1000);
});

test("a call that is given up for want of an answer ends on the network too", async () => {
  const { api, tab, until } = made();
  tab.answer = () => new Promise(() => {});
  await until(api.call("GET", PATH));
  assert.deepEqual([tab.calls.length, tab.aborted], [3, 3]);
});

test("nothing is left behind: no timer of a call that is over", async () => {
  const { api, tab, browser, until } = made();
  tab.answer = inTurn(status(503), ok);
  await until(api.call("GET", PATH));
  assert.deepEqual(browser.clock.waits, []);
});

function refusal() {
  return { status: 401, body: { code: "token.expired", message: "It has ended" } };
}
