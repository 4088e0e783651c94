// Owns the course of an outage as it is drawn: which of its faults acts from when to when.
//
// Pure. It says the same as the server does when it makes faults of an outage (docs/outages.md).

import { millis } from "./durations.js";

/**
 * @typedef {object} Row One fault of the outage, however often it acts.
 * @property {string} id its name in the outage
 * @property {string} kind
 * @property {string[]} ids its faults' names in the outage: one for each time it acts
 * @property {{from: number, to: number, text: string}[]} spans shares of the outage, 0 to 1
 */

/**
 * Return the rows of an outage, in the order of their beginnings.
 *
 * @param {{for: string, steps?: any[] | null, ramps?: any[] | null}} outage
 * @returns {Row[]}
 */
export function rowsOf(outage) {
  const whole = millis(outage.for);
  const rows = [
    ...(outage.steps ?? []).flatMap((step) => stepRows(step, whole)),
    ...(outage.ramps ?? []).map((ramp) => rampRow(ramp, whole)),
  ];
  return rows.sort((a, b) => a.spans[0].from - b.spans[0].from);
}

/**
 * @param {any} step
 * @param {number} whole milliseconds
 * @returns {Row[]}
 */
function stepRows(step, whole) {
  const at = millis(step.at ?? 0);
  const lasts = step.for === undefined ? whole : millis(step.for);
  const every = step.every === undefined ? Infinity : millis(step.every);
  /** @type {number[]} */
  const begins = [];
  for (let from = at; from < whole; from += every) begins.push(from);
  const spans = begins.map((from) => ({
    from: from / whole,
    to: Math.min(from + lasts, whole) / whole,
    text: "",
  }));
  return step.faults.map((/** @type {any} */ part) => ({
    id: part.id,
    kind: part.what.kind,
    ids: begins.map((_, turn) => (every === Infinity ? part.id : `${part.id}-${turn + 1}`)),
    spans,
  }));
}

/**
 * @param {any} ramp
 * @param {number} whole milliseconds
 * @returns {Row}
 */
function rampRow(ramp, whole) {
  const at = millis(ramp.at ?? 0);
  const lasts = ramp.for === undefined ? whole - at : Math.min(millis(ramp.for), whole - at);
  const turns = [...Array(ramp.steps).keys()];
  return {
    id: ramp.fault.id,
    kind: ramp.fault.what.kind,
    ids: turns.map((turn) => `${ramp.fault.id}-${turn + 1}`),
    spans: turns.map((turn) => ({
      from: (at + (turn * lasts) / ramp.steps) / whole,
      to: (at + ((turn + 1) * lasts) / ramp.steps) / whole,
      text: turn === 0 ? String(ramp.from) : turn === ramp.steps - 1 ? String(ramp.to) : "",
    })),
  };
}

/** Lengths between two marks of an axis, in milliseconds. */
const BETWEEN = [
  1, 10, 100, 1_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000, 10_800_000, 21_600_000, 86_400_000, 604_800_000,
];

/**
 * Return where an axis has its marks, in milliseconds from its beginning.
 *
 * @param {number} length milliseconds
 * @param {number} [most] how many there may be
 */
export function marks(length, most = 6) {
  const step = BETWEEN.find((one) => length / one <= most) ?? length / most;
  const all = [];
  for (let at = 0; at <= length; at += step) all.push(at);
  return all;
}
