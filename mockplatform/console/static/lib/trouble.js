// Owns what the page knows of faults and outages: asked again when the journal or the clock says so.

import { Emitter } from "./emitter.js";
import { coalesced } from "./view.js";

const NEWS_MS = 400;
const HELD_MS = 3_000;
const SOON_MS = 50;
const WAIT_MS_MAX = 3_600_000;
const OUTAGES = "outage:";
const STEERED = new Set(["admin", "clock", "fault"]);

/**
 * @typedef {object} Fault
 * @property {string} id
 * @property {Record<string, any>} where
 * @property {Record<string, any>} when
 * @property {Record<string, any>} what
 * @property {"waiting" | "open" | "shut"} state
 * @property {number} fired
 * @property {number} held
 * @property {string} setAt
 * @property {string} opensAt
 * @property {string} [shutsAt]
 * @property {string} [endsAt]
 * @property {number} seed
 */

/**
 * @typedef {object} Outage
 * @property {string} name
 * @property {string} title
 * @property {string} stages
 * @property {string} client
 * @property {string} for
 * @property {"idle" | "waiting" | "running" | "over"} state
 * @property {string} [since]
 * @property {string} [until]
 * @property {number} [intensity]
 * @property {number} [seed]
 * @property {number} fired
 * @property {{id: string, state: string, fired: number, held: number}[]} faults
 * @property {any[]} [steps]
 * @property {any[]} [ramps]
 */

/**
 * Return the name of the outage that a fault belongs to; "" if it is one of one's own.
 *
 * @param {string} id
 */
export function outageOf(id) {
  return id.startsWith(OUTAGES) ? id.split(":")[1] : "";
}

/**
 * The tenant's faults, and its outages while somebody watches them. Event: `change`.
 *
 * The faults alone tell what is active: to ask for the outages makes the server read their files,
 * which is not done before somebody looks at them.
 */
export class Trouble extends Emitter {
  /** @param {import("./view.js").Context} ctx */
  constructor(ctx) {
    super();
    this.ctx = ctx;
    /** @type {Fault[]} */
    this.faults = [];
    /** @type {Outage[]} */
    this.outages = [];
    this.watchers = 0;
    this.isRead = false;
    this.news = coalesced(() => this.refresh(), NEWS_MS);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.next = undefined;
    ctx.feed.on("resync", () => this.refresh());
    ctx.feed.on("state", (state) => state === "live" && this.refresh());
    ctx.feed.on("entries", (entries) => this.#hear(entries));
    ctx.clock.on("change", () => this.#wait());
  }

  /** Faults of one's own that act or will act. */
  get own() {
    return this.faults.filter((one) => !outageOf(one.id) && one.state !== "shut");
  }

  /** Names of the outages that run or wait. */
  get running() {
    return [...new Set(this.faults.map((one) => outageOf(one.id)).filter(Boolean))];
  }

  /**
   * Ask for the outages too, until the returned function is called.
   *
   * @returns {() => void}
   */
  watch() {
    this.watchers += 1;
    this.refresh();
    return () => {
      this.watchers -= 1;
    };
  }

  /** Ask the server; it is told by `change`. What goes wrong is told by the shell's banner. */
  async refresh() {
    try {
      const [{ faults }, known] = await Promise.all([
        this.ctx.api.get("/faults"),
        this.watchers ? this.ctx.api.get("/outages") : null,
      ]);
      this.faults = faults;
      if (known) this.outages = known.outages;
      this.isRead = known !== null || this.isRead;
      this.#wait();
      this.emit("change");
    } catch {
      // All is asked again when the stream is back.
    }
  }

  /** End all of it: what was held goes on at once. */
  async endAll() {
    await this.ctx.api.call("DELETE", "/faults");
    await this.refresh();
  }

  /** @param {import("./feed.js").Entry[]} entries */
  #hear(entries) {
    const isNews = entries.some(
      (one) => STEERED.has(one.kind) || (one.kind === "note" && one.code?.startsWith("outage.")),
    );
    if (isNews) this.news();
  }

  /** Ask again when a window opens or shuts, of which the journal says nothing. */
  #wait() {
    clearTimeout(this.next);
    const { clock } = this.ctx;
    const now = clock.now();
    const due = this.faults
      .flatMap((one) => [one.opensAt, one.shutsAt, one.endsAt])
      .map((at) => Date.parse(at ?? ""))
      .filter((at) => at > now);
    const rate = clock.isPaused ? 0 : (clock.told?.rate ?? 1);
    const isHeld = this.watchers > 0 && this.faults.some((one) => one.held > 0);
    const wait = Math.min(
      (Math.min(...due) - now) / rate + SOON_MS,
      isHeld ? HELD_MS : Infinity,
      WAIT_MS_MAX,
    );
    if (due.length || isHeld) this.next = setTimeout(() => this.#ask(), wait || HELD_MS);
  }

  #ask() {
    if (document.hidden) this.#wait();
    else this.refresh();
  }
}

/** @type {WeakMap<import("./api.js").Api, Trouble>} */
const known = new WeakMap();

/**
 * Return what the page knows of the trouble in its tenant; there is one of it.
 *
 * @param {import("./view.js").Context} ctx
 * @returns {Trouble}
 */
export function troubleOf(ctx) {
  const found = known.get(ctx.api) ?? new Trouble(ctx);
  known.set(ctx.api, found);
  return found;
}
