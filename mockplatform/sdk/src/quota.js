// Owns how much a storage takes, and when it is so full that the oldest has to go.
// Guide, edge case 2: browsers give 5 to 10 megabytes an origin; at 80 % a sliding window evicts.

/** The least that browsers give an origin's sessionStorage or localStorage. */
export const QUOTA_BYTES = 5 * 1024 * 1024;
/** The share at which the oldest goes. */
export const QUOTA_SHARE = 0.8;
/** It goes until so much less is used, so that not every write has to evict. */
const QUOTA_ROOM_SHARE = 0.1;
/** Others write into the same storage: after so many writes of ours it is measured anew. */
const MEASURE_EACH_WRITES = 32;
/** Storages keep text as UTF-16; a browser that packs it tighter only has more room. */
const BYTES_A_CHAR = 2;

/**
 * @param {string} name
 * @param {string} text
 * @returns {number} what an entry takes of the quota
 */
export function entryBytes(name, text) {
  return (name.length + text.length) * BYTES_A_CHAR;
}

/** The quota of one storage, which the whole origin shares. */
export class Quota {
  #bytes;
  #share;
  #used = 0;
  #writes = 0;
  #isDiskFull = false;

  /** @param {{bytes?: number, share?: number}} [options] */
  constructor({ bytes = QUOTA_BYTES, share = QUOTA_SHARE } = {}) {
    this.#bytes = bytes;
    this.#share = share;
  }

  /** How many bytes the storage is taken to have: assumed, until it says that it is full. */
  get bytes() {
    return this.#bytes;
  }

  /** How many of them are used. */
  get used() {
    return this.#used;
  }

  /**
   * Learns of a write that is to come.
   * @param {Storage} storage
   * @param {number} growthBytes
   * @returns {number} how many bytes should go first; 0 while there is room
   */
  excess(storage, growthBytes) {
    if (this.#writes % MEASURE_EACH_WRITES === 0) this.#used = bytesIn(storage);
    this.#writes += 1;
    const after = this.#used + growthBytes;
    if (this.#isDiskFull) return after;
    if (after <= this.#bytes * this.#share) return 0;
    return Math.ceil(after - this.#bytes * (this.#share - QUOTA_ROOM_SHARE));
  }

  /**
   * Learns that the storage has grown, or shrunk.
   * @param {number} bytes
   */
  grew(bytes) {
    this.#used += bytes;
  }

  /**
   * Learns that the storage did not take a write: it has less than that would have made. The
   * browser's word counts, whatever was assumed.
   * @param {Storage} storage
   * @param {number} growthBytes
   */
  wasFull(storage, growthBytes) {
    this.#used = bytesIn(storage);
    this.#bytes = Math.min(this.#bytes, this.#used + growthBytes);
  }

  /**
   * Looks at the disk as a whole: where it runs full, browsers clear what they like.
   * @param {Pick<import("./env.js").Env, "estimate">} env
   * @returns {Promise<void>}
   */
  async look(env) {
    const told = await env.estimate().catch(() => undefined);
    const { usage = 0, quota = 0 } = told ?? {};
    this.#isDiskFull = quota > 0 && usage >= quota * this.#share;
  }
}

/**
 * @param {Storage} storage
 * @returns {number}
 */
function bytesIn(storage) {
  let bytes = 0;
  for (let index = 0; index < storage.length; index += 1) {
    const name = storage.key(index) ?? "";
    bytes += entryBytes(name, storage.getItem(name) ?? "");
  }
  return bytes;
}
