// Owns what happened to one conversation, out of the journal and the conversation's own events.
//
// The journal has everything, but its ring forgets; the events are kept as long as the
// conversation. What both tell is told once: an event by its version, which is its seq. Older
// things are fetched page by page; what is told is without gaps as far back as all sources reach.

import { coalesced } from "./coalesced.js";
import { Emitter } from "./emitter.js";
import { kindOf } from "./story-kinds.js";

const PAGE = 200;
const ITEMS_MAX = 3_000;
const NEWS_MS = 200;

/** @typedef {import("./feed.js").Entry} Entry */
/** @typedef {import("./story-kinds.js").Item} Item */

/**
 * @typedef {object} Source One question to the journal.
 * @property {Record<string, string>} query
 * @property {number} reaches the oldest entry's id that it has told
 * @property {boolean} isDone whether there is nothing older
 */

/** The story of a conversation. Event: `change`. */
export class Story extends Emitter {
  /**
   * @param {Pick<import("./view.js").Context, "api" | "feed">} ctx
   * @param {string} id the conversation's
   * @param {string} userId its customer's
   */
  constructor({ api, feed }, id, userId) {
    super();
    this.api = api;
    this.id = id;
    this.userId = userId;
    /** @type {Map<number, Entry>} */
    this.entries = new Map();
    /** @type {Map<number, import("./story-kinds.js").Body>} */
    this.bodies = new Map();
    this.firstSeq = Infinity;
    this.lastSeq = 0;
    this.evicted = 0;
    /** @type {Source[]} */
    this.sources = [];
    this.news = coalesced(() => this.#freshen(), NEWS_MS);
    this.hasNewEvents = false;
    this.isReading = false;
    this.ends = [
      feed.on("entries", (entries) => this.#hear(entries)),
      feed.on("resync", () => this.isRead && this.read().catch(() => {})),
      this.news.stop,
    ];
  }

  /** Let go of all. */
  end() {
    for (const end of this.ends) end();
  }

  /** Whether it was read. */
  get isRead() {
    return this.sources.length > 0;
  }

  /** Whether there may be something older than what is told. */
  get hasOlder() {
    return this.sources.some((one) => !one.isDone) || this.firstSeq > 1;
  }

  /** The oldest entry's id from which on nothing is missing; 0 where there is nothing older. */
  get reaches() {
    return Math.max(0, ...this.sources.map((one) => (one.isDone ? 0 : one.reaches)));
  }

  /** Whether what is told reaches back behind what the journal still has. */
  get isBeyondJournal() {
    return this.evicted > 0 && this.sources.every((one) => one.isDone);
  }

  /** Read the newest. */
  async read() {
    this.isReading = true;
    try {
      await this.#readAnew();
    } finally {
      this.isReading = false;
    }
    this.emit("change");
    if (this.hasNewEvents) this.news();
  }

  async #readAnew() {
    this.entries.clear();
    /** @type {Record<string, string>[]} */
    const asked = [{ conversationId: this.id }, { subject: this.userId }, { kind: "clock" }];
    this.sources = asked.map((query) => ({ query, reaches: Infinity, isDone: false }));
    await Promise.all(this.sources.map((source) => this.#page(source)));
    const { latestSeq } = await this.#events(0, 1);
    this.bodies.clear();
    this.lastSeq = Math.max(0, latestSeq - PAGE);
    this.firstSeq = this.lastSeq + 1;
    await this.#newer();
    await this.#cover();
  }

  /** Read a page of what is older. */
  async older() {
    const open = this.sources.filter((one) => !one.isDone);
    const latest = Math.max(0, ...open.map((one) => one.reaches));
    // Who reaches back least holds up the others: he is asked first.
    const first = open.filter((one) => one.reaches === latest);
    await Promise.all((first.length ? first : open).map((source) => this.#page(source)));
    await this.#cover();
    if (this.sources.every((one) => one.isDone) && this.firstSeq > 1) await this.#older();
    this.emit("change");
  }

  /** Return what is told, in order. @returns {Item[]} */
  items() {
    const from = this.reaches;
    /** @type {Item[]} */
    const told = [];
    const seqs = new Set();
    const entries = [...this.entries.values()].filter(({ id }) => id >= from);
    for (const entry of inOrder(entries)) {
      const seq = this.#seqOf(entry);
      if (seq) seqs.add(seq);
      told.push(item(entry, this.bodies.get(seq)));
    }
    const rest = this.#untold(seqs, told[0]?.at ?? Infinity);
    return rest.length ? rest.concat(told) : told;
  }

  /**
   * Return the events that no entry tells: those from before what the ring still has. While older
   * entries can be asked for, they are left to these.
   *
   * @param {Set<number>} seqs which are told
   * @param {number} before
   */
  #untold(seqs, before) {
    const first = Math.min(...seqs, this.lastSeq + 1);
    if (this.sources.some((one) => !one.isDone)) return [];
    return [...this.bodies.keys()]
      .filter((seq) => seq < first && !seqs.has(seq))
      .sort((a, b) => a - b)
      .map((seq) => item(undefined, this.bodies.get(seq)))
      .map((one) => (one.at > before ? { ...one, at: Math.min(one.at, before) } : one));
  }

  /** @param {Entry} entry */
  #seqOf(entry) {
    const isOwn = entry.kind === "event" && entry.stream === "conversation";
    return isOwn && entry.conversationId === this.id ? entry.version : 0;
  }

  /** @param {Source} source */
  async #page(source) {
    const before = Number.isFinite(source.reaches) ? source.reaches : undefined;
    const page = await this.api.get("/journal", { ...source.query, before, limit: PAGE });
    this.evicted = page.evicted;
    for (const entry of page.entries) this.#keep(entry);
    source.isDone = page.entries.length < PAGE;
    if (page.entries.length) source.reaches = page.entries[0].id;
  }

  /** @param {Entry} entry */
  #keep(entry) {
    if (this.#isOurs(entry)) this.entries.set(entry.id, entry);
  }

  /** @param {Entry} entry */
  #isOurs(entry) {
    if (entry.conversationId) return entry.conversationId === this.id;
    return entry.kind === "clock" || entry.subject === this.userId;
  }

  /** Read the bodies of all events that are told. */
  async #cover() {
    const seqs = [...this.entries.values()].map((entry) => this.#seqOf(entry)).filter(Boolean);
    const first = Math.min(...seqs, this.firstSeq);
    while (this.firstSeq > first && this.firstSeq > 1) await this.#older();
  }

  async #older() {
    const after = Math.max(0, this.firstSeq - 1 - PAGE);
    await this.#events(after, this.firstSeq - 1 - after);
    this.firstSeq = after + 1;
  }

