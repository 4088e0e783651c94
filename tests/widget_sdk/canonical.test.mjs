import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byCodePoint,
  canonical,
  contentHash,
  heaviestKeys,
  mergePatch,
  utf8Bytes,
} from "../../mockplatform/sdk/src/canonical.js";
import { browserEnv } from "../../mockplatform/sdk/src/env.js";

test("keys are sorted at every level, and nothing is written that JSON does not need", () => {
  const data = { b: { z: [1, { y: 2, x: "ü/\u2028" }], a: null }, a: true, c: undefined };
  assert.equal(canonical(data), '{"a":true,"b":{"a":null,"z":[1,{"x":"ü/\u2028","y":2}]}}');
});

test("keys are sorted as the platform sorts them", () => {
  assert.equal(canonical({ "😀": 1, ﬁ: 2, 10: 3, 9: 4 }), '{"10":3,"9":4,"ﬁ":2,"😀":1}');
});

test("the order is that of code points, in which an emoji comes behind U+FB01", () => {
  const keys = ["😀", "ﬁ", "aa", "a", "", "Z"];
  assert.deepEqual([...keys].sort(byCodePoint), ["", "Z", "a", "aa", "ﬁ", "😀"]);
  assert.notDeepEqual([...keys].sort(), [...keys].sort(byCodePoint), "which is not JavaScript's");
});

test("bytes are those of UTF-8, not what length counts", () => {
  assert.equal(utf8Bytes(canonical({ ü: "😀" })), 13);
  assert.equal(canonical({ ü: "😀" }).length, 10);
});

test("the same data has the same hash, whatever the order of its keys", async () => {
  const env = browserEnv();
  const hash = await contentHash(env, { tier: "premium", vip: false });
  assert.equal(await contentHash(env, { vip: false, tier: "premium" }), hash);
  assert.match(hash, /^[0-9a-f]{64}$/);
});

test("the heaviest keys are named first, by their bytes", () => {
  const data = { a: "x".repeat(10), b: "ü".repeat(8), c: true, d: "x".repeat(99) };
  assert.deepEqual(heaviestKeys(data, 2), [
    { key: "d", bytes: 105 },
    { key: "b", bytes: 22 },
  ]);
});

test("a merge patch sets, merges and removes (RFC 7386)", () => {
  const cases = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, merged] of cases) assert.deepEqual(mergePatch(target, patch), merged);
});

test("a merge changes neither of the two", () => {
  const [target, patch] = [{ a: { b: 1 } }, { a: { c: 2 } }];
  mergePatch(target, patch);
  assert.deepEqual([target, patch], [{ a: { b: 1 } }, { a: { c: 2 } }]);
});
