// Owns the journal: what was asked, answered and happened, as it comes; filtered; explained.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";
import { View, coalesced, empty } from "../lib/view.js";
import { jsonButton } from "../parts/copy.js";
import { explain } from "./journal-explain.js";
import { FILTERS, JournalFilters } from "./journal-filters.js";
import { line } from "./journal-line.js";

const NEWS_MS = 400;
const SHOWN_MAX = 150; // lines in a page: all that is ever in the document

/** @typedef {import("../lib/feed.js").Entry} Entry */

/** The journal: `#/journal?kind=http&before=812`, `#/journal/entry/17`, `#/journal/explain/ID`. */
class JournalView extends View {
  constructor() {
    super();
    /** @type {Entry[]} newest first */
    this.entries = [];
    this.lastId = 0;
    this.missed = 0;
    this.isPaused = false;
    /** What the API says against the filters. @type {import("../lib/api.js").ApiError | undefined} */
    this.refusal = undefined;
    this.isReading = false;
    this.filters = new JournalFilters();
    this.filters.addEventListener("filter", () => this.#filter());
    this.list = h("ol", { class: "entries", "aria-label": "Entries, newest first" });
    this.nothing = h("div");
    this.count = h("p", { class: "small muted", role: "status" });
    this.pause = h("button", { type: "button", onclick: () => this.#pause() });
    this.turn = h("nav", { class: "row journal-turn", "aria-label": "Pages" });
    this.news = coalesced(() => this.#more(), NEWS_MS);
  }

  render() {
    this.own(this.news.stop);
    this.own(this.ctx.feed.on("entries", (entries) => this.#heard(entries)));
    this.own(this.ctx.feed.on("resync", () => this.#read()));
    this.#open();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    this.#open();
    this.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** Which of the three pages it is. */
  get page() {
    const [part, id] = this.at.rest;
    return part === "explain" || part === "entry" ? { part, id: id ?? "" } : { part: "", id: "" };
  }

  #open() {
    const { part, id } = this.page;
    if (part === "explain") {
      explain(this.ctx, id, this);
      return;
    }
    if (!this.list.isConnected) this.#frame();
    this.filters.show(this.at.query);
    this.#read();
  }

  #frame() {
    const { filters, list, nothing, count, pause, turn } = this;
    fill(
      this,
      h(
        "div",
        { class: "view-head" },
        h("h1", { tabindex: "-1" }, "Journal"),
        count,
        h("span", { class: "spring" }),
        pause,
        jsonButton(() => this.entries),
        h("button", { type: "button", class: "danger", onclick: () => this.#clear() }, "Clear"),
      ),
      filters,
      list,
      nothing,
      turn,
    );
    this.#showPause();
  }

  /** What the link asks the API for. */
  get query() {
    const { query } = this.at;
    const { part, id } = this.page;
    if (part === "entry") return { since: Number(id) - 1, limit: 1 };
    const wanted = FILTERS.map((name) => [name, query.get(name) ?? ""]);
    return { ...Object.fromEntries(wanted), before: query.get("before") ?? "", limit: SHOWN_MAX };
  }

  /** Whether new entries come in: not in an older page, and not where one entry is shown. */
  get isLive() {
    return !this.isPaused && !this.refusal && !this.at.query.has("before") && this.page.part === "";
  }

  /** Read what is shown, anew. */
  async #read() {
    if (this.page.part === "explain") return;
    const asked = this.at;
    const told = await this.attempt(() => this.#ask());
    if (!told || asked !== this.at) return;
    this.refusal = told.refusal;
    this.entries = told.entries.reverse();
    this.missed = 0;
    this.#took(told);
    const isOne = this.page.part === "entry";
    fill(
      this.list,
      this.entries.map((one) => line(this.ctx.api, one, isOne)),
    );
    this.#show(told.evicted);
  }

  /** Ask for what is shown; filters that do not go together are no failure, but find nothing. */
  async #ask() {
    try {
      return await this.ctx.api.get("/journal", this.query);
    } catch (error) {
      const refusal = /** @type {import("../lib/api.js").ApiError} */ (error);
      if (refusal.status !== 400) throw error;
      return { entries: [], evicted: 0, lastId: this.lastId, refusal };
    }
  }

  /** Read what came since; where that is more than a page, the newest page. */
  async #more() {
    if (!this.isLive || this.isReading) return;
    this.isReading = true;
    const asked = this.at;
    const query = { ...this.query, since: this.lastId };
    const told = await this.ctx.api.get("/journal", query).catch(() => undefined);
    this.isReading = false;
    if (!told || asked !== this.at || !this.isLive) return;
    if (told.entries.length >= SHOWN_MAX || told.lastId < this.lastId) {
      await this.#read();
    } else {
      this.#put(told.entries);
      this.#took(told);
      this.#show(told.evicted);
    }
    if (this.missed) this.news();
  }

  /** @param {Entry[]} entries oldest first */
  #put(entries) {
    const list = this.list;
    this.entries = [...entries.toReversed(), ...this.entries].slice(0, SHOWN_MAX);
    list.prepend(...entries.toReversed().map((one) => line(this.ctx.api, one)));
    this.#trim(list);
  }

  /** Let the oldest lines go, but keep what somebody has opened or looks at. @param {HTMLElement} list */
  #trim(list) {
    let over = list.children.length - SHOWN_MAX;
    for (let one = list.lastElementChild; one && over > 0; over -= 1) {
      const before = one.previousElementSibling;
      if (!one.contains(document.activeElement)) one.remove();
      one = before;
    }
  }

  /** @param {{lastId: number}} told */
  #took(told) {
    this.lastId = told.lastId;
    this.missed = 0;
  }

  /** @param {number} evicted */
  #show(evicted) {
    const { entries } = this;
    const dropped = evicted ? `; the ring has dropped ${evicted.toLocaleString("en")} before` : "";
    const shown = `${plural(entries.length, "entry", "entries")} shown${dropped}`;
    if (this.count.textContent !== shown) this.count.textContent = shown;
    fill(this.nothing, entries.length ? null : this.#none());
    this.#showTurn();
  }

  #none() {
    if (this.page.part === "entry") {
      return empty("This entry is gone", "The ring has dropped it, or the journal was cleared.");
    }
    const all = h("a", { href: link("journal") }, "Show all entries");
    if (this.refusal) {
      return empty("These filters do not go together", `${this.refusal.message} `, all);
    }
    const isAll = FILTERS.every((name) => !this.at.query.get(name));
    if (isAll) return empty("Nothing happened yet", "Each request, frame and event appears here.");
    return empty("Nothing fits these filters", all);
  }

  #showTurn() {
    const wanted = Object.fromEntries(this.at.query);
    const last = this.entries.at(-1)?.id ?? 0;
    const isFull = this.entries.length >= SHOWN_MAX && last > 1;
    const isOld = this.at.query.has("before") || this.page.part === "entry";
    delete wanted.before;
    fill(
      this.turn,
      isFull
        ? h(
            "a",
            { class: "button", href: link("journal", [], { ...wanted, before: String(last) }) },
            "Older entries",
          )
        : null,
      isOld
        ? h("a", { class: "button", href: link("journal", [], wanted) }, "To the newest")
        : null,
    );
  }

  #filter() {
    this.ctx.router.note({ ...this.filters.wanted, before: "" });
    if (this.page.part === "entry") this.ctx.router.go(link("journal", [], this.filters.wanted));
    super.place(this.ctx.router.place);
    this.#read();
  }

  #pause() {
    this.isPaused = !this.isPaused;
    this.#showPause();
    if (!this.isPaused) this.#read();
  }

  #showPause() {
    const label = this.isPaused ? "Continue" : "Pause";
    const more = this.isPaused && this.missed ? ` (${this.missed.toLocaleString("en")} new)` : "";
    const text = this.pause.querySelector("span");
    if (text && this.pause.dataset.label === label) text.textContent = label + more;
    else fill(this.pause, icon(this.isPaused ? "play" : "pause"), h("span", null, label + more));
    this.pause.dataset.label = label;
  }

  /** @param {Entry[]} entries */
  #heard(entries) {
    this.missed += entries.length;
    if (this.isPaused) this.#showPause();
    else if (this.isLive) this.news();
  }

  async #clear() {
    const done = "The journal is empty; ids go on";
    await this.attempt(() => this.ctx.api.call("DELETE", "/journal"), done);
    await this.#read();
  }
}

customElements.define("mp-journal", JournalView);
