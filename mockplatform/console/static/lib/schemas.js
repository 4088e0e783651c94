// Owns the published schemas that forms are built of: asked for once, until the server may be
// another one.

/**
 * @typedef {object} Published
 * @property {Promise<any>} document what `GET /__admin/openapi.json` tells
 * @property {Promise<import("./fault-schema.js").Kind[]>} kinds
 */

/** @type {WeakMap<import("./api.js").Api, Published>} */
const known = new WeakMap();

/**
 * Return the schemas. The document is large: who needs only the kinds does not wait for it.
 *
 * @param {import("./view.js").Context} ctx
 * @returns {Published}
 */
export function published({ api, feed }) {
  const found = known.get(api);
  if (found) return found;
  const asked = {
    document: api.get("/openapi.json"),
    kinds: api.get("/faults/kinds").then(({ kinds }) => kinds),
  };
  known.set(api, asked);
  const forget = () => known.delete(api);
  asked.document.catch(forget); // whoever asks next, asks anew
  asked.kinds.catch(forget);
  const end = feed.on("state", (state) => {
    if (state !== "lost") return;
    end();
    forget();
  });
  return asked;
}
