// Owns the drawing of an outage's course: a line for each fault on one axis, with the tenant's now.

import { fill, h } from "../lib/dom.js";
import { length } from "../lib/format.js";
import { marks } from "../lib/course.js";
import { link } from "../lib/router.js";

/** @typedef {import("../lib/course.js").Row} Row */
/** @typedef {{id: string, state: string, fired: number, held: number}} Counted */

/** A course. It is drawn once; counts and the now follow. */
export class Course extends HTMLElement {
  constructor() {
    super();
    this.since = NaN;
    this.until = NaN;
    /** @type {Map<string, {row: Row, fired: HTMLElement, bars: HTMLElement[]}>} */
    this.lines = new Map();
    this.now = h("div", { class: "course-now", hidden: true });
  }

  /**
   * Draw the rows of an outage.
   *
   * @param {Row[]} rows
   * @param {number} lasts milliseconds
   */
  draw(rows, lasts) {
    this.lines.clear();
    const axis = h(
      "div",
      { class: "course-axis", "aria-hidden": "true" },
      marks(lasts).map((at) => placedAt(h("span", null, at ? length(at) : "0"), at / lasts)),
    );
    fill(
      this,
      h("div", { class: "course-area" }, this.now),
      rows.map((row) => this.#line(row)),
      h("div", { class: "course-foot" }, axis),
    );
  }

  /** @param {Row} row */
  #line(row) {
    const fired = h("span", { class: "course-count" });
    const bars = row.spans.map(({ from, to, text }) => {
      const bar = h("span", { class: "course-bar", title: `${row.kind} ${text}` }, text);
      bar.style.setProperty("--from", String(from));
      bar.style.setProperty("--to", String(to));
      return bar;
    });
    this.lines.set(row.id, { row, fired, bars });
    return h(
      "div",
      { class: "course-line" },
      h(
        "span",
        { class: "course-name" },
        h("code", null, row.id),
        row.kind === row.id ? null : ` ${row.kind}`,
      ),
      h("div", { class: "course-track" }, bars),
      fired,
    );
  }

  /**
   * Show how often each fault has fired, and how much it holds.
   *
   * @param {string} outage
   * @param {Counted[]} faults
   */
  count(outage, faults) {
    const known = new Map(faults.map((one) => [one.id, one]));
    for (const { row, fired, bars } of this.lines.values()) {
      const own = row.ids.map((id) => known.get(`outage:${outage}:${id}`));
      for (const [place, bar] of bars.entries()) {
        bar.dataset.state = own[place]?.state ?? "planned";
      }
      const times = own.reduce((sum, one) => sum + (one?.fired ?? 0), 0);
      const held = own.reduce((sum, one) => sum + (one?.held ?? 0), 0);
      const said = `fired ${times}, holds ${held}`;
      if (fired.textContent === said || !faults.length) continue;
      const first = own.find((one) => one?.fired)?.id;
      fill(
        fired,
        first ? h("a", { href: link("journal", [], { fault: first }) }, `fired ${times}`) : null,
        first ? `, holds ${held}` : said,
      );
    }
  }

  /**
   * Move the now.
   *
   * @param {number | null} share of the course; null hides it
   */
  at(share) {
    this.now.hidden = share === null || share < 0 || share > 1;
    this.now.style.setProperty("--at", String(share ?? 0));
  }
}

/**
 * @param {HTMLElement} element
 * @param {number} share
 */
function placedAt(element, share) {
  element.style.setProperty("--at", String(share));
  return element;
}

customElements.define("mp-course", Course);
