// Owns what the page knows of all conversations: read once, then only where the journal has news.

import { Emitter } from "./emitter.js";
import { coalesced } from "./view.js";

const NEWS_MS = 300;
const IDS_MAX = 200;

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
    /** @type {Set<string>} */
    this.stale = new Set();
    this.news = coalesced(() => this.#freshen(), NEWS_MS);
    this.ends = [
      ctx.feed.on("resync", () => this.read()),
      ctx.feed.on("entries", (entries) => this.#hear(entries)),
      this.news.stop,
    ];
  }

  /** Let go of all. */
  end() {
    for (const end of this.ends) end();
  }

  /** Read all lines. */
  async read() {
    /** @type {Map<string, Row>} */
    const rows = new Map();
    let cursor = "";
    do {
      const page = await this.ctx.api.get("/board", { cursor });
      for (const row of page.rows) rows.set(row.id, row);
      this.counts = page.counts;
      cursor = page.nextCursor ?? "";
    } while (cursor);
    this.rows = rows;
    this.isRead = true;
    this.emit("change");
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
    const ids = [...this.stale].slice(0, IDS_MAX);
    for (const id of ids) this.stale.delete(id);
    try {
      this.#take(ids, await this.ctx.api.get("/board", { ids: ids.join(",") }));
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
   * @param {{rows: Row[], counts: Record<string, number>}} told
   */
  #take(ids, told) {
    const found = new Map(told.rows.map((row) => [row.id, row]));
    const fresh = told.rows.filter((row) => !this.rows.has(row.id));
    for (const id of ids) {
      const row = found.get(id);
      if (row && this.rows.has(id)) this.rows.set(id, row);
      else if (!row) this.rows.delete(id);
    }
    if (fresh.length) {
      fresh.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
      this.rows = new Map([
        ...fresh.map((row) => /** @type {const} */ ([row.id, row])),
        ...this.rows,
      ]);
    }
    this.counts = told.counts;
    this.emit("change");
  }
}
