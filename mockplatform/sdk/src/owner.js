// Owns whose the state is that a tab has stored: a customer's, at a deployment of a platform.
// A tab outlives its customer: one logs out, and the next person logs in on the same computer.

const OWNER_KEY = "owner";

/**
 * @typedef {object} Identity
 * @property {string} deploymentId
 * @property {string} baseUrl
 * @property {string | null} named who the page says that it is; null for a guest
 * @property {string | null} sub who the token says that it is; null before there is one
 */

/** Who a tab's stored state belongs to. */
export class Owner {
  #storage;
  #identity;

  /**
   * Takes the state over if it is this owner's, and drops all of it if it is not, before anything
   * else reads it. What names no owner is nobody's.
   * @param {import("./tier.js").Tier} storage the tab's
   * @param {Identity} identity
   */
  constructor(storage, identity) {
    const kept = storage.get(OWNER_KEY);
    const isTheirs = isSame(kept, identity);
    if (!isTheirs) storage.clear();
    this.#storage = storage;
    this.#identity = isTheirs ? { ...identity, sub: identity.sub ?? kept.sub } : identity;
    storage.set(OWNER_KEY, this.#identity);
  }

  /** Who the tokens are for; null before there is one. */
  get sub() {
    return this.#identity.sub;
  }

  /**
   * @param {string | null} sub of a token
   * @returns {boolean} whether that is somebody else's
   */
  isStranger(sub) {
    return sub !== null && this.sub !== null && sub !== this.sub;
  }

  /**
   * Learns from a token who it is.
   * @param {string | null} sub
   */
  learn(sub) {
    if (sub === null || this.sub !== null) return;
    this.#identity = { ...this.#identity, sub };
    this.#storage.set(OWNER_KEY, this.#identity);
  }
}

/**
 * @param {any} kept as it was stored, by whatever version
 * @param {Identity} now
 * @returns {boolean} whether both are one customer at one deployment
 */
function isSame(kept, now) {
  const isHere = kept?.deploymentId === now.deploymentId && kept.baseUrl === now.baseUrl;
  if (!isHere || (kept.sub && now.sub && kept.sub !== now.sub)) return false;
  if (kept.named && now.named) return kept.named === now.named;
  if (now.named) return now.named === kept.sub;
  // Who was named and is not any more has logged out; unless the token says who it is.
  return !kept.named || (now.sub !== null && kept.sub === now.sub);
}
