// Owns what the page knows of all conversations: read once, then only where the journal has news.

import { Emitter } from "./emitter.js";
import { coalesced } from "./coalesced.js";

const NEWS_MS = 300;
const AGAIN_MS = 5_000;
const IDS_MAX = 200;
const BEGINNINGS_MAX = 5; // of a reading whose pages are deleted under it

/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} state
 * @property {string} userId
 * @property {string} [userName]
 * @property {string} [queue]
 * @property {string} [queueName] where it differs from the id
 * @property {string} [agent]
 * @property {string} [agentName]
 * @property {string} [medium]
 * @property {string} [closeReason]
 * @property {string} createdAt
 * @property {string} updatedAt
 * @property {string} [waitingSince] while nobody has accepted it
 * @property {number} messageCount
 * @property {number} reconnects
 * @property {number} sockets
 */

/** @typedef {{rows: Row[], counts: Record<string, number>, lastId: number,
 *   nextCursor?: string}} Told What the API answers; it is as new as the journal's `lastId`. */

/** All conversations of the tenant, newest first. Event: `change`. */
export class Board extends Emitter {
  /** @param {import("./view.js").Context} ctx */
  constructor(ctx) {
    super();
    this.ctx = ctx;
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    /** @type {Record<string, number>} */
    this.counts = {};
    this.isRead = false;
    this.isReading = false;
    /** How many readings of all were begun: who began before another's gives way to it. */
    this.readings = 0;
    /** What came of some lines while all are read. @type {{told: Told, ids: string[]}[] | null} */
    this.meanwhile = null;
    this.isEnded = false;
    /** @type {Set<string>} */
    this.stale = new Set();
    this.news = coalesced(() => this.#freshen(), NEWS_MS);
    this.again = coalesced(() => this.#anew(), AGAIN_MS);
    this.ends = [
      ctx.feed.on("resync", () => this.#anew()),
      ctx.feed.on("entries", (entries) => this.#hear(entries)),
      this.news.stop,
      this.again.stop,
    ];
  }

  /** Let go of all. */
  end() {
    this.isEnded = true;
    for (const end of this.ends) end();
  }

  /** Read all lines. */
  async read() {
    this.readings += 1;
    const mine = this.readings;
    this.meanwhile = [];
    const pages = await this.#pages(() => mine === this.readings);
    if (mine !== this.readings) return;
    this.rows = new Map(pages.flatMap(({ rows }) => rows.map((row) => [row.id, row])));
    this.counts = pages[pages.length - 1].counts;
    this.isRead = true;
    const meanwhile = this.meanwhile ?? [];
    this.meanwhile = null;
    for (const { ids, told } of meanwhile) {
      const later = pages.filter((page) => page.lastId > told.lastId); // these know more
      const known = new Set(later.flatMap((page) => page.rows.map((row) => row.id)));
      const left = ids.filter((id) => !known.has(id));
      this.#put(left, told);
    }
    this.emit("change");
  }

  /**
   * Read page after page; from the first again, where the line that a page ended with is gone.
   *
   * @param {() => boolean} isWanted
   */
  async #pages(isWanted) {
    /** @type {Told[]} */
    let pages = [];
    let beginnings = 1;
    for (let cursor = ""; pages.length === 0 || (cursor && isWanted());) {
      try {
        pages.push(await this.ctx.api.get("/board", { cursor }));
        cursor = pages[pages.length - 1].nextCursor ?? "";
      } catch (error) {
        const { status } = /** @type {import("./api.js").ApiError} */ (error);
        if (!cursor || status !== 400 || beginnings === BEGINNINGS_MAX) throw error;
        beginnings += 1;
        [pages, cursor] = [[], ""];
      }
    }
    return pages;
  }

  /** Read all anew; where nobody answers, what is shown stays, and it is asked for again. */
  async #anew() {
    try {
      await this.read();
    } catch {
      if (!this.isEnded) this.again(); // the banner says it; when the server is back, all is read at once
    }
  }

  /** @param {import("./feed.js").Entry[]} entries */
  #hear(entries) {
    for (const { kind, conversationId } of entries) {
      if (conversationId && (kind === "event" || kind === "socket")) this.stale.add(conversationId);
    }
    if (this.stale.size) this.news();
  }

  async #freshen() {
    if (this.isReading) return; // who reads now asks for what is stale by then
    this.isReading = true;
    const before = this.readings;
    const ids = [...this.stale].slice(0, IDS_MAX);
    for (const id of ids) this.stale.delete(id);
    try {
      const told = await this.ctx.api.get("/board", { ids: ids.join(",") });
      if (before === this.readings) this.#take(ids, told);
      else for (const id of ids) this.stale.add(id); // perhaps it is another server's answer
    } catch {
      for (const id of ids) this.stale.add(id); // all is read anew when the server is back
      return;
    } finally {
      this.isReading = false;
    }
    if (this.stale.size) this.news();
  }

  /**
   * @param {string[]} ids
   * @param {Told} told
   */
  #take(ids, told) {
    this.meanwhile?.push({ ids, told });
    this.#put(ids, told);
    this.counts = told.counts;
    this.emit("change");
  }

  /**
   * @param {string[]} ids
   * @param {Told} told
   */
  #put(ids, told) {
    const found = new Map(told.rows.map((row) => [row.id, row]));
    /** @type {Row[]} */
    const fresh = [];
    for (const id of ids) {
      const row = found.get(id);
      if (!row) this.rows.delete(id);
      else if (this.rows.has(id)) this.rows.set(id, row);
      else fresh.push(row);
    }
    if (!fresh.length) return;
    fresh.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    this.rows = new Map([
      ...fresh.map((row) => /** @type {const} */ ([row.id, row])),
      ...this.rows,
    ]);
  }
}
