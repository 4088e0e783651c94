// Owns what a timeline shows of findings: marks on entries, and a bar that leads through evidence.

import { fill, h } from "../lib/dom.js";
import { isTold, linesOf } from "../lib/evidence.js";
import { plural } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";
import { findingLink } from "./finding-links.js";
import { severitySign } from "./severity.js";

/** @typedef {import("../lib/evidence.js").Finding} Finding */
/** @typedef {import("../lib/evidence.js").Mark} Mark */

const STORIES_MAX = 3; // marks on one entry; a sin that repeats has few
/** Makes what stands on a line of the timeline small enough for a phone. */
const MARK_TITLE = "Evidence of";

/**
 * Make the marks on an entry's line: which findings it is evidence of.
 *
 * @param {Mark[]} shows
 */
export function markChips(shows) {
  if (!shows.length) return null;
  const told = shows.map(({ finding }) => `${finding.id}: ${finding.title}`);
  const ids = shows.slice(0, STORIES_MAX).map(({ finding }) => finding.id);
  const more = shows.length > STORIES_MAX ? ` +${shows.length - STORIES_MAX}` : "";
  return h(
    "span",
    { class: "event-marks", title: `${MARK_TITLE} ${told.join("; ")}` },
    icon("findings"),
    h("span", { class: "visually-hidden" }, `${MARK_TITLE} `),
    h("span", { class: "mono" }, ids.join(" ") + more),
  );
}

/**
 * Make the sentences that stand above evidence which is looked for.
 *
 * @param {Mark[]} shows
 * @param {string} wanted
 */
export function evidenceNotes(shows, wanted) {
  return shows
    .filter(({ finding }) => finding.id === wanted)
    .map(({ finding, says }) =>
      h(
        "p",
        { class: "evidence-note" },
        icon("findings"),
        h("span", null, h("strong", null, `Evidence of ${finding.id}: `), says),
      ),
    );
}

/** Says which finding's evidence is shown, and leads from one entry to the next. */
export class EvidenceBar extends HTMLElement {
  /** @param {(element: HTMLElement) => void} go */
  constructor(go) {
    super();
    this.go = go;
    this.told = "";
    this.place = -1;
    /** @type {HTMLElement[]} */
    this.rows = [];
    this.hidden = true;
    this.count = h("span", { class: "mono", role: "status" });
  }

  /**
   * Show where the evidence is.
   *
   * @param {string} wanted
   * @param {Finding | undefined} finding
   * @param {{id: string, userId: string, entries: Map<number, unknown>, reaches: number,
   *   isRead: boolean}} story
   * @param {Element} list
   */
  show(wanted, finding, story, list) {
    const found = list.querySelectorAll("[data-evidence]");
    this.rows = /** @type {HTMLElement[]} */ ([...found]);
    this.hidden = !wanted;
    const missing = finding ? missed(finding, story) : "";
    const told = JSON.stringify([wanted, finding?.title, finding?.count, missing]);
    if (told !== this.told) {
      this.told = told;
      fill(this, finding ? this.#parts(finding, missing) : gone(wanted, story.id));
    }
    this.#count();
  }

  /** Go to the first. */
  first() {
    this.place = -1;
    this.#step(1);
  }

  /**
   * @param {Finding} finding
   * @param {string} missing
   */
  #parts(finding, missing) {
    const step = (
      /** @type {number} */ by,
      /** @type {string} */ label,
      /** @type {string} */ to,
    ) => h("button", { type: "button", "aria-label": label, onclick: () => this.#step(by) }, to);
    return [
      severitySign(finding.severity),
      h(
        "span",
        { class: "evidence-title" },
        "Evidence of ",
        h("a", { href: findingLink(finding.id) }, `${finding.id}: ${finding.title}`),
        missing ? h("span", { class: "muted small" }, ` ${missing}`) : null,
      ),
      h("span", { class: "spring" }),
      this.count,
      step(-1, "Previous evidence", "↑"),
      step(1, "Next evidence", "↓"),
      without(),
    ];
  }

  /** @param {number} by */
  #step(by) {
    const { rows } = this;
    if (!rows.length) return;
    this.place = (this.place + by + rows.length) % rows.length;
    this.#count();
    this.go(rows[this.place]);
  }

  #count() {
    const { rows, place } = this;
    const at = Math.min(place, rows.length - 1) + 1;
    const said = at ? `${at} of ${rows.length}` : plural(rows.length, "entry", "entries");
    if (this.count.textContent !== said) this.count.textContent = said;
    for (const button of this.querySelectorAll("button[aria-label]")) {
      button.toggleAttribute("disabled", rows.length === 0);
    }
  }
}

/** The way to the same timeline without the evidence. */
function without() {
  const query = new URLSearchParams(location.hash.split("?")[1] ?? "");
  query.delete("evidence");
  const path = location.hash.split("?")[0];
  const href = query.size ? `${path}?${query}` : path;
  return h("a", { class: "button", href, "aria-label": "Leave the evidence" }, icon("close"));
}

/**
 * Say what of the evidence is not here, and why.
 *
 * @param {Finding} finding
 * @param {{id: string, userId: string, entries: Map<number, unknown>, isRead: boolean}} story
 */
function missed(finding, story) {
  if (!story.isRead) return "";
  const lines = linesOf(finding);
  const here = lines.filter(({ entry }) => isTold(entry, story));
  const dropped = here.filter(({ entry }) => !story.entries.has(entry.id)).length;
  const elsewhere = lines.length - here.length;
  return [
    elsewhere ? `${plural(elsewhere, "entry", "entries")} of it elsewhere.` : "",
    dropped ? `${plural(dropped, "entry", "entries")} of it dropped by the journal.` : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/**
 * @param {string} wanted
 * @param {string} id
 */
function gone(wanted, id) {
  return [
    h("span", null, `There is no finding ${wanted}: it was cleared, or the tenant was reset.`),
    h("a", { href: link("conversations", [id]) }, "The whole timeline"),
  ];
}

customElements.define("mp-evidence", EvidenceBar);
