// Owns entries in one of the browser's storages: under a prefix, with an end, and never throwing.
// A storage may be blocked, damaged or full at any moment, and the chat goes on: in memory then.

import { Emitter } from "./emitter.js";
import { entryOf, inOrder, rankOf } from "./entry.js";
import { entryBytes, Quota } from "./quota.js";

/** What can be fetched again is named so, and evicted when room is short. */
const CACHE_MARK = "cache_";
/** So many of the newest that can be fetched again stay, unless the storage is really full. */
const NEWEST_KEPT = 20;
/** A disk fills up while the page is open: after so long, the next write has it looked at again. */
const LOOK_EACH_MS = 60_000;

/** @typedef {{key: string, value: any, at: number}} CachedEntry */
/**
 * @typedef {import("./entry.js").TierEntry} TierEntry
 * @typedef {import("./entry.js").Evictable} Evictable
 */

/**
 * One tier. Tells `notice` when it gives way to memory, and `evicted` with `{count, keys, bytes}`:
 * that much has to be fetched from the platform if it is wanted again.
 */
export class Tier extends Emitter {
  #env;
  #find;
  #prefix;
  #ttlMs;
  #quota;
  /** @type {Map<string, string>} What the storage did not take. */
  #memory = new Map();
  /** @type {Map<string, Evictable> | null} What may go, oldest first. */
  #cache = null;
  #newestRank = 0;
  #lookedAt;
  #isInMemory = false;
  #counts = { evicted: 0, damaged: 0 };

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {() => Storage | null} parts.storage is asked each time: access can be withdrawn
   * @param {string} parts.prefix keeps widgets and tabs apart
   * @param {number | null} [parts.ttlMs] how long an entry lives; null: as long as the storage
   * @param {Quota} [parts.quota]
   */
  constructor({ env, storage, prefix, ttlMs = null, quota = new Quota() }) {
    super();
    this.#env = env;
    this.#find = storage;
    this.#prefix = prefix;
    this.#ttlMs = ttlMs;
    this.#quota = quota;
    this.#lookedAt = env.now();
  }

