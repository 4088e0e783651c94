import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../mockplatform/sdk/src/backoff.js";

const lucky = (luck) => ({ random: () => luck });

test("pauses double up to a cap, and half of each is luck", () => {
  const [least, most] = [0, 0.999999].map((luck) => {
    const backoff = new Backoff(lucky(luck), { baseMs: 1000, capMs: 8000 });
    return Array.from({ length: 6 }, () => Math.round(backoff.next()));
  });
  assert.deepEqual(least, [500, 1000, 2000, 4000, 4000, 4000]);
  assert.deepEqual(most, [1000, 2000, 4000, 8000, 8000, 8000]);
});

test("what the platform asks for is the least, and luck comes on top", () => {
  const backoff = new Backoff(lucky(0.5), { baseMs: 1000, capMs: 8000 });
  assert.equal(backoff.next(20_000), 20_250);
  assert.equal(backoff.next(10), 1500, "but it never shortens a pause");
});

test("a success makes pauses short again", () => {
  const backoff = new Backoff(lucky(0), { baseMs: 1000 });
  backoff.next();
  backoff.next();
  assert.equal(backoff.attempts, 2);
  backoff.reset();
  assert.equal(backoff.attempts, 0);
  assert.equal(backoff.next(), 500);
});

test("the hundredth pause is as long as the cap, and no Infinity", () => {
  const backoff = new Backoff(lucky(0.5), { baseMs: 1000, capMs: 30_000 });
  for (let count = 0; count < 2000; count += 1) backoff.next();
  assert.equal(backoff.next(), 22_500);
});
