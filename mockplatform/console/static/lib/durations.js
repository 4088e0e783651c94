// Owns how the API writes lengths of time: "250ms", "31m", "1h30m", or a number of seconds.

/** @type {Record<string, number>} milliseconds */
const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const WHOLE = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;

/**
 * Read a length of time, in milliseconds; NaN if it is none.
 *
 * @param {string | number} value
 */
export function millis(value) {
  if (typeof value === "number") return value * 1_000;
  if (!WHOLE.test(value)) return NaN;
  let sum = 0;
  for (const [, count, unit] of value.matchAll(PART)) sum += Number(count) * UNITS[unit];
  return sum;
}

/**
 * Write a length of time so that the API takes it.
 *
 * @param {number} ms
 */
export function duration(ms) {
  let left = Math.round(ms);
  let text = "";
  for (const unit of ["d", "h", "m", "s", "ms"]) {
    const count = Math.floor(left / UNITS[unit]);
    if (count) text += `${count}${unit}`;
    left -= count * UNITS[unit];
  }
  return text || "0s";
}