  /** How many entries went for want of room, and how many because they could not be read. */
  get counts() {
    return { ...this.#counts };
  }

  /** Whether something is kept in memory only, and would not survive a reload. */
  get isInMemory() {
    return this.#isInMemory;
  }

  /**
   * Reads a value. What has ended or is damaged is dropped, and is as if it had never been.
   * @param {string} key
   * @returns {any} undefined if there is none
   */
  get(key) {
    return this.#read(this.#prefix + key)?.v;
  }

  /**
   * Writes a value. Where it does not fit it is kept in memory, and what the storage had before
   * stays there for a reload to find.
   * @param {string} key
   * @param {any} value of JSON
   * @param {{ttlMs?: number | null}} [how]
   * @returns {boolean} whether it will survive a reload
   */
  set(key, value, { ttlMs = this.#ttlMs } = {}) {
    return this.#write(this.#prefix + key, value, ttlMs);
  }

  /**
   * Takes a value away.
   * @param {string} key
   */
  remove(key) {
    this.#remove(this.#prefix + key);
  }

  /**
   * Writes what can be fetched again. The oldest of it goes when room is short; what is older than
   * all that is there takes no room from it.
   * @param {string} key
   * @param {any} value of JSON
   * @param {number} [rank] its place among the others: the lowest is the oldest. Without it, what is
   *   written last is the newest
   * @returns {boolean} whether it will survive a reload
   */
  cache(key, value, rank) {
    return this.#write(this.#prefix + CACHE_MARK + key, value, this.#ttlMs, rank);
  }

  /**
   * Reads all of that whose key begins so, oldest first.
   * @param {string} [start]
   * @returns {CachedEntry[]}
   */
  cached(start = "") {
    const mark = this.#prefix + CACHE_MARK;
    return [...this.#evictable().keys()]
      .filter((name) => name.startsWith(mark + start))
      .map((name) => ({ name, entry: this.#read(name) }))
      .filter(({ entry }) => entry !== undefined)
      .map(({ name, entry }) => ({
        key: name.slice(mark.length),
        value: entry?.v,
        at: Number(entry?.at),
      }));
  }

  /**
   * Takes all of that away whose key begins so.
   * @param {string} [start]
   */
  uncache(start = "") {
    const mark = this.#prefix + CACHE_MARK + start;
    const names = [...this.#evictable().keys(), ...this.#memory.keys()];
    for (const name of names) if (name.startsWith(mark)) this.#remove(name);
  }

  /** Takes everything away that is this tier's; other widgets and the page keep theirs. */
  clear() {
    for (const name of this.#names()) this.#remove(name);
  }

  /** Takes everything away, and takes nothing in any more, whoever still holds on to this. */
  seal() {
    this.clear();
    this.#find = () => null;
  }

  /**
   * Makes room before it is needed, if the disk runs full (Guide, edge case 2).
   * @returns {Promise<void>}
   */
  async tend() {
    this.#lookedAt = this.#env.now();
    await this.#quota.look(this.#env);
    this.#makeRoom(0);
  }

  /**
   * @param {string} name
   * @returns {TierEntry | undefined}
   */
  #read(name) {
    const text = this.#memory.get(name) ?? this.#try((storage) => storage.getItem(name));
    if (text === null || text === undefined) return undefined;
    const entry = entryOf(text);
    if (!entry) this.#counts.damaged += 1;
    if (entry && !(entry.until !== undefined && entry.until <= this.#env.now())) return entry;
    this.#remove(name);
    return undefined;
  }

  /**
   * @param {string} name
   * @param {any} value
   * @param {number | null} ttlMs
   * @param {number} [n]
   * @returns {boolean}
   */
  #write(name, value, ttlMs, n) {
    const at = this.#env.now();
    const until = ttlMs === null ? undefined : at + ttlMs;
    const text = JSON.stringify({ v: value, at, until, n });
    const bytes = entryBytes(name, text);
    const below = this.#isEvictable(name) ? (n ?? at) : Number.POSITIVE_INFINITY;
    this.#evictable().delete(name); // its place may be another one now
    if (this.#excess(bytes) > 0 && this.#isOldest(below)) return false;
    this.#makeRoom(bytes, below);
    let isStored = this.#put(name, text);
    while (!isStored && this.#evict(bytes, 0, below)) isStored = this.#put(name, text);
    this.#remember(name, text, isStored);
    if (at - this.#lookedAt >= LOOK_EACH_MS) {
      this.#lookedAt = at;
      this.#env.idle(() => this.tend());
    }
    return isStored;
  }

  /**
   * @param {string} name
   * @returns {boolean} whether it can be fetched again
   */
  #isEvictable(name) {
    return name.startsWith(this.#prefix + CACHE_MARK);
  }

  /**
   * @param {number} rank
   * @returns {boolean} whether all that can be fetched again is newer, and there is some
   */
  #isOldest(rank) {
    const [oldest] = this.#evictable().values();
    return oldest !== undefined && rank < oldest.rank;
  }

  /**
   * Gives what can be fetched again its place among the others.
   * @param {string} name
   * @param {string} text
   */
  #place(name, text) {
    if (!this.#isEvictable(name)) return;
    const cache = this.#evictable();
    const one = { rank: rankOf(entryOf(text)), bytes: entryBytes(name, text) };
    const isLate = cache.size > 0 && one.rank < this.#newestRank;
    cache.set(name, one);
    if (isLate) this.#cache = inOrder([...cache]);
    else this.#newestRank = one.rank;
  }

  /**
   * Keeps in memory what the storage did not take, and brings it back when there is room again.
   * @param {string} name
   * @param {string} text
   * @param {boolean} isStored
   */
  #remember(name, text, isStored) {
    if (!isStored) this.#memory.set(name, text);
    else {
      this.#memory.delete(name);
      for (const [other, kept] of this.#memory) {
        if (!this.#put(other, kept)) break; // each one that does not fit is measured
        this.#memory.delete(other);
      }
    }
    this.#tellWhere();
  }

  /**
   * @param {string} name
   * @param {string} text
   * @returns {boolean}
   */
  #put(name, text) {
    const bytes = entryBytes(name, text);
    const before = this.#try((storage) => storage.getItem(name)) ?? null;
    const growthBytes = bytes - (before === null ? 0 : entryBytes(name, before));
    try {
      const storage = this.#find();
      if (!storage) return false;
      storage.setItem(name, text);
      this.#quota.grew(growthBytes);
      this.#place(name, text);
      return true;
    } catch {
      this.#try((full) => this.#quota.wasFull(full, growthBytes));
      return false;
    }
  }

  /** @param {string} name */
  #remove(name) {
    this.#memory.delete(name);
    this.#cache?.delete(name);
    this.#try((storage) => {
      const before = storage.getItem(name);
      storage.removeItem(name);
      if (before !== null) this.#quota.grew(-entryBytes(name, before));
    });
  }

  /**
   * @param {number} growthBytes
   * @returns {number} how many bytes should go before
   */
  #excess(growthBytes) {
    return this.#try((storage) => this.#quota.excess(storage, growthBytes)) ?? 0;
  }

  /**
   * @param {number} growthBytes
   * @param {number} [below] only what is older than this goes for it
   */
  #makeRoom(growthBytes, below = Number.POSITIVE_INFINITY) {
    const excess = this.#excess(growthBytes);
    if (excess > 0) this.#evict(excess, NEWEST_KEPT, below);
  }

  /**
   * Lets the oldest go until so much is free, or only the newest are left.
   * @param {number} bytes
   * @param {number} kept
   * @param {number} below
   * @returns {number} how many went
   */
  #evict(bytes, kept, below) {
    const all = [...this.#evictable()];
    const gone = [];
    let freed = 0;
    for (const [name, one] of all.slice(0, Math.max(0, all.length - kept))) {
      if (freed >= bytes || one.rank > below) break;
      freed += one.bytes;
      this.#remove(name);
      gone.push(name.slice((this.#prefix + CACHE_MARK).length));
    }
    this.#counts.evicted += gone.length;
    if (gone.length) this.emit("evicted", { count: gone.length, keys: gone, bytes: freed });
    return gone.length;
  }

  /** @returns {Map<string, Evictable>} what may go, oldest first */
  #evictable() {
    if (this.#cache) return this.#cache;
    /** @type {Array<[string, Evictable]>} */
    const found = [];
    for (const name of this.#names().sort()) {
      if (!this.#isEvictable(name)) continue;
      const text = this.#try((storage) => storage.getItem(name)) ?? "";
      found.push([name, { rank: rankOf(entryOf(text)), bytes: entryBytes(name, text) }]);
    }
    this.#cache = inOrder(found);
    this.#newestRank = Math.max(0, ...[...this.#cache.values()].slice(-1).map((one) => one.rank));
    return this.#cache;
  }

  /** @returns {string[]} all names of this tier, wherever they are */
  #names() {
    const stored = this.#try((storage) =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ""),
    );
    const names = new Set([...(stored ?? []), ...this.#memory.keys()]);
    return [...names].filter((name) => name.startsWith(this.#prefix));
  }

  /** Tells when writing goes to memory, and again when it no longer does. */
  #tellWhere() {
    const isInMemory = this.#memory.size > 0;
    if (isInMemory === this.#isInMemory) return;
    this.#isInMemory = isInMemory;
    const text = isInMemory
      ? "This browser keeps no more for the chat. It goes on, but a reload may lose what is not sent."
      : "This browser keeps the chat again.";
    this.emit("notice", { code: isInMemory ? "storage-full" : "storage-works", text });
  }

  /**
   * @template T
   * @param {(storage: Storage) => T} act
   * @returns {T | undefined} undefined where there is no storage, or it refuses
   */
  #try(act) {
    try {
      const storage = this.#find();
      return storage ? act(storage) : undefined;
    } catch {
      return undefined;
    }
  }
}
