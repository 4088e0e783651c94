// Owns a page that takes a drop for a broken network, and one that asks how the conversation is.

/** @import { Stage } from "./stage.js" */

/** @param {Stage} at */
async function dropped(at) {
  const tokens = await at.signIn();
  const id = await at.open(tokens);
  const line = await at.connect(tokens, id);
  await at.drop(id);
  await line.ended;
  return { tokens, id, line };
}

/** @param {Stage} at */
export async function sin(at) {
  const { tokens, id, line } = await dropped(at);
  await at.connect(tokens, id, `?after=${line.seq}`);
}

/** @param {Stage} at */
export async function good(at) {
  const { tokens, id, line } = await dropped(at);
  const { body } = await at.look(tokens, id);
  if (body.state === "OPEN") await at.connect(tokens, id, `?after=${line.seq}`);
}
