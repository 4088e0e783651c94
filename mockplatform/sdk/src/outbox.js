// Owns what the customer has written and the platform has not acknowledged yet.
// Each message keeps one id however often it is sent, so none is lost and none is doubled.

import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { NoConversation } from "./conversation.js";
import { ApiError, Misuse } from "./errors.js";

const OUTBOX_KEY = "outbox";
/** How long until a message is sent again, at first and at most. */
const SEND_AGAIN = { baseMs: 1_000, capMs: 30_000 };
/** What a message fails with whose conversation the customer has ended before it was sent. */
const GIVEN_UP = { code: "conversation.closed", message: "The conversation was ended before" };
/** A message that waits for longer is worth a word to the customer. */
const SLOW_MS = 5_000;

/**
 * @typedef {object} Entry a message on its way; this is what the tab's storage keeps
 * @property {string} clientMessageId
 * @property {string} text
 * @property {string} at when it was written
 * @property {"pending" | "failed"} state
 * @property {string} [code] why it failed
 * @property {string} [reason] the same in words
 *
 * @typedef {{id: string, seq: number, at?: string}} Receipt how a message is stored
 */

/**
 * The outbox. Tells `change`; `stored` with an entry and its receipt, which whoever hears it makes
 * a message and hands to `settle`; `failed` with the entry; `waiting` with `{entry, hasFailed}`
 * when one takes long.
 */
export class Outbox extends Emitter {
  #env;
  #storage;
  #deliver;
  #makeId;
  #backoff;
  /** @type {Entry[]} */
  #entries;
  /** @type {Map<string, {promise: Promise<any>, resolve: (receipt: any) => void, reject: (reason: any) => void}>} */
  #promises = new Map();
  /** @type {import("./env.js").TimerId | undefined} */
  #again;
  #nextAt = 0;
  /** @type {{id: string, settle: () => void} | null} The message that is being sent. */
  #onWire = null;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {import("./tier.js").Tier} parts.storage the tab's
   * @param {() => string} parts.makeId makes ids that no other widget makes
   * @param {(entry: Entry) => Promise<Receipt>} parts.deliver sends one message, once
   */
  constructor({ env, storage, makeId, deliver }) {
    super();
    this.#env = env;
    this.#storage = storage;
    this.#makeId = makeId;
    this.#deliver = deliver;
    this.#backoff = new Backoff(env, SEND_AGAIN);
    const kept = storage.get(OUTBOX_KEY);
    this.#entries = Array.isArray(kept) ? kept : [];
  }

  /** What is on its way or has failed, in the order in which it was written. */
  get entries() {
    return this.#entries;
  }

  /** Whether a message is on the wire. */
  get isSending() {
    return this.#onWire !== null;
  }

  /** Whether the platform has refused one that is still here. */
  get hasFailed() {
    return this.#entries.some((entry) => entry.state === "failed");
  }

  /** Whether anything is still to be sent. */
  get isWaiting() {
    return this.#entries.some((entry) => entry.state === "pending");
  }

  /**
   * Takes a message. The same id again is the same message.
   * @param {string} text
   * @param {string} [clientMessageId]
   * @returns {Promise<any>} what `settle` makes of it, once it is stored
   */
  add(text, clientMessageId = this.#makeId()) {
    const known = this.#entries.find((one) => one.clientMessageId === clientMessageId);
    if (known) return known.text === text ? this.#promise(clientMessageId) : reused();
    this.#entries = [...this.#entries, this.#entry(text, clientMessageId)];
    return this.#added(clientMessageId);
  }

  /**
   * Takes a message that goes before all that wait: the greeting of a new conversation.
   * @param {string} text
   */
  addFirst(text) {
    const entry = this.#entry(text, this.#makeId());
    this.#entries = [entry, ...this.#entries];
    this.#added(entry.clientMessageId);
  }

  /**
   * @param {string} text
   * @param {string} clientMessageId
   * @returns {Entry}
   */
  #entry(text, clientMessageId) {
    const at = new Date(this.#env.now()).toISOString();
    return { clientMessageId, text, at, state: "pending" };
  }

