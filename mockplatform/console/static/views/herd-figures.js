// Owns what a histogram of arrivals says, and into which columns it is drawn. Pure.

const COLUMNS_MAX = 240;
const COLUMN_PX = 3;
const BUCKETS_MIN = 20; // a picture of fewer would be all column
const HERD_FROM = 8; // the peak is so many times the mean: clients come as one
const BUNCH_FROM = 3;

/** How long a bucket may be, from the shortest, with its milliseconds. */
export const BUCKETS = /** @type {const} */ ([
  ["10ms", 10],
  ["100ms", 100],
  ["1s", 1_000],
  ["10s", 10_000],
  ["1m", 60_000],
  ["10m", 600_000],
  ["1h", 3_600_000],
]);
const BUCKETS_AIM = 600;
/** What holds the longest journal in few buckets: centuries of a tenant's clock. */
export const WIDEST = "1000h";
const FITTING = /** @type {[string, number][]} */ ([
  ...BUCKETS.slice(1),
  ["10h", 36_000_000],
  ["100h", 360_000_000],
]);

/**
 * @typedef {object} Arrivals
 * @property {string} bucket
 * @property {string} [from]
 * @property {string} [to]
 * @property {{at: string, count: number}[]} buckets
 * @property {number} total
 * @property {number} peak
 * @property {number} mean
 * @property {number} peakToMean
 * @property {number} evicted
 */
/** @typedef {{at: number, count: number}} Column */

/**
 * Return the bucket that makes a picture of so long a time.
 *
 * @param {number} ms
 */
export function bucketFor(ms) {
  const fits = FITTING.find(([, size]) => ms / size <= BUCKETS_AIM);
  return fits ? fits[0] : WIDEST;
}

/**
 * Return the columns to draw: each bucket one, or where there are very many, the fullest of some.
 *
 * @param {Arrivals} told
 * @param {number} width of the picture, in pixels
 * @returns {{columns: Column[], each: number}} `each`: how many buckets are in a column
 */
export function columnsOf({ buckets }, width) {
  const each = Math.ceil(buckets.length / Math.min(COLUMNS_MAX, width / COLUMN_PX)) || 1;
  const columns = [];
  for (let at = 0; at < buckets.length; at += each) {
    const part = buckets.slice(at, at + each);
    const count = Math.max(...part.map((one) => one.count));
    columns.push({ at: Date.parse(part[0].at), count });
  }
  return { columns, each };
}

/**
 * Return the time that the picture shows: that of the buckets, and room for some more.
 *
 * @param {Arrivals} told
 */
export function spanOf({ from, to, buckets }) {
  const [begin, end] = [Date.parse(from ?? ""), Date.parse(to ?? "")];
  const each = (end - begin) / buckets.length;
  return { from: begin, to: begin + each * Math.max(buckets.length, BUCKETS_MIN) };
}

/**
 * Say what it means.
 *
 * @param {Arrivals} told
 * @returns {{title: string, text: string, grade: "" | "good" | "warn" | "bad"}}
 */
export function verdict({ peak, mean, peakToMean, total, bucket, buckets }) {
  const times = round(peakToMean);
  const text = `${count(peak)} in the fullest ${bucket}, ${round(mean)} on average: the peak is ${times} times the mean.`;
  if (buckets.length < 3 || total < 5) {
    return {
      title: "Too few to tell",
      text: `${text} Shorter buckets or more requests say more.`,
      grade: "",
    };
  }
  if (peakToMean >= HERD_FROM) return { title: "A herd", text, grade: "bad" };
  if (peakToMean >= BUNCH_FROM) return { title: "In bunches", text, grade: "warn" };
  return { title: "Even", text, grade: "good" };
}

/**
 * Return when outages ended, by what the journal notes.
 *
 * @param {import("../lib/feed.js").Entry[]} notes
 * @param {string} clock `wall` or `tenant`
 */
export function endings(notes, clock) {
  return notes
    .filter((one) => one.code === "outage.ended")
    .map((one) => ({
      name: String(one.text).split(":")[0],
      at: Date.parse(clock === "tenant" ? one.at : one.wallAt),
    }));
}

/** @param {number} number */
export function round(number) {
  return number.toLocaleString("en", { maximumSignificantDigits: number >= 100 ? 3 : 2 });
}

/** @param {number} number */
function count(number) {
  return number.toLocaleString("en");
}
