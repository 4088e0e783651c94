// Owns a page that begins its outbox anew with a new token, while a message awaits its answer, and
// one whose outbox knows nothing of tokens.

/** @import { Stage } from "./stage.js" */

const TEXT = "Where is my parcel?";

/** @param {Stage} at @param {(id: string) => string} named how a message is named after a renewal */
async function says(at, named) {
  const tokens = await at.signIn();
  const line = await at.connect(tokens, await at.open(tokens));
  await at.ackIsLost();
  const clientMessageId = crypto.randomUUID();
  line.tell({ type: "message.send", clientMessageId, text: TEXT });
  await line.first(({ type }) => type === "message");
  const { access_token: token } = await at.renewed(tokens);
  await line.ask({ type: "token.update", token });
  const again = { type: "message.send", clientMessageId: named(clientMessageId), text: TEXT };
  await line.ask(again);
}

/** @param {Stage} at */
export async function sin(at) {
  await says(at, () => crypto.randomUUID());
}

/** @param {Stage} at */
export async function good(at) {
  await says(at, (id) => id);
}
