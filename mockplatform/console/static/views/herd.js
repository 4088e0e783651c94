// Owns the herd: when requests arrived, drawn; whether clients come evenly or all at once.

import { fill, h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { link } from "../lib/router.js";
import { View, coalesced, empty } from "../lib/view.js";
import { chart } from "./herd-chart.js";
import {
  BUCKETS,
  WIDEST,
  bucketFor,
  columnsOf,
  endings,
  round,
  spanOf,
  verdict,
} from "./herd-figures.js";

const NEWS_MS = 1_000;
const TYPED_MS = 400;
const NOTES_READ = 1_000;
const ROWS_MAX = 200;
const LOOKS_MAX = 6;
const WIDTH_MIN = 280;
const PADDING_PX = 18;
const FIELDS = ["path", "subject", "bucket", "clock"];

/** @typedef {import("./herd-figures.js").Arrivals} Arrivals */

/** The view: `#/herd?path=/api/v2/*&bucket=100ms&clock=tenant`. */
export class Herd extends View {
  constructor() {
    super();
    this.head = h("p", { class: "herd-verdict", role: "status" });
    this.figures = h("dl", { class: "herd-figures" });
    this.picture = h("div", { class: "herd-picture" });
    this.table = h("div", { class: "scroll-x" });
    this.details = h(
      "details",
      { class: "card", ontoggle: () => this.#showTable() },
      h("summary", null, "As a table"),
      this.table,
    );
    /** @type {Arrivals | null} */
    this.told = null;
    /** @type {{name: string, at: number}[]} */
    this.ended = [];
    /** The bucket that fitted last. */
    this.fit = WIDEST;
    this.isReading = false;
    this.isStale = false;
    this.news = coalesced(() => this.#read(), NEWS_MS);
    this.typed = coalesced(() => this.#filter(), TYPED_MS);
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    this.fields = new Map();
  }

  render() {
    this.append(
      h("div", { class: "view-head" }, h("h1", null, "Herd")),
      this.#form(),
      h("div", { class: "stack" }, this.head, this.picture, this.figures, this.details),
    );
    const wide = new ResizeObserver(() => this.#paint());
    wide.observe(this.picture);
    this.own(() => wide.disconnect());
    this.own(this.news.stop);
    this.own(this.typed.stop);
    this.own(this.ctx.feed.on("resync", () => this.#read()));
    this.own(
      this.ctx.feed.on("entries", (/** @type {import("../lib/feed.js").Entry[]} */ entries) => {
        const isNews = entries.some((one) => one.kind === "http" || one.code === "outage.ended");
        if (isNews) this.news();
      }),
    );
    this.#show();
    this.#read();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    this.#show();
    this.#read();
  }

  #form() {
    const bucket = h(
      "select",
      { id: "herd-bucket", onchange: () => this.#filter() },
      h("option", { value: "" }, "as it fits"),
      BUCKETS.map(([one]) => h("option", { value: one }, one)),
    );
    const clock = h(
      "select",
      { id: "herd-clock", onchange: () => this.#filter() },
      h("option", { value: "" }, "real time"),
      h("option", { value: "tenant" }, "the tenant's clock"),
    );
    const text = (/** @type {string} */ name, /** @type {string} */ example) =>
      h("input", {
        id: `herd-${name}`,
        placeholder: example,
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => this.typed(),
      });
    const props = { class: "herd-form", role: "search", "aria-label": "Which requests" };
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#filter();
    };
    return h(
      "form",
      { ...props, onsubmit: submit },
      this.#field("path", "Path", text("path", "/api/v2/*")),
      this.#field("subject", "Subject", text("subject", "user-7")),
      this.#field("bucket", "Bucket", bucket),
      this.#field("clock", "Time", clock),
    );
  }

  /**
   * @param {string} name
   * @param {string} label
   * @param {HTMLInputElement | HTMLSelectElement} input
   */
  #field(name, label, input) {
    this.fields.set(name, input);
    return h("div", { class: "field" }, h("label", { for: `herd-${name}` }, label), input);
  }

  #show() {
    for (const [name, one] of this.fields) {
      if (one !== document.activeElement) one.value = this.at.query.get(name) ?? "";
    }
  }

  #filter() {
    const wanted = [...this.fields].map(([name, one]) => [name, one.value.trim()]);
    this.ctx.router.note(Object.fromEntries(wanted));
    super.place(this.ctx.router.place);
    this.#read();
  }

  /** Read and draw; at most once at a time. */
  async #read() {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    this.isReading = true;
    const asked = this.at;
    const found = await this.attempt(() => Promise.all([this.#arrivals(), this.#endings()]));
    this.isReading = false;
    if (found && asked === this.at) this.#draw(found[0], found[1]);
    if (this.isStale || asked !== this.at) {
      this.isStale = false;
      this.news();
    }
  }

  /** @returns {Promise<Arrivals>} */
  async #arrivals() {
    const asked = Object.fromEntries(FIELDS.map((name) => [name, this.at.query.get(name) ?? ""]));
    const get = (/** @type {string} */ bucket) =>
      this.ctx.api.get("/journal/arrivals", { ...asked, bucket });
    return asked.bucket ? get(asked.bucket) : this.#fitted(get);
  }

  /**
   * Find the bucket that fits: from the last one, or from the widest, which nothing is too long for.
   *
   * @param {(bucket: string) => Promise<Arrivals>} get
   */
  async #fitted(get) {
    let told = await get(this.fit).catch(() => get((this.fit = WIDEST)));
    for (let look = 0; look < LOOKS_MAX && told.buckets.length; look += 1) {
      const fit = bucketFor(Date.parse(told.to ?? "") - Date.parse(told.from ?? ""));
      if (fit === this.fit) break;
      this.fit = fit;
      told = await get(fit);
    }
    return told;
  }

  async #endings() {
    const query = { kind: "note", limit: NOTES_READ };
    const told = await this.ctx.api.get("/journal", query);
    return endings(told.entries, this.at.query.get("clock") ?? "");
  }

  /**
   * @param {Arrivals} told
   * @param {{name: string, at: number}[]} ended
   */
  #draw(told, ended) {
    this.told = told;
    this.ended = ended;
    const isEmpty = told.total === 0;
    for (const one of [this.head, this.figures, this.details]) one.hidden = isEmpty;
    if (isEmpty) {
      fill(this.picture, this.#none());
      return;
    }
    const { title, text, grade } = verdict(told);
    this.head.dataset.grade = grade;
    fill(this.head, h("strong", null, `${title}. `), text);
    this.#paint();
    this.#showTable();
  }

  /** Draw the picture as wide as there is room. */
  #paint() {
    const { told, ended } = this;
    if (!told?.total) return;
    const width = Math.max(WIDTH_MIN, this.picture.clientWidth - PADDING_PX);
    const { columns, each } = columnsOf(told, width);
    const { from, to } = spanOf(told);
    const bucket = (Date.parse(told.to ?? "") - from) / told.buckets.length;
    const times = `from ${time(from)} to ${time(told.to ?? "")}`;
    const label = `${plural(told.total, "request")} ${times}. ${verdict(told).text}`;
    const { mean, peak } = told;
    const what = { width, from, to, each: each * bucket, mean, peak, endings: ended, label };
    fill(this.picture, chart(columns, what));
    this.#tellFigures(
      told,
      each,
      ended.filter((one) => one.at >= from && one.at <= to),
    );
  }

  /**
   * @param {Arrivals} told
   * @param {number} each
   * @param {{name: string, at: number}[]} ended
   */
  #tellFigures(told, each, ended) {
    const columns =
      each > 1 ? `${told.bucket}; a column shows the fullest of ${each}` : told.bucket;
    const outages = ended.map((one) => `${one.name} at ${time(one.at, { millis: true })}`);
    const rows = [
      ["Requests", told.total.toLocaleString("en")],
      ["Bucket", columns],
      ["Peak", told.peak.toLocaleString("en")],
      ["Mean", round(told.mean)],
      ["Peak to mean", round(told.peakToMean)],
      ["Outages that ended", outages.join(", ") || "none meanwhile"],
      ["Dropped by the ring", told.evicted ? plural(told.evicted, "entry", "entries") : "none"],
    ];
    fill(
      this.figures,
      rows.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))),
    );
  }

  /** The same for who cannot see a picture: the buckets in which something came. */
  #showTable() {
    if (!this.details.open || !this.told) return;
    const full = this.told.buckets.filter((one) => one.count > 0);
    const shown = full.slice(-ROWS_MAX);
    fill(
      this.table,
      full.length > shown.length
        ? h("p", { class: "small muted" }, `The last ${ROWS_MAX} of ${full.length} buckets.`)
        : null,
      h(
        "table",
        null,
        h("thead", null, h("tr", null, h("th", null, "From"), h("th", null, "Requests"))),
        h(
          "tbody",
          null,
          shown.map((one) =>
            h(
              "tr",
              null,
              h("td", { class: "mono" }, time(one.at, { millis: true, date: true })),
              h("td", { class: "mono" }, one.count),
            ),
          ),
        ),
      ),
    );
  }

  #none() {
    const isAll = FIELDS.every((name) => !this.at.query.get(name));
    if (!isAll) {
      return empty("No request fits", h("a", { href: link("herd") }, "Show all requests"));
    }
    return empty(
      "No request has come yet",
      "To see a herd, let some widgets connect, start the outage ",
      h("a", { href: link("outages", [], { q: "thundering-herd" }) }, "thundering-herd"),
      ", and look here when it ends: a client that waits a random time spreads out, one that does not comes back with all the others.",
    );
  }
}

customElements.define("mp-herd", Herd);
