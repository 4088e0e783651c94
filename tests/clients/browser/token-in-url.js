// Owns a page that puts its token into its socket's URL, since a WebSocket takes no headers, and one
// that offers it as a subprotocol.

/** @import { Stage } from "./stage.js" */
import { Line } from "./stage.js";

/** @param {Stage} at */
export async function sin(at) {
  const tokens = await at.signIn();
  const url = at.socket(await at.open(tokens), `?access_token=${tokens.access_token}`);
  await Line.open(new WebSocket(url));
}

/** @param {Stage} at */
export async function good(at) {
  const tokens = await at.signIn();
  await at.connect(tokens, await at.open(tokens));
}
