// Owns what comes next on the tenant's clock: a time line, and a list with a countdown each.

import { axis, leadsTo, share } from "../lib/deadlines.js";
import { fill, h } from "../lib/dom.js";
import { length, plural, time } from "../lib/format.js";
import { empty } from "../lib/view.js";

/** @typedef {import("../lib/deadlines.js").Fired} Fired */

const LISTED_MAX = 30;
const DRAWN_MAX = 300;

/** The deadlines. */
export class Deadlines extends HTMLElement {
  /** @param {(at: string) => void} advance */
  constructor(advance) {
    super();
    this.advance = advance;
    /** @type {{fired: Fired, left: HTMLElement}[]} */
    this.lines = [];
    /** @type {string} */
    this.shown = "";
    this.line = h("div", { class: "timeline", "aria-hidden": "true" });
    this.list = h("ul", { class: "deadlines" });
    this.more = h("p", { class: "muted small" });
    this.place = h("div");
    this.className = "card stack";
    this.setAttribute("role", "region");
    this.setAttribute("aria-labelledby", "next");
  }

  connectedCallback() {
    fill(this, h("h2", { id: "next" }, "What comes next"), this.place);
  }

  /**
   * @param {Fired[]} deadlines in order of time
   * @param {number} now
   */
  show(deadlines, now) {
    const mark = JSON.stringify(deadlines.slice(0, DRAWN_MAX));
    if (mark === this.shown) return;
    this.shown = mark;
    if (deadlines.length === 0) {
      this.lines = [];
      fill(
        this.place,
        empty(
          "Nothing is due",
          "Tokens, conversations, offers, faults and outages bring deadlines.",
        ),
      );
      return;
    }
    this.lines = deadlines.slice(0, LISTED_MAX).map((fired) => ({ fired, left: h("span") }));
    fill(
      this.list,
      this.lines.map((line) => this.#item(line)),
    );
    const hidden = deadlines.length - this.lines.length;
    this.more.textContent = hidden > 0 ? `and ${plural(hidden, "more", "more")}` : "";
    this.#draw(deadlines.slice(0, DRAWN_MAX), now);
    fill(this.place, this.line, this.list, this.more);
  }

  /** @param {{fired: Fired, left: HTMLElement}} line */
  #item({ fired, left }) {
    const to = leadsTo(fired);
    const subject = h("code", null, fired.subject);
    return h(
      "li",
      { "data-what": fired.what },
      h("time", { class: "mono", datetime: fired.at }, time(fired.at)),
      left,
      h("b", null, fired.what),
      to ? h("a", { href: to }, subject) : subject,
      h(
        "button",
        {
          type: "button",
          "aria-label": `Advance to it: ${fired.what} of ${fired.subject}`,
          onclick: () => this.advance(fired.at),
        },
        "Advance to it",
      ),
    );
  }

  /**
   * @param {Fired[]} deadlines
   * @param {number} now
   */
  #draw(deadlines, now) {
    const most = Date.parse(deadlines[deadlines.length - 1].at) - now;
    const marks = axis(most).map((away) =>
      at(h("span", { class: "mark" }, length(away)), share(away, most)),
    );
    const dots = deadlines.map((one) => {
      const away = Date.parse(one.at) - now;
      const sort = one.what.split(".")[0];
      return at(h("i", { "data-sort": sort, title: one.what }), share(away, most));
    });
    fill(this.line, at(h("span", { class: "mark" }, "now"), 0), marks, dots);
  }

  /**
   * Count down.
   *
   * @param {number} now
   * @returns {boolean} whether the first is over
   */
  tick(now) {
    for (const { fired, left } of this.lines) {
      const away = Date.parse(fired.at) - now;
      left.textContent = away > 0 ? `in ${length(Math.max(away, 1_000))}` : "now";
    }
    return this.lines.length > 0 && Date.parse(this.lines[0].fired.at) < now;
  }
}

/**
 * @param {HTMLElement} element
 * @param {number} share
 */
function at(element, share) {
  element.style.setProperty("--at", String(share));
  return element;
}

customElements.define("mp-deadlines", Deadlines);
