// The foundation on a real platform, whose address is MOCKPLATFORM_URL (`test_real_platform.py`).
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonical, contentHash, utf8Bytes } from "../../mockplatform/sdk/src/canonical.js";
import { Stage } from "./platform.mjs";

const ME = "/api/v2/users/me";
const CONVERSATIONS = "/api/v2/conversations/messaging";
const MINUTE = 60_000;

const logins = (asked) => asked.filter((one) => one.startsWith("POST widget/auth/token"));
const refusals = (asked) => asked.filter((one) => one.endsWith(" 401"));

test("two hours pass, and no call is ever refused", async () => {
  const stage = await Stage.open();
  const { api } = await stage.widget({ userId: "user-7" });
  for (let count = 0; count < 12; count += 1) {
    assert.equal((await stage.until(api.call("GET", ME))).value.body.id, "user-7");
    await stage.advance(10 * MINUTE);
  }
  const asked = await stage.asked();
  assert.deepEqual(refusals(asked), []);
  assert.equal(logins(asked).length, 1);
  assert.ok(asked.filter((one) => one === "POST widget/auth/refresh 200").length >= 4);
});

test("a refresh whose answer is lost is given again, and the family lives", async () => {
  const stage = await Stage.open();
  stage.browser.luck = 0.5;
  const { lease } = await stage.widget();
  const { value: first } = await stage.until(lease.access());
  await stage.admin("POST", "/faults", {
    where: { phase: "reply", path: "/api/v2/widget/auth/refresh" },
    when: { times: 2 },
    what: { kind: "reset" },
  });
  await stage.advance(24.4 * MINUTE);
  await stage.advance(20_000, 100);
  assert.notEqual(await lease.access(), first);
  const asked = await stage.asked("/api/v2/widget/auth/*");
  assert.equal(logins(asked).length, 1);
  assert.equal(asked.filter((one) => one.includes("refresh")).length, 3);
});

test("a device that slept through the end logs in again as the same guest", async () => {
  const stage = await Stage.open();
  const { api, lease } = await stage.widget();
  await stage.until(api.call("GET", ME));
  const { userId } = lease;
  stage.browser.clock.sleep(40 * MINUTE);
  await stage.admin("POST", "/clock/advance", { by: "40m" });
  assert.equal((await stage.until(api.call("GET", ME))).value.body.id, userId);
  assert.deepEqual(refusals(await stage.asked()), []);
});

test("a platform whose clock has run ahead unseen is believed", async () => {
  const stage = await Stage.open();
  const { api, lease } = await stage.widget();
  await stage.until(api.call("GET", ME));
  const { userId } = lease;
  await stage.admin("POST", "/clock/advance", { by: "31m" });
  assert.equal((await stage.until(api.call("GET", ME))).value.body.id, userId);
  assert.equal(refusals(await stage.asked()).length, 1);
});

test("clock-skew: ended early is ended", async () => {
  const stage = await Stage.open();
  const { api } = await stage.widget();
  await stage.until(api.call("GET", ME));
  await stage.advance(21 * MINUTE);
  await stage.start("clock-skew", "10m");
  assert.equal((await stage.until(api.call("GET", ME))).value.status, 200);
  assert.ok(refusals(await stage.asked()).length <= 2);
});

test("key-rotation: one login, and on it goes", async () => {
  const stage = await Stage.open();
  const { api } = await stage.widget();
  await stage.until(api.call("GET", ME));
  await stage.start("key-rotation", "2m");
  const calls = Array.from({ length: 4 }, () => api.call("GET", ME));
  const { value } = await stage.until(Promise.all(calls));
  assert.deepEqual(
    value.map(({ status }) => status),
    [200, 200, 200, 200],
  );
  assert.equal(logins(await stage.asked()).length, 2);
});

test("edge-401-storm: one renewal, then patience, and no logging in in a loop", async () => {
  const stage = await Stage.open();
  const { api } = await stage.widget();
  await stage.until(api.call("GET", ME));
  await stage.start("edge-401-storm", "3m");
  const { error } = await stage.until(api.call("GET", ME));
  assert.equal(error.isAuth, true);
  let answer;
  while (!answer?.value) answer = await stage.until(api.call("GET", ME));
  assert.equal(answer.value.status, 200);
  const count = logins(await stage.asked()).length;
  assert.ok(count >= 2 && count <= 8, `${count} logins`);
});

