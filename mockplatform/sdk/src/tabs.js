// Owns what the tabs of one browser share, if the page asks for it: state that is merged key by
// key and never overwritten as a whole. Guide, edge case 3 (BroadcastChannel, deltas).

import { Emitter } from "./emitter.js";

/**
 * A value with who wrote it when. A value that was taken away is null, so that an older one does
 * not come back.
 * @typedef {{value: any, at: number, by: string}} Stamped
 * @typedef {Record<string, Stamped>} Delta
 */

/**
 * State that several tabs hold. Of each key the last writer wins, by (time, instance id): whatever
 * the order in which the tabs hear of it, all end up with the same. Tells `change` with
 * `{key, value, by}` of what another tab has written.
 */
export class Tabs extends Emitter {
  #env;
  #instanceId;
  #where;
  /** @type {BroadcastChannel | null} */
  #channel = null;
  #isClosed = false;
  /** @type {Map<string, Stamped>} */
  #entries = new Map();
  #latest = 0;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {string} parts.deploymentId tabs of different deployments do not hear each other
   * @param {string} parts.baseUrl neither do those of different platforms and tenants
   * @param {string} parts.instanceId
   */
  constructor({ env, deploymentId, baseUrl, instanceId }) {
    super();
    this.#env = env;
    this.#instanceId = instanceId;
    this.#where = `${deploymentId}@${baseUrl}`;
  }

  /**
   * Shares with the tabs of one customer, once it is known who that is; until then nothing is
   * told to anybody, nor heard.
   * @param {string | null | undefined} userId
   */
  join(userId) {
    const Channel = this.#env.BroadcastChannel;
    if (!userId || !Channel || this.#channel || this.#isClosed) return;
    this.#channel = new Channel(`widget-tabs-${this.#where}:${userId}`);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    this.#tell({ type: "hello" });
    this.#tellAll();
  }

  /**
   * @param {string} key
   * @returns {any} undefined if there is none
   */
  get(key) {
    return this.#entries.get(key)?.value ?? undefined;
  }

  /**
   * Writes some keys, and tells the other tabs these and no others.
   * @param {Record<string, any>} values null takes a key away
   */
  merge(values) {
    // Later than whatever was heard, even if this tab's clock is behind: what is written now
    // is written knowing that.
    this.#latest = Math.max(this.#env.now(), this.#latest + 1);
    const stamp = { at: this.#latest, by: this.#instanceId };
    const delta = Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, { value: value ?? null, ...stamp }]),
    );
    for (const [key, entry] of Object.entries(delta)) this.#entries.set(key, entry);
    this.#tell({ type: "delta", delta });
  }

  /** Neither tells nor hears from now on. */
  close() {
    this.#isClosed = true;
    this.#channel?.close();
    this.#channel = null;
  }

  /** @param {any} told by a tab that may run another version of this */
  #hear(told) {
    if (told?.type === "hello") this.#tellAll();
    else if (told?.type === "delta" && typeof told.delta === "object") {
      for (const [key, entry] of Object.entries(told.delta ?? {})) this.#take(key, entry);
    }
  }

  /**
   * @param {string} key
   * @param {Stamped} entry
   */
  #take(key, entry) {
    if (!Number.isFinite(entry?.at) || typeof entry.by !== "string") return;
    const own = this.#entries.get(key);
    if (own && !isLater(entry, own)) return;
    this.#latest = Math.max(this.#latest, entry.at);
    this.#entries.set(key, entry);
    this.emit("change", { key, value: entry.value ?? undefined, by: entry.by });
  }

  #tellAll() {
    if (this.#entries.size) {
      this.#tell({ type: "delta", delta: Object.fromEntries(this.#entries) });
    }
  }

  /** @param {{type: "hello"} | {type: "delta", delta: Delta}} what */
  #tell(what) {
    this.#channel?.postMessage(what);
  }
}

/**
 * @param {Stamped} one
 * @param {Stamped} other
 * @returns {boolean}
 */
function isLater(one, other) {
  return one.at > other.at || (one.at === other.at && one.by > other.by);
}
