// Owns the picture of arrivals: columns over time, a line for the mean, marks where outages ended.

import { svg } from "../lib/dom.js";
import { time } from "../lib/format.js";

const HEIGHT = 300;
const LEFT = 44;
const TOP = 34;
const BOTTOM = 28;
const RIGHT = 12;
const TICKS = 4;
const NAMES_MAX = 12; // of so many outages the names are written, of more only the marks
const LETTER = 7;
const NARROW = 600; // with less width, fewer times are written below

/** @typedef {import("./herd-figures.js").Column} Column */
/** @typedef {{name: string, at: number}} Ending */

/**
 * @typedef {object} What
 * @property {number} width of the picture, in pixels
 * @property {number} from epoch milliseconds
 * @property {number} to
 * @property {number} each how long a column is, in milliseconds
 * @property {number} mean
 * @property {number} peak
 * @property {Ending[]} endings
 * @property {string} label the same in words
 */

/**
 * Draw.
 *
 * @param {Column[]} columns
 * @param {What} what
 */
export function chart(columns, { width, from, to, each, mean, peak, endings, label }) {
  const right = width - RIGHT;
  const x = (/** @type {number} */ at) => LEFT + ((at - from) / (to - from)) * (right - LEFT);
  const y = (/** @type {number} */ count) =>
    HEIGHT - BOTTOM - (count / peak) * (HEIGHT - TOP - BOTTOM);
  const wide = x(from + each) - LEFT;
  const seen = endings.filter((one) => one.at >= from && one.at <= to);
  return svg(
    "svg",
    { class: "herd-chart", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": label },
    grid(peak, y, right),
    columns.map(({ at, count }) => bar(x(at), y(count), wide, count, at)),
    svg("line", { class: "herd-mean", x1: LEFT, x2: right, y1: y(mean), y2: y(mean) }),
    marks(seen, x, width),
    times(from, to, x, width),
  );
}

/**
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} count
 * @param {number} at
 */
function bar(left, top, width, count, at) {
  if (!count) return null;
  const gap = width > 4 ? 1 : 0;
  const shape = {
    class: "herd-bar",
    x: left.toFixed(2),
    y: top.toFixed(2),
    width: Math.max(1.5, width - gap).toFixed(2),
    height: Math.max(1, HEIGHT - BOTTOM - top).toFixed(2),
  };
  return svg("rect", shape, svg("title", null, `${time(at, { millis: true })}: ${count}`));
}

/**
 * @param {number} peak
 * @param {(count: number) => number} y
 * @param {number} right
 */
function grid(peak, y, right) {
  const step = Math.max(1, Math.ceil(peak / TICKS));
  const lines = [];
  for (let count = 0; count <= peak; count += step) {
    const at = y(count).toFixed(1);
    lines.push(
      svg("line", { class: "herd-grid", x1: LEFT, x2: right, y1: at, y2: at }),
      svg("text", { x: LEFT - 6, y: at, "text-anchor": "end", dy: 4 }, count),
    );
  }
  return lines;
}

/**
 * @param {Ending[]} endings
 * @param {(at: number) => number} x
 * @param {number} width
 */
function marks(endings, x, width) {
  let free = 0;
  return endings.flatMap(({ name, at }) => {
    const left = x(at);
    const text = `${name} ended`;
    const isRight = left + text.length * LETTER > width;
    const begin = isRight ? left - text.length * LETTER : left;
    const isRoom = endings.length <= NAMES_MAX && begin >= free;
    if (isRoom) free = begin + text.length * LETTER;
    return [
      svg(
        "line",
        { class: "herd-mark", x1: left, x2: left, y1: TOP - 14, y2: HEIGHT - BOTTOM },
        svg("title", null, `${text} at ${time(at, { millis: true })}`),
      ),
      isRoom
        ? svg(
            "text",
            {
              class: "herd-mark-name",
              x: left,
              y: TOP - 20,
              "text-anchor": isRight ? "end" : "start",
            },
            text,
          )
        : null,
    ];
  });
}

/**
 * @param {number} from
 * @param {number} to
 * @param {(at: number) => number} x
 * @param {number} width
 */
function times(from, to, x, width) {
  const isShort = to - from < 10_000;
  const parts = width < NARROW ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
  return parts.map((part) => {
    const at = from + part * (to - from);
    const anchor = part === 0 ? "start" : part === 1 ? "end" : "middle";
    const text = time(at, { millis: isShort });
    return svg("text", { x: x(at), y: HEIGHT - 8, "text-anchor": anchor }, text);
  });
}
