// Owns a page that makes a message's id when it sends it, and so another one after a reload, and one
// whose outbox in sessionStorage has the id beside the text.

/** @import { Message, Next, Stage } from "./stage.js" */
import { kept } from "./stage.js";

const TEXT = "I need help";

/**
 * @param {Stage} at
 * @param {() => Message} message
 * @returns {Promise<Next>}
 */
async function says(at, message) {
  const tokens = await at.signIn();
  const id = kept.get("conversation") ?? (await at.open(tokens));
  kept.set("conversation", id);
  if (at.turn === 0) await at.answersAreLost(true);
  try {
    await at.say(tokens, id, message());
  } catch {
    await at.answersAreLost(false);
    return "reload";
  }
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function sin(at) {
  return says(at, () => ({ text: TEXT, clientMessageId: crypto.randomUUID() }));
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function good(at) {
  return says(at, () => {
    const message = kept.get("outbox") ?? { text: TEXT, clientMessageId: crypto.randomUUID() };
    kept.set("outbox", message);
    return message;
  });
}
