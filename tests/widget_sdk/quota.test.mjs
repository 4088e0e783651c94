import assert from "node:assert/strict";
import { test } from "node:test";
import { Quota } from "../../mockplatform/sdk/src/quota.js";
import { FakeStorage } from "./world.mjs";

test("nothing has to go below the share, and some room is made above it", () => {
  const storage = new FakeStorage();
  const quota = new Quota({ bytes: 1000, share: 0.8 });
  assert.equal(quota.excess(storage, 800), 0);
  assert.equal(quota.excess(storage, 801), 101, "down to 70 %");
});

test("what others have written counts, for the origin shares one storage", () => {
  const storage = new FakeStorage();
  storage.setItem("theirs", "x".repeat(394));
  const quota = new Quota({ bytes: 1000, share: 0.8 });
  assert.equal(quota.excess(storage, 1), 101);
  assert.equal(quota.used, 800);
});

test("a storage that is full has told how much it takes", () => {
  const storage = new FakeStorage();
  storage.setItem("a", "x".repeat(99));
  const quota = new Quota({ bytes: 1000 });
  quota.wasFull(storage, 100);
  assert.equal(quota.bytes, 300);
  quota.wasFull(storage, 5000);
  assert.equal(quota.bytes, 300, "one entry that is too large for it says nothing new");
});

test("a disk that runs full makes everything that can go go", async () => {
  const storage = new FakeStorage();
  storage.setItem("a", "x".repeat(99));
  const quota = new Quota();
  await quota.look({ estimate: async () => ({ usage: 85, quota: 100 }) });
  assert.equal(quota.excess(storage, 0), 200);
  await quota.look({ estimate: async () => ({ usage: 10, quota: 100 }) });
  assert.equal(quota.excess(storage, 0), 0);
});

test("a browser that estimates nothing is taken to have room", async () => {
  const quota = new Quota();
  await quota.look({ estimate: async () => undefined });
  await quota.look({ estimate: () => Promise.reject(new Error("not allowed")) });
  assert.equal(quota.excess(new FakeStorage(), 10), 0);
});