  async #newer() {
    for (;;) {
      const page = await this.#events(this.lastSeq, PAGE);
      this.lastSeq = page.events.at(-1)?.seq ?? this.lastSeq;
      if (!page.hasMore) return;
    }
  }

  /**
   * @param {number} after
   * @param {number} limit
   */
  async #events(after, limit) {
    const path = `/conversations/${encodeURIComponent(this.id)}/events`;
    const page = await this.api.get(path, { after, limit: Math.max(1, limit) });
    for (const body of page.events) this.bodies.set(body.seq, body);
    return page;
  }

  /** @param {Entry[]} entries */
  #hear(entries) {
    if (!this.isRead) return;
    const ours = entries.filter((entry) => this.#isOurs(entry));
    if (!ours.length) return;
    for (const entry of ours) this.entries.set(entry.id, entry);
    this.hasNewEvents ||= ours.some((entry) => this.#seqOf(entry) > 0);
    this.#trim();
    this.news();
  }

  /** Let go of the oldest, so that the page stays small however long it is open. */
  #trim() {
    if (this.entries.size <= ITEMS_MAX) return;
    const ids = [...this.entries.keys()].sort((a, b) => a - b);
    const gone = ids.slice(0, ids.length - ITEMS_MAX * 0.8);
    for (const id of gone) {
      const seq = this.#seqOf(/** @type {Entry} */ (this.entries.get(id)));
      this.bodies.delete(seq);
      this.firstSeq = Math.max(this.firstSeq, seq + 1);
      this.entries.delete(id);
    }
    const floor = gone[gone.length - 1];
    for (const source of this.sources) {
      source.reaches = Math.max(source.reaches === Infinity ? 0 : source.reaches, floor + 1);
      source.isDone = false;
    }
  }

  async #freshen() {
    if (this.isReading) return;
    this.isReading = true;
    try {
      if (this.hasNewEvents) {
        this.hasNewEvents = false;
        await this.#newer();
      }
    } catch {
      this.hasNewEvents = true; // asked for again with the next news, or when the server is back
      return;
    } finally {
      this.isReading = false;
    }
    this.emit("change");
    if (this.hasNewEvents) this.news();
  }
}

/** What comes first of what is told of the same time. @type {Record<string, number>} */
const RANKS = { clock: 0, http: 1 };

/**
 * Sort entries by when they began. The journal has a request when it was answered, behind all that
 * it led to, and with the time at which it came: it is told there. Real time decides, as the
 * tenant's clock may go back; within its millisecond the tenant's does, and a request comes before
 * what it led to.
 *
 * @param {Entry[]} entries
 */
function inOrder(entries) {
  const sorted = entries.map((entry) => {
    const isAnswer = entry.kind === "http";
    const began = Date.parse(entry.wallAt) - (isAnswer ? (entry.elapsedMs ?? 0) : 0);
    const at = Date.parse(entry.at);
    return { entry, began: Math.floor(began), at, rank: RANKS[entry.kind] ?? 2 };
  });
  sorted.sort(
    (a, b) => a.began - b.began || a.at - b.at || a.rank - b.rank || a.entry.id - b.entry.id,
  );
  return sorted.map(({ entry }) => entry);
}

/**
 * @param {Entry | undefined} entry
 * @param {import("./story-kinds.js").Body | undefined} body
 * @returns {Item}
 */
function item(entry, body) {
  const key = entry ? `e${entry.id}` : `s${body?.seq}`;
  const kind = kindOf(entry, body);
  return { key, at: Date.parse(entry?.at ?? body?.at), kind, entry, body };
}
