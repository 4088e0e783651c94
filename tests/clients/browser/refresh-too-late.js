// Owns a page whose timer renews the token half a minute before its end, and one that leaves time for
// a second attempt.

/** @import { Stage } from "./stage.js" */
import { endsAt } from "./stage.js";

const LOOK_MS = 20_000;
const LATE_MS = 30_000;
const SOON_MS = 5 * 60_000;

/** @param {Stage} at @param {number} beforeMs */
async function renews(at, beforeMs) {
  let tokens = await at.signIn();
  const id = await at.open(tokens);
  setInterval(() => at.look(tokens, id), LOOK_MS);
  const inMs = endsAt(tokens) - Date.now() - beforeMs;
  setTimeout(async () => {
    tokens = await at.renewed(tokens);
  }, inMs);
  await at.passes(inMs / 1000 + 10);
}

/** @param {Stage} at */
export async function sin(at) {
  await renews(at, LATE_MS);
}

/** @param {Stage} at */
export async function good(at) {
  await renews(at, SOON_MS);
}
