// Owns how long to wait before trying again: longer each time, and never two widgets alike.
// Guide, section 4: exponential backoff, so that a thousand widgets do not come back at once.

/** The pause before the first repeat, and the longest one, unless told otherwise. */
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 30_000;

/**
 * Exponential backoff with equal jitter: half of each pause is sure, so that it does grow; the
 * other half is luck, so that those who failed together do not come back together.
 */
export class Backoff {
  #env;
  #baseMs;
  #capMs;
  #attempts = 0;

  /**
   * @param {Pick<import("./env.js").Env, "random">} env
   * @param {{baseMs?: number, capMs?: number}} [bounds]
   */
  constructor(env, { baseMs = BACKOFF_BASE_MS, capMs = BACKOFF_CAP_MS } = {}) {
    this.#env = env;
    this.#baseMs = baseMs;
    this.#capMs = capMs;
  }

  /** How many pauses there were since the last success. */
  get attempts() {
    return this.#attempts;
  }

  /**
   * Returns how many milliseconds to wait now. What the platform asks for (`Retry-After`) is the
   * least: all are told the same number, so the random part comes on top of it.
   * @param {number} [retryAfterMs]
   * @returns {number}
   */
  next(retryAfterMs = 0) {
    const ceilingMs = Math.min(this.#capMs, this.#baseMs * 2 ** this.#attempts);
    this.#attempts += 1;
    const luckMs = (this.#env.random() * ceilingMs) / 2;
    return Math.max(retryAfterMs, ceilingMs / 2) + luckMs;
  }

  /** Begins with short pauses again, because something worked. */
  reset() {
    this.#attempts = 0;
  }
}
