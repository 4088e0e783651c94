// Owns the context document: what the platform keeps of a customer beyond tab, token and device.
// Guide, section 1: heavy context belongs there, keyed by the user.
//
// Several devices write it. So a change is a patch, it is laid upon the newest version, and the
// version is named (`If-Match`): who is too late (412) reads again and lays it on that. While the
// store is down patches wait in the tab, and nobody is bothered with it.

import { Backoff } from "./backoff.js";
import { canonical, mergePatch, utf8Bytes } from "./canonical.js";
import { ApiError, Misuse } from "./errors.js";

/** What the platform takes. */
const CONTEXT_BYTES_MAX = 262_144;
/** How long until a store that is down is tried again, at first and at most. */
const CONTEXT_AGAIN = { baseMs: 2_000, capMs: 60_000 };
/** So many others may be quicker in a row. */
const CONFLICTS_MAX = 8;
const PENDING_KEY = "contextPatches";
const COPY_KEY = "context";
const STALE = 412;
const MISSING = 404;

/** @typedef {Record<string, any>} Document */
/** @typedef {{resolve: () => void, reject: (error: unknown) => void}} Waiter */

/** The context document of the customer. */
export class ContextStore {
  #env;
  #api;
  #storage;
  #userId;
  #backoff;
  /** @type {Document[]} */
  #patches;
  /** @type {Waiter[]} */
  #waiters = [];
  /** @type {Promise<void> | null} */
  #flushing = null;
  /** @type {import("./env.js").TimerId | undefined} */
  #timer;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {Pick<import("./http.js").Api, "call">} parts.api
   * @param {import("./tier.js").Tier} parts.storage the tab's, for what waits and for a copy
   * @param {() => Promise<string>} parts.userId whose it is, once that is known
   */
  constructor({ env, api, storage, userId }) {
    this.#env = env;
    this.#api = api;
    this.#storage = storage;
    this.#userId = userId;
    this.#backoff = new Backoff(env, CONTEXT_AGAIN);
    const kept = storage.get(PENDING_KEY);
    this.#patches = Array.isArray(kept) ? kept : [];
    env.onOnline(() => this.flush());
  }

  /** How many changes the platform does not have yet. */
  get pending() {
    return this.#patches.length;
  }

  /**
   * Reads the document, with what waits laid upon it. While the store is down, as it was last.
   * @returns {Promise<Document>} empty if there is none
   */
  async load() {
    try {
      const { document } = await this.#read();
      return this.#patches.reduce(mergePatch, document);
    } catch (error) {
      if (!isPassingTrouble(error)) throw error;
      return this.#patches.reduce(mergePatch, this.#storage.get(COPY_KEY) ?? {});
    }
  }

  /**
   * Merges into the document (RFC 7386).
   * @param {Document} patch null takes a key away
   * @returns {Promise<void>} when the platform has it, which may be long after this page
   */
  save(patch) {
    const bytes = utf8Bytes(canonical(patch));
    if (bytes > CONTEXT_BYTES_MAX) return Promise.reject(tooLarge(bytes));
    this.#patches = [...this.#patches, patch];
    this.#storage.set(PENDING_KEY, this.#patches);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve: () => resolve(undefined), reject });
      this.flush();
    });
  }

  /** Says that the store may be back. */
  flush() {
    if (this.#flushing || !this.#patches.length) return;
    this.#env.clearTimeout(this.#timer);
    this.#flushing = this.#write(this.#patches.length)
      .catch((error) => this.#judge(error))
      .finally(() => {
        this.#flushing = null;
        if (this.#timer === undefined) this.flush();
      });
  }

  /**
   * @param {number} count of patches, the oldest; what comes meanwhile goes with the next write
   */
  async #write(count) {
    this.#timer = undefined;
    for (let conflicts = 0; ; conflicts += 1) {
      const { document, tag } = await this.#read();
      const body = this.#patches.slice(0, count).reduce(mergePatch, document);
      const headers = conditionOf(tag);
      try {
        await this.#api.call("PUT", await this.#path(), { body, headers });
        this.#storage.set(COPY_KEY, body);
        break;
      } catch (error) {
        const isStale = error instanceof ApiError && error.status === STALE;
        if (!isStale || conflicts >= CONFLICTS_MAX) throw error;
      }
    }
    this.#backoff.reset();
    this.#drop(count, (waiter) => waiter.resolve());
  }

  /** @returns {Promise<{document: Document, tag: string | null}>} */
  async #read() {
    try {
      const { body, headers } = await this.#api.call("GET", await this.#path());
      this.#storage.set(COPY_KEY, body);
      return { document: body, tag: headers.get("ETag") };
    } catch (error) {
      if (error instanceof ApiError && error.status === MISSING) return { document: {}, tag: null };
      throw error;
    }
  }

  /** @param {any} error */
  #judge(error) {
    const isStale = error?.status === STALE;
    if (isPassingTrouble(error) || isStale) {
      const ms = this.#backoff.next(error.retryAfterMs ?? 0);
      this.#timer = this.#env.setTimeout(() => this.flush(), ms);
    } else {
      // Refused for good: to keep it would keep all that comes behind it too.
      this.#drop(this.#patches.length, (waiter) => waiter.reject(error));
    }
  }

  /**
   * @param {number} count
   * @param {(waiter: Waiter) => void} tell
   */
  #drop(count, tell) {
    // Patches of the page before a reload have nobody who waits for them: waiters stand at the end.
    const nobodys = this.#patches.length - this.#waiters.length;
    this.#patches = this.#patches.slice(count);
    if (this.#patches.length) this.#storage.set(PENDING_KEY, this.#patches);
    else this.#storage.remove(PENDING_KEY);
    for (const waiter of this.#waiters.splice(0, Math.max(0, count - nobodys))) tell(waiter);
  }

  /** @returns {Promise<string>} */
  async #path() {
    return `/api/v2/widget-context/ctx_${encodeURIComponent(await this.#userId())}`;
  }
}

/**
 * @param {string | null} tag of the version that was read; null where there was none
 * @returns {Record<string, string>}
 */
function conditionOf(tag) {
  return tag ? { "If-Match": tag } : { "If-None-Match": "*" };
}

/**
 * @param {any} error
 * @returns {boolean}
 */
function isPassingTrouble(error) {
  return error instanceof ApiError && (error.isTransient || error.isAuth);
}

/**
 * @param {number} bytes
 * @returns {Misuse}
 */
function tooLarge(bytes) {
  return new Misuse({
    code: "context.too.large",
    message: `A context document has ${bytes} bytes; ${CONTEXT_BYTES_MAX} are taken`,
  });
}
