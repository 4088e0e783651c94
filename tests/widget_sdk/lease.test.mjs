import assert from "node:assert/strict";
import { test } from "node:test";
import { NoAnswer } from "../../mockplatform/sdk/src/errors.js";
import { LIFE, MINUTE, down, made, until } from "./lease_world.mjs";
import { settled } from "./world.mjs";

test("the first to ask logs in, and all who ask then wait for the same login", async () => {
  const { lease, whats, told, browser } = made();
  const [one, other] = await Promise.all([lease.access(), lease.access()]);
  assert.equal(one, other);
  assert.deepEqual(whats(), ["token"]);
  assert.equal(lease.token.expiresInS, 1800);
  assert.equal(lease.token.exp, browser.clock.now / 1000 + 1800);
  assert.deepEqual(
    told.map(({ name }) => name),
    ["change"],
  );
  assert.equal(await lease.access(), one);
});

for (const [luck, before] of [
  [0, 5 * MINUTE],
  [0.5, 5.5 * MINUTE],
  [0.999, 5.999 * MINUTE],
]) {
  test(`it is renewed ${before / MINUTE} minutes before its end when luck is ${luck}`, async () => {
    const { lease, asked, browser } = made();
    browser.luck = luck;
    const first = await lease.access();
    await browser.advance(LIFE - before - 1);
    assert.equal(asked.length, 1);
    await browser.advance(1);
    assert.equal(asked[1].what, "refresh");
    assert.notEqual(await lease.access(), first);
    await browser.advance(LIFE - before);
    assert.equal(asked.length, 3, "and so on");
  });
}

test("a life that is shorter than that is renewed after about half of it, and not in a circle", async () => {
  for (const [luck, after] of [
    [0, 36_000],
    [0.999999, 30_000],
  ]) {
    const { lease, asked, browser } = made({ lifeS: 60 });
    browser.luck = luck;
    await lease.access();
    await browser.advance(after - 10);
    assert.equal(asked.length, 1);
    await browser.advance(20);
    assert.equal(asked.length, 2);
    await browser.advance(9 * after + 100);
    assert.equal(asked.length, 11);
  }
});

test("a page may configure when it is renewed", async () => {
  const options = { rotation: { beforeMs: 10 * MINUTE, jitterMs: 0 } };
  const { lease, asked, browser } = made({ options });
  await lease.access();
  await browser.advance(20 * MINUTE - 1);
  assert.equal(asked.length, 1);
  await browser.advance(1);
  assert.equal(asked.length, 2);
});

test("nobody waits for a renewal while the present token is good", async () => {
  const { lease, tokens, browser } = made();
  const first = await lease.access();
  let answer;
  tokens.hook = (call) => new Promise((resolve) => (answer = () => resolve(tokens.answer(call))));
  await browser.advance(25 * MINUTE);
  assert.equal(await lease.access(), first);
  answer();
  await settled();
  assert.notEqual(await lease.access(), first);
});

for (const hours of [-1, 1, 24 * 365]) {
  test(`a device whose clock is ${hours} h off renews in time all the same`, async () => {
    const { lease, asked, tab, browser } = made();
    tab.skewMs = hours * 60 * MINUTE;
    await lease.access();
    assert.equal(lease.token.expiresInS, 1800);
    await browser.advance(23 * MINUTE);
    assert.equal(asked.length, 1);
    await browser.advance(2 * MINUTE);
    assert.deepEqual([asked.length, asked[1].what], [2, "refresh"]);
  });
}

test("a lost answer is asked for again with the same refresh token, within its grace", async () => {
  const { lease, tokens, asked, browser, told } = made();
  await lease.access();
  let lost = 0;
  tokens.hook = (call) => {
    const answer = tokens.answer(call);
    lost += 1;
    if (lost <= 3) throw new NoAnswer("network", "reset");
    return answer;
  };
  await browser.advance(26 * MINUTE);
  const refreshes = asked.filter(({ what }) => what === "refresh");
  assert.equal(refreshes.length, 4);
  assert.equal(new Set(refreshes.map(({ body }) => body.refresh_token)).size, 1);
  assert.ok(refreshes[3].at - refreshes[0].at < 10_000);
  assert.equal(asked.length, 5, "no login was needed");
  assert.deepEqual(told.filter(({ name }) => name === "trouble").length, 3);
  assert.ok(told[1].expiresInS > 280 && told[1].reason === "due", "there was time");
});

test("a refresh token that is spent for good leads to a login of the same user", async () => {
  const { lease, tokens, asked, browser, tab } = made();
  await lease.access();
  const { userId } = lease;
  tokens.spent.set("r1:guest-0", { at: tab.browser.clock.now - 11_000 });
  await browser.advance(26 * MINUTE);
  assert.deepEqual(
    asked.map(({ what }) => what),
    ["token", "refresh", "token"],
  );
  assert.equal(asked[2].body.userId, userId);
  assert.equal(lease.userId, userId);
});

test("one that is spent is not shown again, however often the login fails", async () => {
  const { lease, tokens, whats, browser } = made();
  await lease.access();
  tokens.hook = ({ path }) =>
    path === "/refresh" ? { status: 400, body: { error: "invalid_grant" } } : down();
  await browser.advance(27 * MINUTE);
  assert.equal(whats().filter((what) => what === "refresh").length, 1);
  assert.ok(whats().length > 4);
});

test("a token that has ended is not refreshed, which the edge would refuse, but got anew", async () => {
  const { lease, whats, browser, asked } = made({ options: { userId: "user-7" } });
  const first = await lease.access();
  browser.clock.sleep(LIFE);
  const { value } = await until(browser, lease.access());
  assert.notEqual(value, first);
  assert.deepEqual(whats(), ["token", "token"]);
  assert.equal(asked[1].body.userId, "user-7");
});

