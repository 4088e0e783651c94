// Owns the rows of a timeline: which entries are shown, what time passed between, frames together.

import { length } from "./format.js";

const GAP_MS = 60_000;

/** @typedef {import("./story-kinds.js").Item} Item */

/**
 * @typedef {object} Row
 * @property {string} key
 * @property {string} version another one means that the row is to be made anew
 * @property {Item[]} items one, or frames that came one behind the other; none: time passed
 * @property {string} [gap]
 * @property {import("./evidence.js").Mark[]} shows what it is evidence of
 * @property {boolean} isWanted whether it is the evidence that is looked for
 */

/**
 * Make rows of what happened. An entry that is evidence stands alone; the evidence that is looked
 * for is never hidden.
 *
 * @param {Item[]} items in order
 * @param {Set<string>} hidden kinds
 * @param {Map<number, import("./evidence.js").Mark[]>} [marks] what entries are evidence of
 * @param {string} [wanted] the id of the finding whose evidence is looked for
 * @returns {Row[]}
 */
export function rowsOf(items, hidden, marks = new Map(), wanted = "") {
  /** @type {Row[]} */
  const rows = [];
  let last = NaN;
  for (const item of items) {
    const shows = marks.get(item.entry?.id ?? 0) ?? [];
    const isWanted = shows.some(({ finding }) => finding.id === wanted);
    if (hidden.has(item.kind) && !isWanted) continue;
    const passed = item.at - last;
    const gap = told(passed, last, item.at);
    if (gap)
      rows.push({
        key: `gap ${item.key}`,
        version: gap,
        items: [],
        gap,
        shows: [],
        isWanted: false,
      });
    last = item.at;
    const before = rows.at(-1);
    if (
      item.kind === "frame" &&
      before?.items[0]?.kind === "frame" &&
      !shows.length &&
      !before.shows.length
    ) {
      before.items.push(item);
      before.version = `${before.items.length}`;
    } else {
      const told = shows.map(({ finding, says }) => `${finding.id} ${says}`).join();
      const version = `${item.body ? "whole" : ""} ${told} ${isWanted}`;
      rows.push({ key: item.key, version, items: [item], shows, isWanted });
    }
  }
  return rows;
}

/**
 * Tell what time passed, if it is worth a row; on another day, which. Back it goes when a clock is
 * reset.
 *
 * @param {number} ms
 * @param {number} from
 * @param {number} to
 */
function told(ms, from, to) {
  if (Number.isNaN(ms) || Math.abs(ms) < GAP_MS) return "";
  const [before, after] = [from, to].map((at) => new Date(at).toISOString().slice(0, 10));
  const day = before === after ? "" : `, on ${after}`;
  return (ms > 0 ? `${length(ms)} later` : `the clock went back ${length(-ms)}`) + day;
}

/**
 * Count items by their kind.
 *
 * @param {Item[]} items
 */
export function countsOf(items) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
