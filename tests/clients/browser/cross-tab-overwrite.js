// Owns two tabs that share a conversation by localStorage, and each write what they know; and two of
// which each reads before it writes, and names the version that it has read.

/** @import { Next, Stage, Tokens } from "./stage.js" */
import { CONVERSATIONS } from "./stage.js";

const SHARED = "conversation";

/**
 * @param {Stage} at
 * @param {(tokens: Tokens, id: string) => Promise<Record<string, string>>} headers
 * @returns {Promise<Next>}
 */
async function says(at, headers) {
  const tokens = await at.signIn();
  const id = localStorage.getItem(SHARED);
  if (id === null) {
    localStorage.setItem(SHARED, await at.open(tokens, { routingData: { page: "cart" } }));
    return "other tab";
  }
  const request = { tokens, body: { page: "help" }, headers: await headers(tokens, id) };
  await at.call("PATCH", `${CONVERSATIONS}/${id}/routing-data`, request);
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function sin(at) {
  return says(at, async () => ({}));
}

/** @param {Stage} at @returns {Promise<Next>} */
export async function good(at) {
  return says(at, async (tokens, id) => {
    const { etag } = await at.look(tokens, id);
    return { "If-Match": etag ?? "" };
  });
}