test("timers that come late are made up for when the page is seen again", async () => {
  const { lease, whats, tab, browser } = made();
  await lease.access();
  browser.clock.sleep(26 * MINUTE);
  await settled();
  assert.deepEqual(whats(), ["token"]);
  tab.tell("visible");
  await settled();
  assert.deepEqual(whats(), ["token", "refresh"]);
});

test("… and by the next call, which does not wait for it", async () => {
  const { lease, whats, browser } = made();
  const first = await lease.access();
  browser.clock.sleep(26 * MINUTE);
  assert.equal(await lease.access(), first);
  await settled();
  assert.deepEqual(whats(), ["token", "refresh"]);
});

test("a life of a month does not overflow the timer", async () => {
  const { lease, asked, browser } = made({ lifeS: 40 * 86_400 });
  await lease.access();
  assert.ok(browser.clock.waits.every((ms) => ms < 2 ** 31));
  await browser.advance(39 * 86_400_000);
  assert.equal(asked.length, 1);
  await browser.advance(86_400_000);
  assert.equal(asked.length, 2);
});

test("a renewal waits for a message in flight, but not for ever", async () => {
  const { lease, asked, browser } = made();
  browser.luck = 0;
  await lease.access();
  let isBusy = true;
  lease.busy = () => isBusy;
  await browser.advance(25 * MINUTE + 3000);
  assert.equal(asked.length, 1);
  isBusy = false;
  await browser.advance(500);
  assert.equal(asked.length, 2);
  isBusy = true;
  await browser.advance(25 * MINUTE + 9000);
  assert.equal(asked.length, 2);
  await browser.advance(1500);
  assert.equal(asked.length, 3);
});

test("while the token service is down the old token serves, with growing pauses", async () => {
  const { lease, tokens, asked, browser, told } = made();
  const first = await lease.access();
  tokens.hook = () => down();
  await browser.advance(29.9 * MINUTE);
  assert.equal(await lease.access(), first);
  const at = asked.slice(1).map((one) => one.at);
  const pauses = at.slice(1).map((one, index) => one - at[index]);
  assert.ok(pauses[0] < 1000 && pauses.slice(5).every((ms) => ms >= 15_000 && ms <= 30_000));
  assert.ok(told.at(-1).name === "trouble" && told.at(-1).expiresInS < 60);
  tokens.hook = undefined;
  await browser.advance(MINUTE);
  assert.notEqual(await lease.access(), first);
  assert.equal(told.at(-1).name, "change");
});

test("Retry-After of the token service is heeded, and good news does not cut it short", async () => {
  const { lease, tokens, asked, browser, tab } = made();
  await lease.access();
  tokens.hook = () => down({ retryAfterMs: 40_000 });
  await browser.advance(25 * MINUTE);
  const before = asked.length;
  tab.tell("online");
  await browser.advance(1000);
  assert.equal(asked.length, before);
  await browser.advance(60_000);
  const [first, second] = asked.slice(1).map(({ at }) => at);
  assert.ok(second - first >= 40_000);
});

test("a network that is back ends a pause", async () => {
  const { lease, tokens, asked, browser, tab } = made();
  await lease.access();
  tokens.hook = () => {
    throw new NoAnswer("network", "gone");
  };
  await browser.advance(27 * MINUTE);
  const before = asked.length;
  tokens.hook = undefined;
  tab.tell("online");
  await settled();
  assert.equal(asked.length, before + 1);
  assert.equal(lease.token.expiresInS, 1800);
});

test("a token that the platform refuses is got anew, by one login for all who were refused", async () => {
  const { lease, tokens, whats, browser } = made();
  const first = await lease.access();
  tokens.refused.add(first);
  const all = await until(
    browser,
    Promise.all([first, first, first].map((one) => lease.refused(one))),
  );
  assert.deepEqual(all.value, [true, true, true]);
  assert.deepEqual(whats(), ["token", "token"], "its refresh would be refused as well");
  assert.ok(all.tookMs <= 1050);
  assert.equal(await lease.refused(first), true, "an answer that comes late asks for nothing");
  assert.equal(whats().length, 2);
});

test("widgets that are refused in the same moment do not log in in the same moment", async () => {
  const took = [];
  for (const luck of [0.1, 0.3, 0.9]) {
    const { lease, browser } = made();
    const first = await lease.access();
    browser.luck = luck;
    took.push((await until(browser, lease.refused(first))).tookMs);
  }
  assert.deepEqual(took, [100, 300, 900]);
});

test("a renewed token that is refused too is not renewed in a loop", async () => {
  const { lease, asked, browser } = made();
  await lease.access();
  const end = browser.clock.now + 20 * MINUTE;
  while (browser.clock.now < end) {
    await until(browser, lease.refused(await lease.access()));
    await browser.advance(1000);
  }
  const at = asked.map((one) => one.at);
  const pauses = at.slice(1).map((one, index) => one - at[index]);
  assert.ok(asked.length <= 12, `${asked.length} logins in 20 minutes`);
  assert.ok(pauses.at(-1) >= 150_000, "the distance grows");
});

test("once a token is taken, distances are short again", async () => {
  const { lease, asked, browser } = made();
  for (let count = 0; count < 400; count += 1) {
    await until(browser, lease.refused(await lease.access()));
    await browser.advance(1000);
  }
  lease.accepted(await lease.access());
  await browser.advance(300_000);
  const before = asked.length;
  await until(browser, lease.refused(await lease.access()));
  await browser.advance(6000);
  await until(browser, lease.refused(await lease.access()));
  assert.equal(asked.length, before + 2);
});
