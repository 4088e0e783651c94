// Owns a page that has its transcript in a variable, and so loads all of it after each reload, and
// one that keeps it in sessionStorage with the number up to which it has it.

/** @import { Next, Stage } from "./stage.js" */
import { kept } from "./stage.js";

const MESSAGES = 25;
const RELOADS = 3;

/** @param {Stage} at @returns {Promise<Next>} */
async function talk(at) {
  const tokens = await at.signIn();
  const id = await at.open(tokens);
  const line = await at.connect(tokens, id);
  for (let number = 0; number < MESSAGES; number += 1) {
    const clientMessageId = crypto.randomUUID();
    await line.ask({ type: "message.send", clientMessageId, text: `line ${number}` });
  }
  kept.set("conversation", id);
  kept.set("transcript", { frames: line.frames, upto: line.seq });
  return "reload";
}

/** @param {Stage} at @param {string} query @returns {Promise<Next>} */
async function comeBack(at, query) {
  const tokens = await at.signIn();
  const id = kept.get("conversation");
  await at.look(tokens, id);
  const line = await at.connect(tokens, id, query);
  await line.ask({ type: "ping" });
  if (at.turn < RELOADS) return "reload";
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function sin(at) {
  return at.turn === 0 ? talk(at) : comeBack(at, "");
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function good(at) {
  return at.turn === 0 ? talk(at) : comeBack(at, `?after=${kept.get("transcript").upto}`);
}
