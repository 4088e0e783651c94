// Owns what a histogram of a finding says, and into which columns it is drawn. Pure.

import { plural } from "./format.js";

/** @typedef {import("./evidence.js").Arrivals} Arrivals */

const COLUMNS_MAX = 160;

/**
 * Return the columns to draw: each bucket one, or where there are very many, the fullest of some.
 *
 * @param {number[]} buckets
 */
export function columnsOf(buckets) {
  const each = Math.ceil(buckets.length / COLUMNS_MAX) || 1;
  const count = Math.ceil(buckets.length / each);
  return Array.from({ length: count }, (_, place) =>
    Math.max(...buckets.slice(place * each, (place + 1) * each)),
  );
}

/**
 * Tell it in words.
 *
 * @param {Arrivals} arrivals
 */
export function said({ total, peak, mean, peakToMean, bucket }) {
  const of = (/** @type {number} */ number) =>
    number.toLocaleString("en", { maximumFractionDigits: 1 });
  return (
    `${plural(total, "call")}, ${of(peak)} of them in the fullest ${bucket}, ${of(mean)} on ` +
    `average: the peak is ${of(peakToMean)} times the mean.`
  );
}
