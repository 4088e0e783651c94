// Owns what the page knows of findings: asked again when the journal has one more.

import { coalesced } from "./coalesced.js";
import { Emitter } from "./emitter.js";
import { plural } from "./format.js";

const NEWS_MS = 400;
/** Between the doublings of a count the journal says nothing: who looks on asks by himself. */
const WATCHED_MS = 3_000;
/** A thousand findings are two megabytes: the server has so many times as long for others. */
const REST = 10;
/** What a finding may come of, or be counted by. */
const DEEDS = new Set(["http", "frame", "socket", "clock"]);
/** Acts after which others count. */
const STEERED = /\/(findings|settings)\b/;

/** @typedef {import("./evidence.js").Finding} Finding */

/**
 * @typedef {object} Rule A rule's text.
 * @property {string} id
 * @property {"error" | "warning" | "note"} severity
 * @property {string} title
 * @property {string} when
 * @property {string} notWhen
 * @property {string} why
 * @property {string} remedy
 * @property {string} source
 */

/** The tenant's findings, and the rules. Event: `change`. */
export class Findings extends Emitter {
  /** @param {Pick<import("./view.js").Context, "api" | "feed">} ctx */
  constructor({ api, feed }) {
    super();
    this.api = api;
    /** @type {Finding[]} */
    this.findings = [];
    /** @type {Rule[]} */
    this.rules = [];
    /** What keeps the findings from being whole, in sentences. @type {string[]} */
    this.doubts = [];
    /** Whether nothing can be found, as far as somebody looks. */
    this.isOff = false;
    this.watchers = 0;
    this.isRead = false;
    this.isReading = false;
    this.isStale = false;
    /** Whether there is news, of which nobody asked yet. */
    this.isWanted = false;
    /** Until when the server is left alone after an answer that took it long. */
    this.restsUntil = 0;
    this.news = coalesced(() => this.refresh(), NEWS_MS);
    this.later = coalesced(() => (this.watchers || this.isWanted) && this.refresh(), WATCHED_MS);
    feed.on("resync", () => this.refresh());
    feed.on("state", (state) => state === "live" && this.refresh());
    feed.on("entries", (entries) => this.#hear(entries));
    if (feed.state === "live") this.refresh();
  }

  /**
   * Have counts be exact, too, until the returned function is called.
   *
   * @returns {() => void}
   */
  watch() {
    this.watchers += 1;
    if (this.isRead) this.refresh();
    return () => {
      this.watchers -= 1;
    };
  }

  /** Ask the server, once at a time. What goes wrong is told by the shell's banner. */
  async refresh() {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    this.isReading = true;
    this.isWanted = false;
    const began = Date.now();
    try {
      const told = await this.api.get("/findings");
      this.findings = told.findings;
      this.rules = told.rules;
      this.doubts = doubtsOf(told);
      this.isOff = this.watchers > 0 && !told.findings.length && (await this.#isOff());
      this.isRead = true;
      this.emit("change");
    } catch {
      // All is asked again when the stream is back.
    } finally {
      this.isReading = false;
      this.restsUntil = Date.now() + (Date.now() - began) * REST;
    }
    if (this.isStale) {
      this.isStale = false;
      this.#soon();
    }
  }

  /** Ask soon; where the last answer took long, not so soon. */
  #soon() {
    this.isWanted = true;
    if (this.restsUntil - Date.now() > NEWS_MS) this.later();
    else this.news();
  }

  async #isOff() {
    const { findings } = await this.api.get("/settings");
    return findings === false;
  }

  /** @param {import("./feed.js").Entry[]} entries */
  #hear(entries) {
    if (entries.some(isNews)) this.#soon();
    else if (this.watchers && entries.some((one) => DEEDS.has(one.kind))) this.later();
  }
}

/** @param {{missed: number, dropped: number, broken: Record<string, string>}} told */
function doubtsOf({ missed, dropped, broken }) {
  const entries = plural(missed, "entry", "entries");
  return [
    missed ? `The journal dropped ${entries} before any rule had seen them.` : "",
    dropped ? `More was found than is kept: ${plural(dropped, "finding")}.` : "",
    ...Object.entries(broken).map(
      ([rule, error]) => `The rule ${rule} broke, and is out of service (${error}).`,
    ),
  ].filter(Boolean);
}

/** @param {import("./feed.js").Entry} entry */
function isNews({ kind, what }) {
  return kind === "finding" || (kind === "admin" && STEERED.test(what ?? ""));
}

/** @type {WeakMap<import("./api.js").Api, Findings>} */
const known = new WeakMap();

/**
 * Return what the page knows of the findings in its tenant; there is one of it.
 *
 * @param {import("./view.js").Context} ctx
 * @returns {Findings}
 */
export function findingsOf(ctx) {
  const found = known.get(ctx.api) ?? new Findings(ctx);
  known.set(ctx.api, found);
  return found;
}
