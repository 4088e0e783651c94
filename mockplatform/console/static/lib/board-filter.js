// Owns which lines of the board are shown, in which order, and how many each filter would leave.

/** @typedef {import("./board.js").Row} Row */

/**
 * @typedef {object} Filter As it stands in a link; "" stands for all.
 * @property {string} state
 * @property {string} queue its id
 * @property {string} search a part of a user's id or name, or of a conversation's id
 * @property {string} sort `changed`, else the newest first
 */

/** All states, in the order of a conversation's life. */
export const STATES = ["OPEN", "RINGING", "ACTIVE", "CLOSED", "DELETED"];

/**
 * Read a filter out of a link.
 *
 * @param {URLSearchParams} query
 * @returns {Filter}
 */
export function filterOf(query) {
  const said = (/** @type {string} */ name) => query.get(name) ?? "";
  return { state: said("state"), queue: said("queue"), search: said("q"), sort: said("sort") };
}

/**
 * Choose lines; of each filter, count what it would leave beside the others.
 *
 * @param {Iterable<Row>} rows newest first
 * @param {Filter} filter
 */
export function chosen(rows, filter) {
  const wanted = filter.search.trim().toLowerCase();
  /** @type {Row[]} */
  const shown = [];
  /** @type {Map<string, number>} */
  const states = new Map();
  /** @type {Map<string, {name: string, count: number}>} */
  const queues = new Map();
  for (const row of rows) {
    if (wanted && !isFound(row, wanted)) continue;
    const isState = !filter.state || row.state === filter.state;
    const isQueue = !filter.queue || row.queue === filter.queue;
    if (isQueue) states.set(row.state, (states.get(row.state) ?? 0) + 1);
    if (row.queue) {
      const known = queues.get(row.queue) ?? { name: row.queueName ?? row.queue, count: 0 };
      queues.set(row.queue, { ...known, count: known.count + (isState ? 1 : 0) });
    }
    if (isState && isQueue) shown.push(row);
  }
  if (filter.sort === "changed") shown.sort(byChange);
  return { rows: shown, states, queues };
}

/**
 * @param {Row} row
 * @param {string} wanted in small letters
 */
function isFound(row, wanted) {
  return [row.userId, row.userName, row.id].some((one) => one?.toLowerCase().includes(wanted));
}

/**
 * Instants of the API have one length, so that they can be compared as texts.
 *
 * @param {Row} a
 * @param {Row} b
 */
function byChange(a, b) {
  return a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0;
}
