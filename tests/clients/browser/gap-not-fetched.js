// Owns a page that goes on, when it is loaded again, behind the newest event there is, and one that
// goes on behind the last one that it had, which sessionStorage has kept.

/** @import { Line, Next, Stage } from "./stage.js" */
import { kept } from "./stage.js";

const STEP_S = 5;
const STEPS = 5;

/** @param {Stage} at @returns {Promise<Next>} */
async function begin(at) {
  const tokens = await at.signIn();
  const id = await at.open(tokens);
  const line = await at.connect(tokens, id);
  await line.ask({ type: "ping" });
  await line.close();
  kept.set("conversation", { id, had: line.seq });
  await at.agentSays(id, "I am here");
  return "reload";
}

/** @param {Stage} at @param {Line} line */
async function stays(at, line) {
  for (let step = 0; step < STEPS; step += 1) {
    await at.passes(STEP_S);
    await line.ask({ type: "ping" });
  }
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function sin(at) {
  if (at.turn === 0) return begin(at);
  const tokens = await at.signIn();
  const { id } = kept.get("conversation");
  const { latestSeq } = (await at.look(tokens, id)).body;
  await stays(at, await at.connect(tokens, id, `?after=${latestSeq}`));
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function good(at) {
  if (at.turn === 0) return begin(at);
  const tokens = await at.signIn();
  const { id, had } = kept.get("conversation");
  await at.look(tokens, id);
  const line = await at.connect(tokens, id, `?after=${had}`);
  await line.first(({ type }) => type === "message");
  await stays(at, line);
}
