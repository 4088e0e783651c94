// Owns a page that has its conversation's id in a variable, and so begins another one after a reload,
// and one that has it in sessionStorage.

/** @import { Next, Stage, Tokens } from "./stage.js" */
import { kept } from "./stage.js";

/** @param {Stage} at @param {(tokens: Tokens) => Promise<string>} find @returns {Promise<Next>} */
async function enters(at, find) {
  const tokens = await at.signIn();
  const line = await at.connect(tokens, await find(tokens));
  await line.ask({ type: "ping" });
  if (at.turn === 0) return "reload";
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function sin(at) {
  return enters(at, (tokens) => at.open(tokens));
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function good(at) {
  return enters(at, async (tokens) => {
    const before = kept.get("conversation");
    if (before && (await at.look(tokens, before)).body.state === "OPEN") return before;
    const id = await at.open(tokens);
    kept.set("conversation", id);
    return id;
  });
}
