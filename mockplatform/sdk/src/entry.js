// Owns what an entry of a tier looks like in a storage, and in which order entries may go.

/**
 * One entry, as it is stored. Names are short, since thousands of them are kept.
 * @typedef {object} TierEntry
 * @property {any} v the value
 * @property {number} at when it was written, by the device's clock
 * @property {number} [until] when it ends
 * @property {number} [n] its place among those that can be fetched again; else when it was written
 */

/** @typedef {{rank: number, bytes: number}} Evictable */

/**
 * @param {string} text
 * @returns {TierEntry | undefined} undefined where it is not what a tier writes
 */
export function entryOf(text) {
  try {
    const entry = JSON.parse(text);
    return Number.isFinite(entry?.at) && "v" in entry ? entry : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {TierEntry | undefined} entry
 * @returns {number} its place among those that can be fetched again
 */
export function rankOf(entry) {
  return entry?.n ?? entry?.at ?? 0;
}

/**
 * @param {Array<[string, Evictable]>} entries
 * @returns {Map<string, Evictable>} oldest first
 */
export function inOrder(entries) {
  return new Map(entries.sort(([, one], [, other]) => one.rank - other.rank));
}
