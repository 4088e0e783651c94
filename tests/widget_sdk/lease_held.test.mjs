import assert from "node:assert/strict";
import { test } from "node:test";
import { LIFE, MINUTE, OWNER_ENTRY, TOKEN_ENTRY, down, made, until } from "./lease_world.mjs";
import { jwt } from "./world.mjs";

test("a token that is handed in is in force at once, and stays", async () => {
  const { lease, tokens, browser, told, asked } = made();
  await lease.access();
  let answer;
  tokens.hook = (call) => new Promise((resolve) => (answer = () => resolve(tokens.answer(call))));
  await browser.advance(25 * MINUTE);
  const own = tokens.issue("guest-0");
  lease.adopt(own);
  assert.equal(await lease.access(), own.access_token);
  assert.equal(told.at(-1).userId, "guest-0");
  answer();
  await browser.advance(1000);
  assert.equal(await lease.access(), own.access_token, "the older renewal does not overwrite it");
  tokens.hook = undefined;
  await browser.advance(25 * MINUTE);
  assert.equal(asked.at(-1).body.refresh_token, own.refresh_token, "and it is renewed by its own");
});

test("a token that is handed in ends a renewal that waits to try again", async () => {
  const { lease, tokens, browser } = made();
  await lease.access();
  tokens.hook = () => down();
  await browser.advance(28 * MINUTE);
  const own = tokens.issue("guest-0");
  const waiting = lease.renew("expiring");
  lease.adopt(own);
  assert.equal((await until(browser, waiting, 0)).value, own.access_token);
});

test("a bare JWT is taken too: its life counts, whatever the device's clock", async () => {
  for (const skewMs of [0, 3_600_000, -3_600_000]) {
    const { lease, tab, browser, asked } = made();
    tab.skewMs = skewMs;
    const iat = browser.clock.now / 1000;
    lease.adopt(jwt({ sub: "user-7", iat, exp: iat + 1800 }));
    assert.equal(lease.token.expiresInS, 1800);
    assert.equal(asked.length, 0);
    await browser.advance(25 * MINUTE);
    assert.deepEqual(
      asked.map(({ what, body }) => [what, body.userId]),
      [["token", "user-7"]],
    );
  }
});

test("a bare JWT that is half over is known to be so where the clock is right", () => {
  const { lease, browser } = made();
  const iat = browser.clock.now / 1000 - 900;
  lease.adopt(jwt({ sub: "user-7", iat, exp: iat + 1800 }));
  assert.equal(lease.token.expiresInS, 900);
});

test("an opaque token needs to say how long it lives", () => {
  const { lease } = made();
  lease.adopt({ access_token: "opaque", expires_in: 60 });
  assert.equal(lease.token.expiresInS, 60);
  for (const given of ["opaque", "a.b.c", null, undefined, 7, {}, { access_token: "opaque" }]) {
    assert.throws(() => lease.adopt(given), { code: "token.unreadable", isTransient: false });
  }
});

test("after a reload it goes on with the token of this tab", async () => {
  const { lease, tab, tokens, browser } = made();
  const first = await lease.access();
  lease.stop();
  await browser.advance(10 * MINUTE);
  const next = made({ tab, service: tokens });
  assert.equal(await next.lease.access(), first);
  assert.equal(next.lease.token.expiresInS, 1200);
  assert.deepEqual(next.whats(), []);
  await browser.advance(15 * MINUTE);
  assert.deepEqual(next.whats(), ["refresh"], "and renews it when it is time");
});

test("after a reload, what has ended, is another user's or is damaged is not used", async () => {
  for (const [sleepMs, userId, entry] of [
    [LIFE, undefined, undefined],
    [0, "user-8", undefined],
    [0, undefined, '{"v":{"access":"x","endsAt":"?"},"at":1}'],
    [0, undefined, '{"v":7,"at":1}'],
  ]) {
    const { lease, tab, tokens } = made();
    const first = await lease.access();
    lease.stop();
    tab.browser.clock.sleep(sleepMs);
    if (entry) tab.session.setItem(TOKEN_ENTRY, entry);
    const next = made({ tab, options: { userId }, service: tokens });
    assert.equal(next.lease.token, null);
    assert.notEqual(await next.lease.access(), first);
    assert.deepEqual(next.whats(), ["token"]);
  }
});

test("a clock that was set back does not lengthen a life over a reload", async () => {
  const { lease, tab } = made();
  await lease.access();
  lease.stop();
  tab.skewMs = -3_600_000;
  assert.equal(made({ tab }).lease.token.expiresInS, 1800);
});

test("tokens are in the tab's storage only, and a guest's id is known for a day", async () => {
  const { lease, tab } = made();
  await lease.access();
  assert.deepEqual(tab.session.names, [OWNER_ENTRY, TOKEN_ENTRY]);
  assert.deepEqual(tab.browser.local.names, ["widget_id_shop-web@https://chat.test_userId"]);
  const other = made({ tab: tab.browser.tab() });
  await other.lease.access();
  assert.equal(other.asked[0].body.userId, lease.userId, "another tab is the same guest");
});

test("who is named by the page is not written down", async () => {
  const { lease, tab } = made({ options: { userId: "jane@example.org" } });
  await lease.access();
  assert.equal(tab.browser.local.length, 0);
});

test("where the storage takes nothing, no spent refresh token is left in it", async () => {
  const { lease, tab, browser } = made();
  await lease.access();
  tab.session.quotaBytes = 0;
  await browser.advance(25 * MINUTE);
  assert.deepEqual(tab.session.names, [OWNER_ENTRY]);
  assert.ok(lease.token.expiresInS > 1700, "it was renewed");
});

test("a login that is refused for good ends the lease, until a token is handed in", async () => {
  const { lease, tokens, told } = made();
  tokens.hook = () => ({ status: 404, body: { error: "not.found" } });
  await assert.rejects(lease.access(), { status: 404 });
  await assert.rejects(lease.access(), { status: 404 });
  await assert.rejects(lease.renew("expiring"), { status: 404 });
  assert.deepEqual(
    told.map(({ name }) => name),
    ["ended"],
  );
  const own = tokens.issue("user-7");
  lease.adopt(own);
  assert.equal(await lease.access(), own.access_token);
});

test("to log out forgets the token here and ends its family there", async () => {
  const { lease, asked, tab, browser } = made();
  await lease.access();
  await lease.revoke();
  assert.deepEqual(asked.at(-1).body, { token: "r1:guest-0" });
  assert.deepEqual(tab.session.names, [OWNER_ENTRY]);
  assert.deepEqual([browser.local.names, lease.token], [[], null]);
  await assert.rejects(lease.access(), { code: "token.revoked" });
  await browser.advance(LIFE);
  assert.equal(asked.length, 2, "and nothing renews it");
});

test("the platform's own warning renews at once", async () => {
  const { lease, whats } = made();
  await lease.access();
  await Promise.all([lease.renew("expiring"), lease.renew("expiring")]);
  assert.deepEqual(whats(), ["token", "refresh"]);
});
