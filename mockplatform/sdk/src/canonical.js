// Owns the canonical form of data: what the platform measures, and what it hashes; and merging.
// Guide, section 3: a deterministic order of keys, so that equal data has an equal hash everywhere.

/**
 * @typedef {Record<string, any>} Data an object of JSON
 */

/** How many of the heaviest keys an error names. */
const HEAVIEST_SHOWN = 3;

/**
 * Compares as the platform does: by code point. JavaScript's own order is by UTF-16 unit, which
 * puts an emoji before U+FB01, and the hash of the same data would differ from client to client.
 * @param {string} one
 * @param {string} other
 * @returns {number}
 */
export function byCodePoint(one, other) {
  const [ours, theirs] = [Array.from(one), Array.from(other)];
  for (const [index, char] of ours.entries()) {
    const difference = Number(char.codePointAt(0)) - (theirs[index]?.codePointAt(0) ?? -1);
    if (difference) return difference;
  }
  return ours.length - theirs.length;
}

/**
 * Returns the canonical form as text: keys sorted at every level, no white space, no escapes that
 * JSON does not need. What JSON cannot say (undefined, functions) is left out, as by JSON.stringify.
 * @param {unknown} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const data = /** @type {Data} */ (value);
  const members = Object.keys(data)
    .filter((key) => JSON.stringify(data[key]) !== undefined)
    .sort(byCodePoint)
    .map((key) => memberText(key, data[key]));
  return `{${members.join(",")}}`;
}

/**
 * Returns data with its keys in the canonical order, so that equal data is the same text on the
 * wire, in whichever tab and in whatever order it was set: some hash what they are sent as it is.
 * @param {Data} data
 * @returns {Data}
 */
export function ordered(data) {
  const keys = Object.keys(data).sort(byCodePoint);
  return Object.fromEntries(keys.map((key) => [key, data[key]]));
}

/**
 * Returns how many bytes a text has on the wire. `text.length` counts UTF-16 units, and so passes
 * data that the platform then refuses: "ü" is one unit and two bytes.
 * @param {string} text
 * @returns {number}
 */
export function utf8Bytes(text) {
  return new TextEncoder().encode(text).length;
}

/**
 * Returns the keys that take the most bytes, heaviest first: what to move elsewhere when data are
 * over their limit. To cut them blindly would make rules see null, and lead to the fallback queue.
 * @param {Data} data
 * @param {number} [count]
 * @returns {{key: string, bytes: number}[]}
 */
export function heaviestKeys(data, count = HEAVIEST_SHOWN) {
  return Object.keys(data)
    .map((key) => ({ key, bytes: utf8Bytes(memberText(key, data[key])) }))
    .sort((one, other) => other.bytes - one.bytes || byCodePoint(one.key, other.key))
    .slice(0, count);
}

/**
 * Returns SHA-256 of the canonical form in hex: of routing data, that is the platform's
 * `routingHash`, by which placements are cached.
 * @param {Pick<import("./env.js").Env, "digest">} env
 * @param {Data} data
 * @returns {Promise<string | null>} null where the browser has no digest (no secure context)
 */
export function contentHash(env, data) {
  return env.digest(canonical(data));
}

/**
 * Returns data changed by a merge patch (RFC 7386): null removes, objects merge, all else replaces.
 * @param {Data} target
 * @param {Data} patch
 * @returns {Data}
 */
export function mergePatch(target, patch) {
  const merged = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const before = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isData(value) ? mergePatch(isData(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

/**
 * @param {unknown} value
 * @returns {value is Data}
 */
function isData(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {string} key
 * @param {unknown} value
 * @returns {string}
 */
function memberText(key, value) {
  return `${JSON.stringify(key)}:${canonical(value)}`;
}
