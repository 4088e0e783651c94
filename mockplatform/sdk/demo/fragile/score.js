// Owns how well a widget has done: what its customer said, against what the platform stored and what
// its window shows.

/**
 * @typedef {object} Score
 * @property {number} said
 * @property {number} stored
 * @property {number} waiting on its way, and not given up
 * @property {number} lost said, not stored, and no longer on its way
 * @property {number} doubled stored more often than it was said
 * @property {number} shownTwice
 * @property {number} outOfOrder
 * @property {number} conversations
 */

/**
 * @param {{said: string[], waiting: string[]}} told by the page, before the platform was asked
 * @param {{conversations: unknown[], texts: string[]}} found by the platform
 * @param {Element} shown the widget's window
 * @returns {Score}
 */
export function score({ said, waiting }, { conversations, texts }, shown) {
  const stored = counted(texts);
  const open = counted(waiting);
  let [lost, doubled] = [0, 0];
  for (const [text, times] of counted(said)) {
    const there = stored.get(text) ?? 0;
    lost += Math.max(0, times - there - (open.get(text) ?? 0));
    doubled += Math.max(0, there - times);
  }
  return {
    said: said.length,
    stored: texts.length,
    waiting: waiting.length,
    lost,
    doubled,
    ...audit(shown),
    conversations: conversations.length,
  };
}

/**
 * Look at what a window shows.
 *
 * @param {Element} shown
 */
function audit(shown) {
  const seen = new Set();
  /** @type {Map<string, number>} the highest seq so far of each conversation */
  const last = new Map();
  let [shownTwice, outOfOrder] = [0, 0];
  for (const line of shown.querySelectorAll("[data-message-id]")) {
    const { messageId, seq, conversation = "" } = /** @type {HTMLElement} */ (line).dataset;
    if (seen.has(messageId)) {
      shownTwice += 1;
      continue;
    }
    seen.add(messageId);
    const before = last.get(conversation) ?? 0;
    if (Number(seq) < before) outOfOrder += 1;
    last.set(conversation, Math.max(before, Number(seq)));
  }
  return { shownTwice, outOfOrder };
}

/**
 * @param {Score} score
 * @param {boolean} isBlank
 * @returns {string[]} what is wrong, in words; none where all is whole
 */
export function faultsOf({ lost, doubled, shownTwice, outOfOrder }, isBlank) {
  return [
    isBlank && "the window is blank",
    lost && `${lost} lost`,
    doubled && `${doubled} doubled`,
    shownTwice && `${shownTwice} shown twice`,
    outOfOrder && `${outOfOrder} out of order`,
  ].filter((one) => typeof one === "string");
}

/** @param {string[]} texts */
function counted(texts) {
  /** @type {Map<string, number>} */
  const times = new Map();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return times;
}
