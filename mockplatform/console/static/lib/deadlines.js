// Owns what is told of deadlines: of which sort each is, where it leads, where it is drawn.
//
// Pure.

import { link } from "./router.js";

/** @typedef {{at: string, what: string, subject: string}} Fired */

/** What the first word of a deadline's name says of its subject. @type {Record<string, string>} */
const VIEWS = {
  conversation: "conversations",
  offer: "conversations",
  agent: "conversations",
  bot: "conversations",
  outage: "outages",
  token: "tokens",
  family: "tokens",
  key: "tokens",
};

/**
 * Return the link to what a deadline is about; "" where there is none.
 *
 * @param {Fired} fired
 */
export function leadsTo({ what, subject }) {
  const sort = what.split(".")[0];
  if (sort === "fault") {
    const outage = subject.startsWith("outage:") ? subject.split(":")[1] : "";
    return outage ? link("outages", [outage]) : link("outages", ["fault", subject]);
  }
  if (VIEWS[sort] === "tokens") return link("tokens");
  return VIEWS[sort] ? link(VIEWS[sort], [subject]) : "";
}

/**
 * Count deadlines by what they are, the most frequent first.
 *
 * @param {Fired[]} all
 * @returns {[string, number][]}
 */
export function counted(all) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { what } of all) counts.set(what, (counts.get(what) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

const SECOND = 1_000;

/** Lengths at which the axis may have marks, in milliseconds. */
const MARKS = [
  1_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000,
  31_536_000_000,
];

/**
 * Return where something that is so far away stands on an axis on which what is near has more
 * space: 0 is now, 1 the end.
 *
 * @param {number} away milliseconds
 * @param {number} most how far the axis goes
 */
export function share(away, most) {
  const place =
    Math.log1p(Math.max(0, away) / SECOND) / Math.log1p(Math.max(SECOND, most) / SECOND);
  return Math.min(1, place);
}

/**
 * Return the marks of such an axis, in milliseconds from now.
 *
 * @param {number} most how far it goes
 */
export function axis(most) {
  return MARKS.filter((one) => one <= most);
}

/**
 * Return the instant to advance to so that a deadline is over. Instants are told in whole
 * milliseconds, cut: the deadline itself may lie a part of one later.
 *
 * @param {string} at
 */
export function past(at) {
  return new Date(Date.parse(at) + 1).toISOString();
}
