// Owns the published schemas that forms are built of: asked for once, until the server may be
// another one.

/**
 * @typedef {object} Published
 * @property {any} document what `GET /__admin/openapi.json` tells
 * @property {import("./fault-schema.js").Kind[]} kinds
 */

/** @type {WeakMap<import("./api.js").Api, Promise<Published>>} */
const known = new WeakMap();

/**
 * Return the schemas.
 *
 * @param {import("./view.js").Context} ctx
 * @returns {Promise<Published>}
 */
export function published({ api, feed }) {
  const found = known.get(api) ?? ask(api);
  if (!known.has(api)) feed.on("state", (state) => state === "lost" && known.delete(api));
  known.set(api, found);
  found.catch(() => known.delete(api)); // whoever asks next, asks anew
  return found;
}

/** @param {import("./api.js").Api} api */
async function ask(api) {
  const [document, { kinds }] = await Promise.all([
    api.get("/openapi.json"),
    api.get("/faults/kinds"),
  ]);
  return { document, kinds };
}