  /** @param {string} clientMessageId */
  #added(clientMessageId) {
    this.#keep();
    const promise = this.#promise(clientMessageId);
    this.#env.setTimeout(() => this.#slow(clientMessageId), SLOW_MS);
    this.kick();
    return promise;
  }

  /**
   * Sends a failed message again, under its own id.
   * @param {string} key
   * @returns {Promise<any>}
   */
  retry(key) {
    const entry = this.#entries.find((one) => one.clientMessageId === key);
    if (!entry) return Promise.reject(new Error("There is no such message"));
    this.#replace({ ...entry, state: "pending", code: undefined, reason: undefined });
    const promise = this.#promise(key);
    this.kick();
    return promise;
  }

  /**
   * Forgets a failed message, because the customer says so.
   * @param {string} key
   */
  discard(key) {
    this.#entries = this.#entries.filter(
      (one) => one.clientMessageId !== key || one.state !== "failed",
    );
    this.#keep();
  }

  /**
   * Sends no more of these by itself: the customer has ended the conversation that they were for.
   * @param {Entry[]} entries
   */
  giveUp(entries) {
    const ids = entries.map((one) => one.clientMessageId);
    for (const entry of this.#entries) {
      const isMeant = entry.state === "pending" && ids.includes(entry.clientMessageId);
      if (isMeant) this.#fail(entry, new ApiError({ ...GIVEN_UP, isTransient: false }));
    }
  }

  /**
   * Sends the next message, unless a pause is on.
   * @param {boolean} [isPrompt] things look better, so the pause is over
   */
  kick(isPrompt = false) {
    if (this.#onWire || (!isPrompt && this.#env.now() < this.#nextAt)) return;
    this.#env.clearTimeout(this.#again);
    this.#nextAt = 0;
    const entry = this.#entries.find((one) => one.state === "pending");
    if (entry) this.#send(entry);
  }

  /**
   * Learns that a message is stored, from whoever tells first: answer, socket or transcript.
   * @param {string | undefined} clientMessageId
   * @param {any} receipt
   */
  settle(clientMessageId, receipt) {
    const entry = this.#entries.find((one) => one.clientMessageId === clientMessageId);
    if (!entry) return;
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#keep();
    if (this.#onWire?.id === clientMessageId) this.#onWire?.settle();
    this.#promises.get(entry.clientMessageId)?.resolve(receipt);
    this.#promises.delete(entry.clientMessageId);
  }

  /** @param {Entry} entry */
  async #send(entry) {
    /** @type {Promise<void>} */
    const settled = new Promise((settle) => {
      this.#onWire = { id: entry.clientMessageId, settle };
    });
    const delivery = this.#deliver(entry);
    delivery.catch(() => {}); // its echo may be quicker than an answer that does not come
    try {
      const receipt = await Promise.race([delivery, settled]);
      this.#backoff.reset();
      if (receipt) this.emit("stored", { entry, receipt });
    } catch (trouble) {
      this.#judge(entry, trouble);
    } finally {
      this.#onWire = null;
    }
    this.kick();
  }

  /**
   * @param {Entry} entry
   * @param {any} trouble
   */
  #judge(entry, trouble) {
    if (trouble instanceof NoConversation) {
      this.#nextAt = Number.POSITIVE_INFINITY; // a prompt `kick` says that there is one again
    } else if (trouble instanceof ApiError && !trouble.isTransient && !trouble.isAuth) {
      this.#fail(entry, trouble);
    } else {
      const waitMs = this.#backoff.next(trouble.retryAfterMs ?? 0);
      this.#nextAt = this.#env.now() + waitMs;
      this.#again = this.#env.setTimeout(() => this.kick(true), waitMs);
      this.emit("waiting", { entry, hasFailed: true });
    }
  }

  /**
   * @param {Entry} entry
   * @param {ApiError} refusal
   */
  #fail(entry, refusal) {
    const failed = { ...entry, state: "failed", code: refusal.code, reason: refusal.message };
    this.#replace(/** @type {Entry} */ (failed));
    this.#promises.get(entry.clientMessageId)?.reject(refusal);
    this.#promises.delete(entry.clientMessageId);
    this.emit("failed", failed);
  }

  /** @param {string} clientMessageId */
  #slow(clientMessageId) {
    const entry = this.#entries.find((one) => one.clientMessageId === clientMessageId);
    if (entry?.state === "pending") this.emit("waiting", { entry, hasFailed: false });
  }

  /** @param {string} id */
  #promise(id) {
    const known = this.#promises.get(id);
    if (known) return known.promise;
    /** @type {any} */
    const parts = {};
    parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
    parts.promise.catch(() => {}); // who does not look at it is told by `failed`
    this.#promises.set(id, parts);
    return parts.promise;
  }

  /** @param {Entry} entry */
  #replace(entry) {
    this.#entries = this.#entries.map((one) =>
      one.clientMessageId === entry.clientMessageId ? entry : one,
    );
    this.#keep();
  }

  #keep() {
    this.#storage.set(OUTBOX_KEY, this.#entries);
    this.emit("change");
  }
}

/**
 * One id is one message: the platform would refuse this (409), and which text counts is unclear.
 * @returns {Promise<never>}
 */
export function reused() {
  const message = "This clientMessageId stands for another text";
  const hint = "Leave the id to the SDK, or make a new one for each new message.";
  return Promise.reject(new Misuse({ code: "message.id.reused", message, hint }));
}
