import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const PAGE = readFileSync(new URL("../../docs/sdk.md", import.meta.url), "utf8");
const BLOCKS = [...PAGE.matchAll(/^```js\n(.*?)^```$/gms)].map(([, text]) => text);

/** Runs the block that has this function, and returns it. */
function written(name) {
  const text = BLOCKS.find((one) => one.includes(`function ${name}(`));
  return new Function(`${text}\nreturn ${name};`)();
}

test("the page's own cursor stays before a gap", () => {
  const cursorOf = written("cursorOf");
  assert.equal(cursorOf(2, [4, 3, 3, 6]), 4);
  assert.equal(cursorOf(0, [2]), 0);
});

test("the page's own loop sends one id until it is stored, and pauses grow", async () => {
  const sent = [];
  const pauses = [];
  const post = async (message) => {
    sent.push(message.clientMessageId);
    if (sent.length === 1) throw new TypeError("Failed to fetch");
    if (sent.length < 4) return { ok: false, status: sent.length === 2 ? 503 : 429 };
    return { ok: true, status: 200, json: async () => ({ seq: 4 }) };
  };
  const stored = await written("sendOnce")("Hello", post, async (ms) => pauses.push(ms));
  assert.deepEqual(stored, { seq: 4 });
  assert.equal(new Set(sent).size, 1);
  assert.equal(pauses.length, 3);
  assert.ok(pauses[2] >= 2_000 && pauses[2] <= 4_000);
});

test("… and gives up on a refusal that waiting does not mend", async () => {
  const post = async () => ({ ok: false, status: 409 });
  await assert.rejects(
    written("sendOnce")("Hello", post, async () => {}),
    /409/,
  );
});
