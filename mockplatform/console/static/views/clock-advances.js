// Owns what advances led to: kept for this tab, so that a look elsewhere loses nothing.

import { counted, leadsTo } from "../lib/deadlines.js";
import { fill, h } from "../lib/dom.js";
import { length, plural, time } from "../lib/format.js";

/** @typedef {import("../lib/deadlines.js").Fired} Fired */
/** @typedef {{from: string, to: string, fired: Fired[], firedCount: number}} Advance */
/**
 * @typedef {object} Kept
 * @property {string} from
 * @property {string} to
 * @property {Fired[]} fired the first of them
 * @property {number} firedCount
 * @property {[string, number][]} counts
 */

const KEY = "mockplatform.advances";
const KEPT_MAX = 20;
const SHOWN_MAX = 100;

/** The history of this tab's advances, the newest first. */
export class Advances extends HTMLElement {
  /** @param {string} tenant */
  constructor(tenant) {
    super();
    this.key = `${KEY}.${tenant}`;
    /** @type {Kept[]} */
    this.kept = JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    this.className = "stack";
  }

  connectedCallback() {
    this.#show();
  }

  /** @param {Advance} advance */
  add({ from, to, fired, firedCount }) {
    const counts = counted(fired);
    this.kept.unshift({ from, to, fired: fired.slice(0, SHOWN_MAX), firedCount, counts });
    this.kept.length = Math.min(this.kept.length, KEPT_MAX);
    try {
      sessionStorage.setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // A full storage costs the history its life beyond this page, and nothing else.
    }
    this.#show();
  }

  #show() {
    const clear = h(
      "button",
      { class: "quiet", type: "button", onclick: () => this.#clear() },
      "Forget them",
    );
    const head = h(
      "div",
      { class: "row" },
      h("h2", null, "What advances did"),
      h("span", { class: "spring" }),
      this.kept.length ? clear : null,
    );
    const none = h("p", { class: "muted" }, "This tab has not moved the clock yet.");
    fill(
      this,
      head,
      this.kept.length ? this.kept.map((one, place) => entry(one, place === 0)) : none,
    );
  }

  #clear() {
    this.kept = [];
    sessionStorage.removeItem(this.key);
    this.#show();
  }
}

/**
 * @param {Kept} kept
 * @param {boolean} isOpen
 */
function entry({ from, to, fired, firedCount, counts }, isOpen) {
  const by = length(Date.parse(to) - Date.parse(from));
  const hidden = firedCount - fired.length;
  return h(
    "details",
    { class: "card advance", open: isOpen },
    h(
      "summary",
      null,
      h("b", null, `+ ${by}`),
      ` to ${time(to, { date: true })} · ${plural(firedCount, "thing")} fell due`,
    ),
    h(
      "div",
      { class: "row" },
      counts.map(([what, count]) => h("span", { class: "chip" }, `${what} ${count}`)),
    ),
    h("ul", { class: "deadlines" }, fired.map(line)),
    hidden > 0 ? h("p", { class: "muted small" }, `and ${plural(hidden, "more", "more")}`) : null,
  );
}

/** @param {Fired} fired */
function line(fired) {
  const to = leadsTo(fired);
  const subject = h("code", null, fired.subject);
  return h(
    "li",
    { "data-what": fired.what },
    h("time", { class: "mono", datetime: fired.at }, time(fired.at)),
    h("b", null, fired.what),
    to ? h("a", { href: to }, subject) : subject,
  );
}

customElements.define("mp-advances", Advances);
