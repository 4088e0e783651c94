// Owns what a histogram of a finding says, and into which columns it is drawn. Pure.

import { millis } from "./durations.js";
import { plural } from "./format.js";

/** @typedef {import("./evidence.js").Arrivals} Arrivals */

const COLUMNS_MAX = 160;
const BUCKETS_MIN = 20; // a picture of fewer would be all column
/** A wait before the first that is so many times as long as all of them would hide how they came. */
const WAIT_MAX = 3;

/**
 * Return the columns to draw, from the cause on unless that was long before: each bucket one, or
 * where there are very many, the fullest of some.
 *
 * @param {Arrivals} arrivals
 * @returns {{columns: number[], from: number, to: number}} the times in ms after the cause
 */
export function columnsOf({ buckets, from, bucket }) {
  const size = millis(bucket);
  const waited = Math.round(millis(from) / size);
  const shown = Math.max(buckets.length, BUCKETS_MIN);
  const before = waited <= WAIT_MAX * shown ? waited : 0;
  const all = [...Array(before).fill(0), ...buckets];
  const counts = [...all, ...Array(Math.max(0, BUCKETS_MIN - all.length)).fill(0)];
  const each = Math.ceil(counts.length / COLUMNS_MAX) || 1;
  const columns = Array.from({ length: Math.ceil(counts.length / each) }, (_, place) =>
    Math.max(...counts.slice(place * each, (place + 1) * each)),
  );
  const begin = (waited - before) * size;
  return { columns, from: begin, to: begin + columns.length * each * size };
}

/**
 * Tell it in words.
 *
 * @param {Arrivals} arrivals
 */
export function said({ total, peak, mean, peakToMean, bucket, from, buckets }) {
  const calls = plural(total, "call");
  if (buckets.length === 1) return `${calls}, all within ${bucket}, ${from} after the cause.`;
  const of = (/** @type {number} */ number) =>
    number.toLocaleString("en", { maximumFractionDigits: 1 });
  return (
    `${calls}, ${of(peak)} of them in the fullest ${bucket}, ${of(mean)} on average: ` +
    `the peak is ${of(peakToMean)} times the mean.`
  );
}
