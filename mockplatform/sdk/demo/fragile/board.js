// Owns what stands below the two widgets: how they have done, and which mistakes have struck.

import { fill, h, say } from "../dom.js";
import { MISTAKES } from "./mistakes.js";
import { faultsOf } from "./score.js";

/** @typedef {"left" | "right"} Side */

/** @type {[keyof import("./score.js").Score, string][]} */
const ROWS = [
  ["said", "Said"],
  ["stored", "Stored by the platform"],
  ["waiting", "On its way"],
  ["lost", "Lost"],
  ["doubled", "Stored twice"],
  ["shownTwice", "Shown twice"],
  ["outOfOrder", "Shown out of order"],
  ["conversations", "Conversations"],
];

/** The table of scores. */
export class ScoreTable {
  constructor() {
    /** @type {Map<string, HTMLElement>} */
    this.cells = new Map();
    const rows = ROWS.map(([name, label]) => this.#row(name, label));
    const head = ["", "Well-behaved", "Fragile"].map((text) => h("th", { scope: "col" }, text));
    this.element = h(
      "table",
      { class: "scores" },
      h("thead", null, h("tr", null, ...head)),
      h("tbody", null, ...rows),
    );
  }

  /**
   * @param {Side} side
   * @param {import("./score.js").Score} score
   */
  show(side, score) {
    for (const [name] of ROWS) {
      const cell = this.cells.get(`${side}-${name}`);
      if (!cell) continue;
      say(cell, String(score[name]));
      const isBad =
        ["lost", "doubled", "shownTwice", "outOfOrder"].includes(name) && score[name] > 0;
      cell.classList.toggle("bad", isBad);
    }
  }

  /**
   * @param {string} name
   * @param {string} label
   */
  #row(name, label) {
    const cells = ["left", "right"].map((side) => {
      const cell = h("td", { "data-testid": `${side}-${name}` }, "0");
      this.cells.set(`${side}-${name}`, cell);
      return cell;
    });
    return h("tr", null, h("th", { scope: "row" }, label), ...cells);
  }
}

/** A line that says in words whether a widget is whole. */
export class Verdict {
  /** @param {Side} side */
  constructor(side) {
    this.element = h("p", { class: "verdict", role: "status", "data-testid": `${side}-verdict` });
    this.show(null, false);
  }

  /**
   * @param {import("./score.js").Score | null} score
   * @param {boolean} isBlank
   */
  show(score, isBlank) {
    const faults = score ? faultsOf(score, isBlank) : [];
    this.element.dataset.verdict = faults.length ? "broken" : "whole";
    const words = faults.join(", ");
    say(this.element, words ? `Broken: ${words}` : "Whole: nothing lost, nothing twice");
  }
}

/** The list of mistakes. */
export class MistakeList {
  /**
   * @param {string} base
   * @param {Map<string, number>} struck how often each has struck so far
   */
  constructor(base, struck) {
    this.struck = struck;
    /** @type {Map<string, {item: HTMLElement, told: HTMLElement}>} */
    this.items = new Map();
    const items = MISTAKES.map((mistake) => this.#item(base, mistake));
    this.element = h("ol", { class: "mistakes" }, ...items);
    for (const id of struck.keys()) this.light(id);
  }

  /**
   * A mistake has struck.
   *
   * @param {string} id
   */
  light(id) {
    const found = this.items.get(id);
    if (!found) return;
    found.item.dataset.struck = "true";
    const times = this.struck.get(id) ?? 0;
    say(found.told, times > 1 ? `Has struck ${times} times` : "Has struck");
  }

  /**
   * @param {string} base
   * @param {import("./mistakes.js").Mistake} mistake
   */
  #item(base, { id, title, guide, strikes, rules, instead, module }) {
    const told = h("span", { class: "struck" }, "Has not struck");
    const href = `${base}/cdn/widget/latest/widget-sdk.mjs#:~:text=${encodeURIComponent(`// ${module}`)}`;
    const link = h("a", { href, target: "_blank", rel: "noopener" }, `SDK: ${module}`);
    const item = h("li", { "data-testid": `mistake-${id}`, "data-struck": "false" });
    fill(
      item,
      h("div", { class: "mistake-head" }, h("h3", null, title), told),
      h("p", null, strikes),
      h("p", { class: "muted" }, ...findings(base, rules)),
      h("p", { class: "muted" }, `Guide, ${guide.toLowerCase()}. `, instead, " ", link),
    );
    this.items.set(id, { item, told });
    return item;
  }
}

/**
 * What the platform's review says of a mistake, with a link to each rule's page in the console.
 *
 * @param {string} base
 * @param {string[]} rules
 */
function findings(base, rules) {
  if (!rules.length) return ["No server sees it: the platform finds nothing."];
  const links = rules.map((rule) => {
    const href = `${base}/console#/findings/rules/${rule}`;
    return h("a", { href, target: "_blank", rel: "noopener" }, rule);
  });
  return [
    "The platform finds: ",
    ...links.flatMap((link, nth) => (nth ? [", ", link] : [link])),
    ".",
  ];
}
