// Owns the picture of when calls came after what caused them, with the same in words.

import { h, svg } from "../lib/dom.js";
import { length } from "../lib/format.js";
import { columnsOf, said } from "../lib/coming.js";

/** @typedef {import("../lib/evidence.js").Arrivals} Arrivals */

const WIDTH = 640;
const HEIGHT = 150;
const LEFT = 48;
const TOP = 10;
const BOTTOM = 30;

/**
 * Draw.
 *
 * @param {Arrivals} arrivals
 */
export function histogram(arrivals) {
  const told = said(arrivals);
  const label = `When the calls came: ${told}`;
  return h(
    "figure",
    { class: "coming" },
    svg(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label },
      ...bars(arrivals),
      ...axes(arrivals),
    ),
    h("figcaption", { class: "small" }, told),
  );
}

/** @param {Arrivals} arrivals */
function bars(arrivals) {
  const { columns } = columnsOf(arrivals);
  const wide = (WIDTH - LEFT) / columns.length;
  return columns.map((count, place) =>
    count
      ? svg("rect", {
          class: "coming-bar",
          x: (LEFT + place * wide).toFixed(2),
          y: y(count, arrivals.peak).toFixed(2),
          width: Math.max(1.5, wide - 1).toFixed(2),
          height: (HEIGHT - BOTTOM - y(count, arrivals.peak)).toFixed(2),
        })
      : null,
  );
}

/** @param {Arrivals} arrivals */
function axes(arrivals) {
  const { peak, mean } = arrivals;
  const { from, to } = columnsOf(arrivals);
  const floor = HEIGHT - BOTTOM;
  const level = y(mean, peak);
  const text = (
    /** @type {number} */ x,
    /** @type {string} */ anchor,
    /** @type {string} */ what,
  ) => svg("text", { x, y: HEIGHT - 6, "text-anchor": anchor }, what);
  return [
    svg("line", { class: "coming-grid", x1: LEFT, x2: WIDTH, y1: floor, y2: floor }),
    svg("line", { class: "coming-mean", x1: LEFT, x2: WIDTH, y1: level, y2: level }),
    svg("text", { x: LEFT - 6, y: TOP + 10, "text-anchor": "end" }, peak),
    svg("text", { x: LEFT - 6, y: floor, "text-anchor": "end" }, 0),
    text(LEFT, "start", from ? `${length(from)} after` : "the cause"),
    text((LEFT + WIDTH) / 2, "middle", length((from + to) / 2)),
    text(WIDTH, "end", `${length(to)} after`),
  ];
}

/**
 * @param {number} count
 * @param {number} peak
 */
function y(count, peak) {
  return HEIGHT - BOTTOM - (count / (peak || 1)) * (HEIGHT - TOP - BOTTOM);
}
