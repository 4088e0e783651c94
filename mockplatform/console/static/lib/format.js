// Owns how times, lengths and sizes are told to people.

const UNITS = /** @type {const} */ ([
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
]);

/**
 * Tell a time of day, in UTC as the API does.
 *
 * @param {string | number} at ISO-8601, or epoch milliseconds
 * @param {{millis?: boolean, date?: boolean}} [how]
 */
export function time(at, { millis = false, date = false } = {}) {
  const iso = new Date(at).toISOString();
  return `${date ? `${iso.slice(0, 10)} ` : ""}${iso.slice(11, millis ? 23 : 19)}`;
}

/**
 * Tell a length of time by its two largest units.
 *
 * @param {number} ms milliseconds
 */
export function length(ms) {
  const sign = ms < 0 ? "−" : "";
  let left = Math.abs(ms);
  if (left < 1_000) return `${sign}${Math.round(left)} ms`;
  const parts = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count || parts.length) parts.push(`${count} ${unit}`);
    left -= count * size;
    if (parts.length === 2) break;
  }
  return sign + parts.filter((part) => !part.startsWith("0 ")).join(" ");
}

/**
 * Tell a size.
 *
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1_024).toFixed(1)} KiB`;
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

/**
 * Tell a count with its noun.
 *
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
