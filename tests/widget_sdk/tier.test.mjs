import assert from "node:assert/strict";
import { test } from "node:test";
import { Quota } from "../../mockplatform/sdk/src/quota.js";
import { Tier } from "../../mockplatform/sdk/src/tier.js";
import { Browser, FakeStorage } from "./world.mjs";

function made({ storage = new FakeStorage(), quota, prefix = "w_", ...rest } = {}) {
  const { env } = new Browser().tab();
  const clock = { skip: 0 };
  const idle = [];
  const steered = {
    ...env,
    now: () => env.now() + clock.skip,
    estimate: async () => made.disk,
    idle: (fn) => idle.push(fn),
  };
  const tier = new Tier({
    env: steered,
    storage: () => storage,
    prefix,
    quota: new Quota(quota),
    ...rest,
  });
  const told = [];
  tier.on("notice", ({ code }) => told.push(code));
  tier.on("evicted", ({ count }) => told.push(count));
  return { tier, storage, clock, told, idle };
}

test("a value comes back as it was, under the tier's prefix", () => {
  const { tier, storage } = made();
  for (const value of ["", 0, false, null, [1], { a: { b: "ü" } }]) {
    assert.equal(tier.set("key", value), true);
    assert.deepEqual(tier.get("key"), value);
  }
  assert.deepEqual(storage.names, ["w_key"]);
  tier.remove("key");
  assert.equal(tier.get("key"), undefined);
  assert.deepEqual(storage.names, []);
});

test("an entry that has ended is gone, from the storage as well", () => {
  const { tier, storage, clock } = made({ ttlMs: 1000 });
  tier.set("day", 1);
  tier.set("own", 1, { ttlMs: 5000 });
  tier.set("ever", 1, { ttlMs: null });
  clock.skip = 999;
  assert.equal(tier.get("day"), 1);
  clock.skip = 1000;
  assert.equal(tier.get("day"), undefined);
  assert.equal(tier.get("own"), 1);
  clock.skip = 1e12;
  assert.equal(tier.get("ever"), 1);
  assert.deepEqual(storage.names, ["w_own", "w_ever"]);
});

for (const text of [
  "",
  "{",
  "null",
  "7",
  '"x"',
  "[]",
  "{}",
  '{"v":1}',
  '{"at":1}',
  '{"v":1,"at":"x"}',
]) {
  test(`a damaged entry ${text} is dropped and counted`, () => {
    const { tier, storage } = made();
    storage.setItem("w_key", text);
    assert.equal(tier.get("key"), undefined);
    assert.deepEqual(storage.names, []);
    assert.equal(tier.counts.damaged, 1);
  });
}

test("where there is no storage, or a blocked one, memory serves", () => {
  const broken = new FakeStorage();
  broken.isBroken = true;
  for (const storage of [null, broken]) {
    const { tier, told } = made({ storage });
    assert.equal(tier.set("key", { a: 1 }), false);
    assert.deepEqual(tier.get("key"), { a: 1 });
    assert.deepEqual(tier.cached(), []);
    tier.remove("key");
    assert.equal(tier.get("key"), undefined);
    assert.deepEqual(told, ["storage-full"]);
  }
});

test("a storage that is withdrawn later is no error either", () => {
  const { tier, storage } = made();
  tier.set("key", 1);
  storage.isBroken = true;
  assert.equal(tier.get("key"), undefined);
  assert.equal(tier.set("key", 2), false);
  assert.equal(tier.get("key"), 2);
  storage.isBroken = false;
  tier.set("other", 3);
  assert.equal(tier.isInMemory, false, "what memory held is written when that works again");
  assert.match(storage.getItem("w_key"), /"v":2/);
});

test("at 80 % the oldest that can be fetched again goes, and the newest stay", () => {
  const { tier, told } = made({ quota: { bytes: 40_000 } });
  tier.set("draft", "keep me");
  let fewest = Infinity;
  for (let seq = 1; seq <= 200; seq += 1) {
    assert.equal(tier.cache(`m${seq}`, "x".repeat(100)), true);
    if (tier.counts.evicted) fewest = Math.min(fewest, tier.cached().length);
  }
  assert.ok(fewest > 80, `never more than has to: ${fewest} were left`);
  const kept = tier.cached("m").map(({ key }) => Number(key.slice(1)));
  assert.equal(kept.at(-1), 200);
  assert.deepEqual(
    kept,
    Array.from(kept, (_, index) => 201 - kept.length + index),
  );
  assert.ok(kept.length < 140, `${kept.length} kept`);
  assert.equal(tier.counts.evicted, 200 - kept.length);
  assert.equal(tier.get("draft"), "keep me");
  assert.equal(
    told.reduce((sum, count) => sum + count, 0),
    200 - kept.length,
  );
  assert.ok(told.length < 20, "some go at a time, not one at each write");
});

test("the newest twenty stay beside the one that is written, although others fill the storage", () => {
  const storage = new FakeStorage();
  const { tier } = made({ storage, quota: { bytes: 10_000 } });
  storage.setItem("theirs", "x".repeat(5000));
  for (let seq = 1; seq <= 30; seq += 1) tier.cache(`m${seq}`, "x");
  assert.deepEqual(
    tier
      .cached()
      .map(({ key }) => key)
      .at(0),
    "m10",
  );
  assert.equal(tier.cached().length, 21);
});

