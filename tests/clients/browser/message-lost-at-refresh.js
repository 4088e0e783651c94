// Owns a page that loads itself again when its token is refused, and with it loses what the customer
// had said; and one whose outbox in sessionStorage outlives that.

/** @import { Next, Stage } from "./stage.js" */
import { kept } from "./stage.js";

const STEP_S = 30;
const STEPS = 6;

/** @param {Stage} at @returns {Promise<Next>} */
async function isRefused(at) {
  const tokens = await at.signIn();
  const id = await at.open(tokens);
  kept.set("conversation", id);
  kept.set("outbox", { text: "Hello", clientMessageId: crypto.randomUUID() });
  await at.tokensEnd();
  const { status } = await at.say(tokens, id, kept.get("outbox"), 401);
  if (status === 401) return "reload";
}

/** @param {Stage} at @param {boolean} sends @returns {Promise<Next>} */
async function comeBack(at, sends) {
  const tokens = await at.signIn();
  const id = kept.get("conversation");
  await at.look(tokens, id);
  if (sends) await at.say(tokens, id, kept.get("outbox"));
  for (let step = 0; step < STEPS; step += 1) {
    await at.passes(STEP_S);
    await at.look(tokens, id);
  }
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function sin(at) {
  return at.turn === 0 ? isRefused(at) : comeBack(at, false);
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function good(at) {
  return at.turn === 0 ? isRefused(at) : comeBack(at, true);
}
