// Owns a timeline: what happened to a conversation, live, on the tenant's time, filtered by kind.

import { fill, h } from "../lib/dom.js";
import { isTold, linesOf, marksOf } from "../lib/evidence.js";
import { plural } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { KINDS, tell } from "../lib/story-kinds.js";
import { countsOf, rowsOf } from "../lib/timeline-rows.js";
import { coalesced } from "../lib/view.js";
import { EvidenceBar, evidenceNotes } from "./evidence-marks.js";
import { entry, frames } from "./timeline-entry.js";

const ROWS = 250;
const ROWS_BEFORE = 20; // above what is looked for
const PAGES_MAX = 40; // that are read to find it
const SAY_MS = 1_500;
const END_PX = 40;

/** @typedef {import("../lib/story-kinds.js").Item} Item */
/** @typedef {import("../lib/timeline-rows.js").Row} Row */

/** The timeline of a story. Event: `filter`, with the hidden kinds as a text. */
export class Timeline extends HTMLElement {
  /**
   * @param {import("../lib/story.js").Story} story
   * @param {(hidden: string) => void} noted hears of kinds that are hidden from now on
   * @param {(act: () => Promise<unknown>) => Promise<unknown>} attempt
   */
  constructor(story, noted, attempt) {
    super();
    this.story = story;
    this.noted = noted;
    this.attempt = attempt;
    this.rowsMax = ROWS;
    /** @type {Set<string>} */
    this.hiddenKinds = new Set();
    /** @type {Map<string, {version: string, element: HTMLElement}>} */
    this.made = new Map();
    this.unseen = 0;
    this.isAtEnd = true;
    this.lastTop = 0;
    this.sizes = new ResizeObserver(() => this.#keep());
    /** @type {Item | undefined} */
    this.latest = undefined;
    this.lastKey = "";
    /** @type {Map<number, import("../lib/evidence.js").Mark[]>} */
    this.marks = new Map();
    /** The id of the finding whose evidence is looked for. */
    this.wanted = "";
    /** The same, once it was gone to. */
    this.sought = "";
    /** @type {import("../lib/evidence.js").Finding | undefined} */
    this.finding = undefined;
    this.bar = new EvidenceBar((element) => this.#goTo(element));
    this.chips = h("div", { class: "row timeline-chips", role: "group", "aria-label": "Kinds" });
    this.list = h("ol", { class: "events", "aria-label": "Timeline" });
    this.top = h("div", { class: "timeline-top" });
    this.room = h("div", { class: "timeline-room", tabindex: "0", role: "region" });
    this.room.setAttribute("aria-label", "What happened");
    this.said = h("p", { class: "visually-hidden", role: "status" });
    this.more = h(
      "button",
      {
        type: "button",
        class: "timeline-more primary",
        hidden: true,
        onclick: () => this.#toEnd(),
      },
      "",
    );
    this.say = coalesced(() => this.#say(), SAY_MS);
    this.room.addEventListener("scroll", () => this.#seen(), { passive: true });
  }

  connectedCallback() {
    if (!this.room.isConnected) {
      this.room.append(this.top, this.list);
      this.append(this.bar, this.chips, this.room, this.more, this.said);
    }
    this.sizes.observe(this.list);
    this.sizes.observe(this.room);
    this.end = this.story.on("change", () => this.draw());
  }

  disconnectedCallback() {
    this.end?.();
    this.sizes.disconnect();
    this.say.stop();
  }

  /**
   * Hide kinds.
   *
   * @param {string} hidden their names, with commas between
   */
  hide(hidden) {
    this.hiddenKinds = new Set(hidden.split(",").filter((kind) => kind in KINDS));
    this.draw();
  }

  /**
   * Mark what is evidence.
   *
   * @param {import("../lib/evidence.js").Finding[]} findings
   * @param {string} wanted the id of the finding whose evidence is looked for; "" for none
   */
  async mark(findings, wanted) {
    const isNews = wanted !== this.wanted;
    this.marks = marksOf(findings);
    this.wanted = wanted;
    this.finding = findings.find((one) => one.id === wanted);
    if (this.story.isRead) this.draw();
    if (isNews) this.sought = "";
    await this.#seek();
  }

  /** Read back to the evidence that is looked for, and go there, once. */
  async #seek() {
    const { story, finding } = this;
    if (!finding || !story.isRead || this.sought === finding.id) return;
    this.sought = finding.id;
    const here = { id: story.id, userId: story.userId };
    const ids = linesOf(finding)
      .filter(({ entry: one }) => isTold(one, here))
      .map(({ entry: one }) => one.id);
    this.isAtEnd = ids.length === 0;
    for (let page = 0; page < PAGES_MAX && story.reaches > Math.min(...ids); page += 1) {
      if (!(await this.attempt(() => story.older().then(() => true)))) break;
    }
    this.draw();
    this.bar.first();
  }

  /** Show what there is now. */
  draw() {
    const { isAtEnd } = this;
    const items = this.story.items();
    const rows = rowsOf(items, this.hiddenKinds, this.marks, this.wanted);
    const first = rows.findIndex((row) => row.isWanted);
    if (first >= 0) this.rowsMax = Math.max(this.rowsMax, rows.length - first + ROWS_BEFORE);
    else if (isAtEnd) this.rowsMax = Math.max(ROWS, Math.min(this.rowsMax, ROWS * 2));
    const shown = rows.slice(-this.rowsMax);
    this.#chips(countsOf(items));
    this.#top(rows.length - shown.length, rows.length);
    this.#put(shown);
    this.bar.show(this.wanted, this.finding, this.story, this.list);
    this.#follow(items);
    this.#seek();
  }

  /** @param {Row[]} rows */
  #put(rows) {
    const kept = new Map();
    let place = this.list.firstElementChild;
    for (const row of rows) {
      const known = this.made.get(row.key);
      const isSame = known?.version === row.version;
      const element = isSame ? known.element : this.#element(row, known?.element);
      kept.set(row.key, { version: row.version, element });
      if (element === place) {
        place = place.nextElementSibling;
      } else {
        if (known && !isSame && known.element === place) place = place.nextElementSibling;
        if (known && !isSame) known.element.remove();
        this.list.insertBefore(element, place);
      }
    }
    for (const [key, { element }] of this.made) if (!kept.has(key)) element.remove();
    this.made = kept;
  }

  /**
   * @param {Row} row
   * @param {HTMLElement} [before] the row's element until now: what was open stays so
   */
  #element(row, before) {
    if (!row.items.length) return h("li", { class: "gap" }, row.gap);
    const follow = (/** @type {number} */ id, /** @type {HTMLElement} */ from) =>
      this.#cause(id, from);
    const isFrames = row.items[0].kind === "frame";
    const make = isFrames
      ? () => frames(row.items, follow, row.shows)
      : () => entry(row.items[0], follow, row.shows);
    const made = make();
    if (before?.querySelector("details")?.open) made.open = true;
    const props = { "data-key": row.key, "data-evidence": row.isWanted && this.wanted };
    const notes = row.isWanted ? evidenceNotes(row.shows, this.wanted) : [];
    return h("li", props, ...notes, made);
  }

  /** @param {Map<string, number>} counts */
  #chips(counts) {
    for (const [kind, { label, icon: name }] of Object.entries(KINDS)) {
      const isHidden = this.hiddenKinds.has(kind);
      const count = counts.get(kind) ?? 0;
      let chip = this.chips.querySelector(`[data-kind="${kind}"]`);
      if (!chip) {
        const flip = () => this.#flip(kind);
        const props = { type: "button", class: "chip filter", "data-kind": kind, onclick: flip };
        chip = h("button", props, icon(name), label, h("span", { class: "mono" }));
        this.chips.append(chip);
      }
      chip.toggleAttribute("hidden", !count && !isHidden);
      chip.setAttribute("aria-pressed", String(!isHidden));
      const told = /** @type {HTMLElement} */ (chip.lastElementChild);
      told.textContent = String(count);
    }
  }