test("QuotaExceededError is met at every write: what can go goes, what must stay stays", () => {
  const storage = new FakeStorage(4000);
  const { tier, told } = made({ storage });
  for (let seq = 1; seq <= 50; seq += 1) tier.cache(`m${seq}`, "x".repeat(50));
  assert.ok(tier.counts.evicted > 0, "the assumed 5 MiB were wrong");
  assert.equal(tier.set("draft", "x".repeat(1500)), true, "a draft is worth more than any copy");
  assert.equal(told.includes("storage-full"), false);
  assert.equal(tier.set("outbox", "y".repeat(2000)), false);
  assert.equal(tier.get("outbox").length, 2000, "memory has what the storage has not");
  assert.equal(tier.get("draft").length, 1500);
  assert.equal(told.at(-1), "storage-full");
});

test("what memory holds goes into the storage as soon as there is room", () => {
  const storage = new FakeStorage(1000);
  const { tier, told } = made({ storage });
  storage.setItem("theirs", "x".repeat(480));
  assert.equal(tier.set("draft", "abc"), false);
  storage.removeItem("theirs");
  assert.equal(tier.set("other", 1), true);
  assert.deepEqual(told, ["storage-full", "storage-works"]);
  assert.equal(tier.isInMemory, false);
});

test("a storage in which every byte is taken stops nothing", () => {
  const storage = new FakeStorage(0);
  const { tier } = made({ storage });
  for (let seq = 1; seq <= 100; seq += 1) {
    assert.equal(tier.cache(`m${seq}`, seq), false);
    assert.equal(tier.set("draft", `d${seq}`), false);
    assert.equal(tier.get("draft"), `d${seq}`);
  }
});

test("a full disk makes room before it is needed", async () => {
  const { tier } = made();
  for (let seq = 1; seq <= 50; seq += 1) tier.cache(`m${seq}`, "x");
  made.disk = { usage: 90, quota: 100 };
  await tier.tend();
  assert.equal(tier.cached().length, 20);
});

test("a disk is looked at again and again while it is written, and what fills up may get room", async () => {
  const { tier, clock, idle } = made();
  const write = async (count) => {
    for (let seq = 1; seq <= count; seq += 1) tier.cache(`m${seq}`, "x", seq);
    clock.skip += 60_000;
    tier.set("draft", "a");
    for (const look of idle.splice(0)) await look();
  };
  made.disk = { usage: 10, quota: 100 };
  await write(50);
  assert.equal(tier.cached().length, 50);
  made.disk = { usage: 90, quota: 100 };
  await write(50);
  assert.equal(tier.cached().length, 20, "it filled up later");
  made.disk = { usage: 10, quota: 100 };
  await write(50);
  await write(50);
  assert.equal(tier.cached().length, 50, "and there is room again");
  tier.set("draft", "b");
  assert.equal(idle.length, 0, "not at each write");
});

test("the oldest goes by its place, not by when it was written", () => {
  const { tier } = made({ quota: { bytes: 20_000 } });
  const seqs = () => tier.cached("m").map(({ key }) => Number(key.slice(1)));
  for (let seq = 61; seq <= 120; seq += 1) tier.cache(`m${seq}`, "x".repeat(100), seq);
  const first = seqs()[0];
  assert.ok(first > 61, "some have gone");
  for (let seq = 1; seq < first; seq += 1) tier.cache(`m${seq}`, "x".repeat(100), seq);
  const kept = seqs();
  assert.deepEqual(
    kept,
    [...kept].sort((one, other) => one - other),
  );
  const newest = Array.from({ length: 121 - first }, (_, index) => first + index);
  assert.deepEqual(kept.slice(-newest.length), newest, "all that were newer are still there");
});

test("a copy that the storage does not take is told too, and goes in when there is room", () => {
  const storage = new FakeStorage(1000);
  const { tier, told } = made({ storage });
  storage.setItem("theirs", "x".repeat(480));
  assert.equal(tier.cache("m1", "hello", 1), false);
  assert.deepEqual(told, ["storage-full"]);
  storage.removeItem("theirs");
  tier.set("draft", "abc");
  assert.deepEqual(told, ["storage-full", "storage-works"]);
  assert.deepEqual(
    tier.cached().map(({ value }) => value),
    ["hello"],
  );
});

test("what is dropped does not come back from memory when there is room", () => {
  const storage = new FakeStorage(1000);
  const { tier } = made({ storage });
  storage.setItem("theirs", "x".repeat(480));
  tier.cache("m1", "hello", 1);
  tier.uncache();
  storage.removeItem("theirs");
  tier.set("draft", "abc");
  assert.deepEqual(storage.names, ["w_draft"]);
});

test("a tier that begins anew knows what can go, oldest first", () => {
  const storage = new FakeStorage();
  const first = made({ storage });
  for (const key of ["m2", "m10", "m1"]) {
    first.clock.skip += 1;
    first.tier.cache(key, key);
  }
  const { tier } = made({ storage });
  assert.deepEqual(
    tier.cached("m").map(({ value }) => value),
    ["m2", "m10", "m1"],
  );
});

test("what is written again is the newest", () => {
  const { tier } = made();
  for (const key of ["a", "b", "a"]) tier.cache(key, 1);
  assert.deepEqual(
    tier.cached().map(({ key }) => key),
    ["b", "a"],
  );
});

test("to clear takes one's own and leaves the neighbours'", () => {
  const storage = new FakeStorage();
  storage.setItem("theirs", "x");
  const one = made({ storage, prefix: "w_1_" }).tier;
  const other = made({ storage, prefix: "w_2_" }).tier;
  for (const tier of [one, other]) {
    tier.set("a", 1);
    tier.cache("b", 2);
  }
  one.clear();
  assert.deepEqual(storage.names, ["theirs", "w_2_a", "w_2_cache_b"]);
});
