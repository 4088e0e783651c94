// Owns what the desk knows of one conversation: what happened, who types, who has read how far.
//
// Events are read on from where the last look ended. Typing and read marks are kept nowhere but in
// the journal (kind `signal`), so they come from there.

import { Emitter } from "../lib/emitter.js";
import { coalesced } from "../lib/view.js";

const NEWS_MS = 120;
const PAGE_EVENTS = 200;
const SIGNALS_READ = 100;
const TYPING_MS = 8_000; // who says no more for so long types no more

/** @typedef {import("../lib/board.js").Row} Row */
/** @typedef {{purpose: string, id: string, name?: string}} Person */
/** @typedef {Record<string, any> & {seq: number, event: string, at: string}} Happened */

/**
 * One conversation, live. Events: `change` (state or events), `signals` (typing, read marks),
 * `gone` (there is no such conversation), `failed` (an error).
 */
export class Talk extends Emitter {
  /**
   * @param {import("../lib/view.js").Context} ctx
   * @param {string} id
   */
  constructor(ctx, id) {
    super();
    this.ctx = ctx;
    this.id = id;
    /** @type {Row | null} */
    this.row = null;
    /** @type {Happened[]} */
    this.events = [];
    /** Until when offers ring, by what the platform said last. */
    this.ringUntil = "";
    /** @type {Map<string, {purpose: string, until: number}>} */
    this.typing = new Map();
    /** @type {Map<string, {purpose: string, seq: number}>} */
    this.seen = new Map();
    this.isReading = false;
    this.isStale = false;
    this.isEnded = false;
    this.news = coalesced(() => this.read(), NEWS_MS);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.quiet = undefined;
    this.ends = [
      ctx.feed.on("entries", (entries) => this.#hear(entries)),
      ctx.feed.on("resync", () => this.#anew()),
      this.news.stop,
      () => clearTimeout(this.quiet),
    ];
  }

  /** Read all that there is. */
  async begin() {
    await this.read();
    await this.#readSignals(); // behind the messages, which end their senders' typing
  }

  /** Let go of all. */
  end() {
    this.isEnded = true;
    for (const end of this.ends) end();
  }

  /** Read what is new; at most one reading runs at a time. */
  async read() {
    if (this.isReading) {
      this.isStale = true;
      return;
    }
    this.isReading = true;
    try {
      do {
        this.isStale = false;
        await this.#look();
      } while (this.isStale && !this.isEnded);
    } catch (error) {
      this.#fail(error);
    } finally {
      this.isReading = false;
    }
  }

  /** Whether there is more before what is shown. */
  get hasOlder() {
    return this.events.length > 0 && this.events[0].seq > 1;
  }

  /** Read a page of what was before. */
  async older() {
    const first = this.events[0]?.seq ?? 1;
    const after = Math.max(0, first - 1 - PAGE_EVENTS);
    const page = await this.#page(after, first - 1 - after);
    this.events = [...page.events, ...this.events];
    this.emit("change");
  }

  /** Who types now, but for one. @param {string} but an id */
  typists(but) {
    const now = Date.now();
    return [...this.typing]
      .filter(([id, { until }]) => until > now && id !== but)
      .map(([id, { purpose }]) => ({ id, purpose, name: this.nameOf(id) }));
  }

  /** How far the customer has read; 0: nothing is known. */
  get customerSeen() {
    const marks = [...this.seen.values()].filter((one) => one.purpose === "customer");
    return Math.max(0, ...marks.map((one) => one.seq));
  }

  /**
   * Return how somebody is called, as far as this conversation says.
   *
   * @param {string} id
   */
  nameOf(id) {
    const { row } = this;
    if (row?.userId === id) return row.userName ?? id;
    for (const { sender, person, agent } of this.events) {
      for (const one of [sender, person, agent]) if (one?.id === id && one.name) return one.name;
    }
    return id;
  }

  async #look() {
    const last = this.events.at(-1)?.seq ?? 0;
    const [board, page] = await Promise.all([
      this.ctx.api.get("/board", { ids: this.id }),
      last ? this.#page(last) : this.#newest(),
    ]);
    if (this.isEnded) return;
    if (page.latestSeq < last) {
      this.events = []; // the tenant was put back to an earlier state
      this.isStale = true;
      return;
    }
    this.row = board.rows[0] ?? null;
    this.#take(page.events);
    if (page.hasMore) this.isStale = true;
    this.emit(this.row ? "change" : "gone");
  }

  async #newest() {
    const page = await this.#page(0);
    return page.hasMore ? this.#page(page.latestSeq - PAGE_EVENTS) : page;
  }

  /**
   * @param {number} after
   * @param {number} [limit]
   * @returns {Promise<{events: Happened[], latestSeq: number, hasMore: boolean}>}
   */
  #page(after, limit = PAGE_EVENTS) {
    const path = `/conversations/${encodeURIComponent(this.id)}/events`;
    return this.ctx.api.get(path, { after, limit });
  }

  /** @param {Happened[]} events */
  #take(events) {
    const last = this.events.at(-1)?.seq ?? 0;
    for (const event of events) {
      if (event.seq <= last) continue;
      this.events.push(event);
      if (event.event === "MessageSent") this.typing.delete(event.sender.id);
      if (event.event === "StateChanged") this.ringUntil = event.ringUntil ?? "";
    }
  }

  async #readSignals() {
    const query = { kind: "signal", conversationId: this.id, limit: SIGNALS_READ };
    const told = await this.ctx.api.get("/journal", query).catch(() => ({ entries: [] }));
    this.#signalled(told.entries);
  }

  /** @param {import("../lib/feed.js").Entry[]} entries */
  #hear(entries) {
    const its = entries.filter((one) => one.conversationId === this.id);
    if (its.some((one) => one.kind === "event" || one.kind === "socket")) this.news();
    this.#signalled(its.filter((one) => one.kind === "signal"));
  }

  /** @param {import("../lib/feed.js").Entry[]} entries */
  #signalled(entries) {
    for (const { type, subject, purpose, state, seq, at, wallAt } of entries) {
      if (type === "typing" && state === "on") {
        if (this.#hasSpoken(subject, at)) continue;
        this.typing.set(subject, { purpose, until: Date.parse(wallAt) + TYPING_MS });
      } else if (type === "typing") {
        this.typing.delete(subject);
      } else {
        const before = this.seen.get(subject)?.seq ?? 0;
        this.seen.set(subject, { purpose, seq: Math.max(seq, before) });
      }
    }
    if (entries.length) this.#tellSignals();
  }

  /**
   * Whether somebody has said what he typed then.
   *
   * @param {string} id
   * @param {string} since
   */
  #hasSpoken(id, since) {
    const said = this.events.findLast((one) => one.event === "MessageSent" && one.sender.id === id);
    return said !== undefined && said.at >= since;
  }

  /** Tell, and again when the first of them types no more. */
  #tellSignals() {
    clearTimeout(this.quiet);
    const now = Date.now();
    for (const [id, { until }] of this.typing) if (until <= now) this.typing.delete(id);
    const next = Math.min(...[...this.typing.values()].map((one) => one.until));
    if (this.typing.size) this.quiet = setTimeout(() => this.#tellSignals(), next - now + 50);
    this.emit("signals");
  }

  #anew() {
    this.events = [];
    this.seen.clear();
    this.typing.clear();
    this.begin();
  }

  /** @param {unknown} error */
  #fail(error) {
    if (this.isEnded) return;
    const { status } = /** @type {import("../lib/api.js").ApiError} */ (error);
    if (status === 404) {
      this.row = null;
      this.emit("gone");
    } else {
      this.emit("failed", error);
    }
  }
}
