// Owns which acts an agent has in a conversation, and why not the others.

/** @typedef {import("../lib/board.js").Row} Row */
/** @typedef {{id: string, name: string, kind: string, present: boolean, queues: string[],
 *   capacity: number, conversations: string[]}} Agent */
/** @typedef {"take" | "decline" | "ring" | "transfer" | "bot" | "leave" | "close"} Act */
/** @typedef {{label: string, why: string}} Allowed `why` says why it cannot be done now, or "" */

/** The acts in their order, each with the key that does it together with Alt and Shift. */
export const ACTS = /** @type {const} */ ([
  ["take", "A"],
  ["decline", "D"],
  ["ring", "R"],
  ["transfer", "T"],
  ["bot", "B"],
  ["leave", "L"],
  ["close", "C"],
]);

/**
 * @typedef {object} Situation
 * @property {Row} row
 * @property {Agent | undefined} me
 * @property {Agent[]} agents
 * @property {boolean} botsAct
 */

/**
 * Say how each act is called now, and why it cannot be done, if so.
 *
 * @param {Situation} now
 * @returns {Record<Act, Allowed>}
 */
export function allowed(now) {
  const { row, me } = now;
  const isOver = row.state === "CLOSED" || row.state === "DELETED";
  const over = isOver ? `The conversation is ${row.state.toLowerCase()}` : "";
  const nobody = me ? "" : "Choose first who you are";
  const stop = over || nobody;
  const notMine = stop || heldByMe(now, "ACTIVE") ? stop : elsewhere(now);
  const bot = botFor(now);
  return {
    take: { label: takeLabel(now), why: stop || takeWhy(now) },
    decline: { label: "Decline", why: stop || (heldByMe(now, "RINGING") ? "" : declineWhy(now)) },
    ring: { label: "Ring…", why: over || (row.state === "OPEN" ? "" : ringWhy(now)) },
    transfer: { label: "Transfer…", why: notMine },
    bot: { label: bot ? `Hand to ${bot.name}` : "Hand to a bot", why: over || botWhy(now, bot) },
    leave: { label: "Leave", why: notMine },
    close: { label: "Close…", why: over },
  };
}

/**
 * Say why nothing can be written now; "" where it can.
 *
 * @param {Situation} now
 */
export function whyMute(now) {
  const { row, me } = now;
  if (row.state === "CLOSED") return `It is closed: ${row.closeReason ?? "nobody said why"}.`;
  if (row.state === "DELETED") return "It was deleted.";
  if (!me) return "Choose first who you are.";
  return heldByMe(now, "ACTIVE") ? "" : `${elsewhere(now)}. Take it to write.`;
}

/**
 * Return the bot to hand to: one that serves the queue, else any.
 *
 * @param {Situation} now
 */
export function botFor({ agents, row }) {
  const bots = agents.filter((one) => one.kind === "bot");
  const serves = (/** @type {Agent} */ one) =>
    !one.queues.length || one.queues.includes(row.queue ?? "");
  return bots.find((one) => one.present && serves(one)) ?? bots[0];
}

/**
 * Whether the one who sits at the desk has it, in that state.
 *
 * @param {Situation} now
 * @param {string} state
 */
export function heldByMe({ row, me }, state) {
  return me !== undefined && row.state === state && row.agent === me.id;
}

/** @param {Situation} now */
function takeLabel(now) {
  const { row } = now;
  if (heldByMe(now, "RINGING")) return "Accept";
  return row.state === "ACTIVE" && !heldByMe(now, "ACTIVE") ? "Take over" : "Take";
}

/** @param {Situation} now */
function takeWhy(now) {
  if (heldByMe(now, "ACTIVE")) return "You have it already";
  if (now.row.state === "RINGING" && !heldByMe(now, "RINGING")) return elsewhere(now);
  return "";
}

/** @param {Situation} now */
function declineWhy(now) {
  return now.row.state === "RINGING" ? elsewhere(now) : "It does not ring at your desk";
}

/** @param {Situation} now */
function ringWhy(now) {
  if (now.row.state === "RINGING") return `It rings already at ${holder(now)}`;
  return `${elsewhere(now)}: transfer it, or leave first`;
}

/**
 * @param {Situation} now
 * @param {Agent | undefined} bot
 */
function botWhy(now, bot) {
  if (!bot) return "The tenant has no bot";
  if (now.row.agent === bot.id) return `${bot.name} has it already`;
  if (!now.botsAct) return "Bots do not act now: switch them on first";
  if (now.row.state === "OPEN" || heldByMe(now, "ACTIVE")) return "";
  return elsewhere(now);
}

/** @param {Situation} now */
function elsewhere(now) {
  if (now.row.state === "OPEN") return "Nobody has taken it yet";
  if (now.row.state === "RINGING") return `It rings at ${holder(now)}`;
  return heldByMe(now, "ACTIVE") ? "You have it" : `${holder(now)} has it`;
}

/**
 * Return who has it, or where it rings.
 *
 * @param {Situation} now
 */
export function holder({ row, me, agents }) {
  if (row.agent && row.agent === me?.id) return "you";
  return agents.find((one) => one.id === row.agent)?.name ?? row.agent ?? "somebody";
}
