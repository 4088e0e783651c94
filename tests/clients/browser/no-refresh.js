// Owns a page that asks for its conversation until its token has died, and one whose timer renews the
// token, and hands it to the socket that is open.

/** @import { Stage } from "./stage.js" */
import { endsAt } from "./stage.js";

const LOOK_MS = 20_000;
/** What a token that has died is answered. */
const OVER = 401;
const SOON_MS = 5 * 60_000;

/** @param {Stage} at @param {boolean} isRenewed */
async function stays(at, isRenewed) {
  let tokens = await at.signIn();
  const leftMs = endsAt(tokens) - Date.now();
  const id = await at.open(tokens);
  const line = await at.connect(tokens, id);
  setInterval(() => at.look(tokens, id, isRenewed ? undefined : OVER), LOOK_MS);
  if (isRenewed) {
    setTimeout(async () => {
      tokens = await at.renewed(tokens);
      line.tell({ type: "token.update", token: tokens.access_token });
    }, leftMs - SOON_MS);
  }
  await at.passes((leftMs + LOOK_MS) / 1000);
}

/** @param {Stage} at */
export async function sin(at) {
  await stays(at, false);
}

/** @param {Stage} at */
export async function good(at) {
  await stays(at, true);
}