test("token-service-down: the token that there is serves, and is renewed afterwards", async () => {
  const stage = await Stage.open();
  const { api, lease } = await stage.widget();
  await stage.until(api.call("GET", ME));
  const first = await lease.access();
  await stage.advance(23 * MINUTE);
  await stage.start("token-service-down", "5m");
  await stage.advance(4.5 * MINUTE, 10_000);
  assert.equal(await lease.access(), first);
  assert.equal((await stage.until(api.call("GET", ME))).value.status, 200);
  await stage.advance(MINUTE, 10_000);
  assert.notEqual(await lease.access(), first);
  const asked = await stage.asked();
  assert.deepEqual([refusals(asked).length, logins(asked).length], [0, 1]);
});

test("rate-limited: Retry-After is waited for, and nothing is lost", async () => {
  const stage = await Stage.open();
  const { api } = await stage.widget();
  await stage.until(api.call("GET", ME));
  await stage.start("rate-limited", "5m");
  const calls = Array.from({ length: 15 }, () => api.call("GET", ME));
  const { value } = await stage.until(Promise.all(calls));
  assert.equal(value.filter(({ status }) => status === 200).length, 15);
});

test("context-store-down: patches wait, conversations do not", async () => {
  const stage = await Stage.open();
  const { api, tiers } = await stage.widget();
  await stage.until(tiers.context.save({ seen: 1 }));
  await stage.start("context-store-down", "1m");
  const saving = tiers.context.save({ seen: 2, crm: { id: "CR-1" } });
  const begun = await stage.until(api.call("POST", CONVERSATIONS, { body: {}, retries: 0 }));
  assert.equal(begun.value.status, 201);
  assert.equal(tiers.context.pending, 1);
  await stage.until(saving);
  const { value } = await stage.until(tiers.context.load());
  assert.deepEqual(value, { seen: 2, crm: { id: "CR-1" } });
});

test("two devices of one customer merge into one context", async () => {
  const stage = await Stage.open();
  const [one, other] = [
    await stage.widget({ userId: "user-7" }),
    await stage.widget({ userId: "user-7" }),
  ];
  const saves = Array.from({ length: 5 }, (_, index) => [
    one.tiers.context.save({ phone: index, [`p${index}`]: true }),
    other.tiers.context.save({ laptop: index, [`l${index}`]: true }),
  ]);
  await stage.until(Promise.all(saves.flat()));
  const { value } = await stage.until(one.tiers.context.load());
  assert.deepEqual([value.phone, value.laptop, Object.keys(value).length], [4, 4, 12]);
});

test("routing data has the platform's hash and the platform's size, to the byte", async () => {
  const stage = await Stage.open();
  const { api, env } = await stage.widget();
  const put = async (id, data) =>
    stage.until(api.call("PUT", `${CONVERSATIONS}/${id}/routing-data`, { body: data, retries: 0 }));
  const { value } = await stage.until(api.call("POST", CONVERSATIONS, { body: {} }));
  const { id } = value.body;
  const odd = { "😀": 'ü\n\t"\\/\u0001\u007f\u2028', ﬁ: true, a: "", Z: false, 9: "9", 10: "10" };
  assert.equal((await put(id, odd)).value.body.routingHash, await contentHash(env, odd));
  const fill = 16_384 - utf8Bytes(canonical({ ü: "" }));
  assert.equal((await put(id, { ü: "x".repeat(fill) })).value.status, 200);
  const { error } = await put(id, { ü: "x".repeat(fill + 1) });
  assert.deepEqual([error.status, error.code], [413, "routing.data.too.large"]);
});

test("to log out ends the family on the platform", async () => {
  const stage = await Stage.open();
  const { api, lease } = await stage.widget();
  await stage.until(api.call("GET", ME));
  const token = await lease.access();
  await stage.until(lease.revoke());
  const headers = { Authorization: `Bearer ${token}` };
  const { error } = await stage.until(api.call("GET", ME, { auth: false, headers }));
  assert.deepEqual([error.status, error.code], [401, "token.revoked"]);
});