  /** @param {string} kind */
  #flip(kind) {
    if (!this.hiddenKinds.delete(kind)) this.hiddenKinds.add(kind);
    this.noted([...this.hiddenKinds].join(","));
    this.draw();
  }

  /**
   * Say what there is above, and lead there.
   *
   * @param {number} folded rows that are known and not shown
   * @param {number} all
   */
  #top(folded, all) {
    const { story } = this;
    const state = `${folded > 0} ${story.hasOlder} ${story.isBeyondJournal} ${all === 0}`;
    if (this.top.dataset.state === state) return;
    this.top.dataset.state = state;
    const lead = h(
      "button",
      { type: "button", onclick: () => this.#older() },
      "Show what is older",
    );
    const evicted = plural(story.evicted, "entry", "entries");
    fill(
      this.top,
      folded > 0 || story.hasOlder ? lead : null,
      !story.hasOlder && story.isBeyondJournal && folded <= 0
        ? h(
            "p",
            { class: "note" },
            `The journal's ring has dropped ${evicted} of the tenant. Messages and states are ` +
              "all here; requests, sockets and frames of that time are not known any more.",
          )
        : null,
      all === 0 && !story.hasOlder ? h("p", { class: "muted" }, "Nothing of these kinds.") : null,
    );
  }

  async #older() {
    const { room, story } = this;
    const below = room.scrollHeight - room.scrollTop;
    this.isAtEnd = false;
    this.rowsMax += ROWS;
    const known = rowsOf(story.items(), this.hiddenKinds, this.marks, this.wanted).length;
    if (known < this.rowsMax && story.hasOlder) await this.attempt(() => story.older());
    else this.draw();
    room.scrollTop = room.scrollHeight - below;
  }

  /**
   * Go to the entry that led to another; one that is not here is told of in its place.
   *
   * @param {number} id
   * @param {HTMLElement} from
   */
  async #cause(id, from) {
    const here = this.list.querySelector(`[data-key="e${id}"] details`);
    if (here instanceof HTMLDetailsElement) {
      here.open = true;
      this.#goTo(here);
      return;
    }
    await this.attempt(async () => {
      const { entries } = await this.story.api.get("/journal", { since: id - 1, limit: 1 });
      const cause = entries.find((/** @type {{id: number}} */ one) => one.id === id);
      if (!cause) {
        from.replaceWith(h("span", { class: "muted" }, `Entry ${id} is dropped by now.`));
        return;
      }
      const { text, detail } = tell({ key: "", at: 0, kind: "note", entry: cause });
      from.replaceWith(h("span", null, `Caused by ${id}: ${text}${detail ? ` (${detail})` : ""}`));
    });
  }

  /** @param {HTMLElement} element */
  #goTo(element) {
    element.querySelector("summary")?.focus({ preventScroll: true });
    element.scrollIntoView({ block: "center" });
  }

  /** @param {Item[]} items */
  #follow(items) {
    const last = items.at(-1)?.key ?? "";
    const isNews = this.lastKey !== "" && last !== this.lastKey;
    if (isNews) {
      const place = items.findLastIndex((one) => one.key === this.lastKey);
      const fresh = items.slice(place + 1).filter((one) => !this.hiddenKinds.has(one.kind));
      this.unseen += fresh.length;
      this.latest = fresh.findLast((one) => one.kind === "message") ?? this.latest;
      if (this.latest) this.say();
    }
    this.lastKey = last;
    if (this.isAtEnd) this.#toEnd();
    else this.#count();
  }

  #toEnd() {
    this.isAtEnd = true;
    this.unseen = 0;
    this.#count();
    requestAnimationFrame(() => this.#keep());
  }

  /** Stay at the end: rows that come into sight get their true height only then. */
  #keep() {
    if (this.isAtEnd) this.room.scrollTop = this.room.scrollHeight;
  }

  /**
   * Who scrolls up reads on there; what moves because rows come, go or grow is nobody's scrolling.
   * It is measured here only: to measure lays all out.
   */
  #seen() {
    const { room } = this;
    const isUp = room.scrollTop < this.lastTop;
    this.lastTop = room.scrollTop;
    if (room.scrollHeight - room.scrollTop - room.clientHeight < END_PX) this.isAtEnd = true;
    else if (isUp) this.isAtEnd = false;
    room.toggleAttribute("data-reading", !this.isAtEnd);
    if (this.isAtEnd) this.unseen = 0;
    this.#count();
  }

  #count() {
    this.more.hidden = this.unseen === 0;
    if (this.unseen) this.more.textContent = `${this.unseen} new ↓`;
  }

  /** Read the newest message out; not each, as there may be fifty in a second. */
  #say() {
    if (!this.latest) return;
    const { text, detail } = tell(this.latest);
    this.said.textContent = `${detail ?? ""}: ${text}`;
    this.latest = undefined;
  }
}

customElements.define("mp-timeline", Timeline);
