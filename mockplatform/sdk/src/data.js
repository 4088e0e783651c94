// Owns one kind of data that a widget tells the platform: judged, merged, and read back.
// It knows what is to be said, and what was said and has to be there: so what gathers offline is
// one delta, and what the platform has lost is said again.

import { Backoff } from "./backoff.js";
import {
  canonical,
  contentHash,
  heaviestKeys,
  mergePatch,
  ordered,
  utf8Bytes,
} from "./canonical.js";
import { NoConversation } from "./conversation.js";
import { ApiError, Misuse } from "./errors.js";

/** How long until a delta is sent again, at first and at most. */
const MERGE_AGAIN = { baseMs: 2_000, capMs: 30_000 };
/** How often a lost value is said again before it is taken as somebody's will. */
const LOST_MAX = 12;
/** What the platform takes: of a key of routing data, and of objects in objects. */
const KEY_CHARS_MAX = 128;
const DEPTH_MAX = 16;

/**
 * What tells the two kinds apart.
 * @typedef {object} DataKind
 * @property {"routingData" | "conversationData"} member of the conversation's document
 * @property {string} path behind the conversation's
 * @property {string} frame the merge's type on the socket
 * @property {number} bytesMax of the canonical form
 * @property {boolean} isFlat whether only strings and booleans may stand in it
 */

/** @type {DataKind} */
export const ROUTING_DATA = {
  member: "routingData",
  path: "/routing-data",
  frame: "routingData.merge",
  bytesMax: 16_384,
  isFlat: true,
};

/** @type {DataKind} */
export const CONVERSATION_DATA = {
  member: "conversationData",
  path: "/conversation-data",
  frame: "conversationData.merge",
  bytesMax: 65_536,
  isFlat: false,
};

/**
 * @typedef {import("./canonical.js").Data} Data
 * @typedef {{values?: Data, routingHash?: string}} Merged what the platform answers to a merge
 * @typedef {{resolve: (nothing: void) => void, reject: (reason: unknown) => void}} Waiter
 */

/** One kind of data. */
export class SharedData {
  #env;
  #storage;
  #kind;
  #merge;
  #read;
  #backoff;
  /** @type {Data} What is to be said. */
  #pending;
  /** @type {Data} What was said, and has to be there unless somebody else says otherwise. */
  #told;
  /** @type {Data} What the platform has, as far as it was heard. */
  #known = {};
  /** @type {Set<string>} The keys of what was said that the platform was heard to have. */
  #seen;
  /** Whose data that is: what one conversation has, another one need not have. */
  #conversationId;
  /** @type {Waiter[]} */
  #waiting = [];
  /** @type {import("./env.js").TimerId | undefined} */
  #timer;
  #isMerging = false;
  #nextAt = 0;
  #timesLost = 0;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {import("./tier.js").Tier} parts.storage the tab's
   * @param {DataKind} parts.kind
   * @param {(delta: Data) => Promise<Merged>} parts.merge sends a delta, once
   * @param {() => Promise<Data>} parts.read reads back what the platform has
   */
  constructor({ env, storage, kind, merge, read }) {
    this.#env = env;
    this.#storage = storage;
    this.#kind = kind;
    this.#merge = merge;
    this.#read = read;
    this.#backoff = new Backoff(env, MERGE_AGAIN);
    const kept = storage.get(kind.member) ?? {};
    this.#pending = kept.pending ?? {};
    this.#told = kept.told ?? {};
    this.#seen = new Set(kept.seen ?? []);
    this.#conversationId = kept.of ?? "";
  }

  /** All that a new conversation is to begin with. */
  get wanted() {
    return ordered(mergePatch(this.#told, this.#pending));
  }

  /**
   * Tells the platform what was accepted.
   * @returns {Promise<void>} once it has all of it
   */
  async told() {
    /** @type {Promise<void>} */
    const said = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.kick();
    await said;
  }

  /**
   * Merges something in that is to be told; null takes a key away.
   * @param {Data} patch
   * @throws {Misuse} it is too large or too deep, or not flat; then nothing is changed
   */
  accept(patch) {
    this.#checkForm(patch);
    const said = JSON.parse(JSON.stringify(patch)); // a date is a text, and undefined is nothing
    this.#checkSize(said);
    this.#pending = joinPatches(this.#pending, said);
    this.#timesLost = 0;
    this.#keep();
  }

  /**
   * Sends what is to be said, unless a pause is on.
   * @param {boolean} [isPrompt] things look better, so the pause is over
   */
  kick(isPrompt = false) {
    if (this.#isMerging || (!isPrompt && this.#env.now() < this.#nextAt)) return;
    this.#env.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#nextAt = 0;
    const delta = ordered(joinPatches(this.#lost(), this.#pending));
    if (Object.keys(delta).length > 0) this.#send(delta);
    else this.#said();
  }

  /**
   * Learns what the platform has, from a document or an event. What it has lost is said again;
   * what it had already and has no more was taken away by another writer, and stays away.
   * @param {Data} values
   * @param {string} [conversationId] whose they are, if that may have changed
   */
  observe(values, conversationId = this.#conversationId) {
    if (conversationId !== this.#conversationId) this.#seen.clear();
    this.#conversationId = conversationId;
    this.#known = values;
    for (const key of Object.keys(this.#told)) {
      if ((values[key] ?? null) !== null) this.#seen.add(key);
      else if (this.#seen.has(key) && !(key in values)) this.#renounce(key);
    }
    this.#keep();
    this.#said();
    if (Object.keys(this.#lost()).length === 0 || this.#timer !== undefined) return;
    this.#timesLost += 1;
    this.#pause(0);
  }

  /** @param {string} key is somebody else's now */
  #renounce(key) {
    this.#seen.delete(key);
    const { [key]: taken, ...rest } = this.#told;
    this.#told = rest;
  }

  /**
   * Learns that a new conversation has begun with this.
   * @param {Data} values
   */
  begun(values) {
    this.#told = { ...values };
    this.#seen.clear();
    this.#known = {};
    this.#spend(values);
  }

  /** @param {Data} delta */
  async #send(delta) {
    this.#isMerging = true;
    const asked = [...this.#waiting];
    try {
      const merged = await this.#merge(delta);
      this.#told = mergePatch(this.#told, delta);
      for (const key of Object.keys(delta)) this.#seen.delete(key);
      this.#spend(delta);
      await this.#verify(delta, merged);
      if (this.#timer === undefined) this.#backoff.reset();
    } catch (trouble) {
      this.#judge(trouble, delta, asked);
    } finally {
      this.#isMerging = false;
    }
    if (this.#timer === undefined) this.kick();
  }

  /**
   * Reads back what was stored, unless its hash is that of what should be there. The hash is of
   * all of it, so one that is equal says that nothing was lost on the way.
   * @param {Data} delta
   * @param {Merged} merged
   */
  async #verify(delta, { values, routingHash }) {
    const expected = mergePatch(this.#known, delta);
    const isSure = routingHash && routingHash === (await contentHash(this.#env, expected));
    this.observe(values ?? (isSure ? expected : await this.#read()));
  }

  /**
   * @param {unknown} trouble
   * @param {Data} delta what was sent
   * @param {Waiter[]} asked who waited for it; who came later waits on
   */
  #judge(trouble, delta, asked) {
    if (trouble instanceof NoConversation) {
      this.#nextAt = Number.POSITIVE_INFINITY; // a prompt `kick` says that there is one again
    } else if (trouble instanceof ApiError && !trouble.isTransient && !trouble.isAuth) {
      this.#timesLost = LOST_MAX;
      this.#spend(delta);
      this.#waiting = this.#waiting.filter((one) => !asked.includes(one));
      for (const { reject } of asked) reject(trouble);
    } else {
      this.#pause(trouble instanceof ApiError ? trouble.retryAfterMs : 0);
    }
  }

  /** @param {number} askedMs what the platform asked for */
  #pause(askedMs) {
    const waitMs = this.#backoff.next(askedMs);
    this.#nextAt = this.#env.now() + waitMs;
    this.#timer = this.#env.setTimeout(() => this.kick(true), waitMs);
  }

  /** What was said and is not there. Another value is another writer's, and the last one wins. */
  #lost() {
    const isLost = (/** @type {string} */ key) => (this.#known[key] ?? null) === null;
    const keys = this.#timesLost < LOST_MAX ? Object.keys(this.#told).filter(isLost) : [];
    return Object.fromEntries(keys.map((key) => [key, this.#told[key]]));
  }

  /**
   * What is said is no longer to be said, unless something else is by now.
   * @param {Data} said
   */
  #spend(said) {
    const left = Object.entries(this.#pending).filter(
      ([key, value]) => !(key in said) || canonical(said[key]) !== canonical(value),
    );
    this.#pending = Object.fromEntries(left);
    this.#keep();
  }

  /** Tells those who wait, if the platform has all that was said. */
  #said() {
    if (Object.keys({ ...this.#pending, ...this.#lost() }).length > 0) return;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  }

  /** @param {Data} patch */
  #checkForm(patch) {
    if (this.#kind.isFlat) checkFlat(patch);
    else if (depthOf(patch) > DEPTH_MAX) {
      const message = `conversationData: it would be over ${DEPTH_MAX} levels deep`;
      const hint = "Flatten it, or say the deep part as a text.";
      throw new Misuse({ code: "conversation.data.too.deep", message, hint });
    }
  }

  /** @param {Data} patch */
  #checkSize(patch) {
    const all = mergePatch(mergePatch(this.#known, this.wanted), patch);
    const bytes = utf8Bytes(canonical(all));
    if (bytes <= this.#kind.bytesMax) return;
    const heaviest = heaviestKeys(all).map((one) => `${one.key} (${one.bytes})`);
    throw new Misuse({
      code: this.#kind.isFlat ? "routing.data.too.large" : "conversation.data.too.large",
      message: `${this.#kind.member} would have ${bytes} bytes of ${this.#kind.bytesMax}`,
      hint: `Keep what is heavy in the context document. Heaviest: ${heaviest.join(", ")}.`,
    });
  }

  #keep() {
    const [pending, told, seen] = [this.#pending, this.#told, [...this.#seen]];
    this.#storage.set(this.#kind.member, { pending, told, seen, of: this.#conversationId });
  }
}

/** @param {Data} patch */
function checkFlat(patch) {
  for (const [key, value] of Object.entries(patch)) {
    const isFlat = value === null || ["string", "boolean"].includes(typeof value);
    const isNamed = key !== "" && Array.from(key).length <= KEY_CHARS_MAX;
    if (isFlat && isNamed) continue;
    const wrong = isNamed ? "is neither a string nor a boolean" : "is no key";
    throw new Misuse({
      code: "routing.data.not.flat",
      message: `routingData: "${Array.from(key).slice(0, KEY_CHARS_MAX).join("")}" ${wrong}`,
      hint: isNamed
        ? "Say String(value); what is nested belongs into the conversation data."
        : `A key has 1 to ${KEY_CHARS_MAX} characters.`,
    });
  }
}

/**
 * @param {unknown} value
 * @returns {number} how many objects and arrays stand in each other, itself included
 */
function depthOf(value) {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Object.values(value).reduce((most, one) => Math.max(most, depthOf(one)), 0);
}

/**
 * Returns one patch that does what two do, one after the other. It keeps the nulls, which a merge
 * would spend: what is to be removed is not removed yet.
 * @param {Data} first
 * @param {Data} then
 * @returns {Data}
 */
function joinPatches(first, then) {
  const joined = { ...first };
  for (const [key, value] of Object.entries(then)) {
    const areBothObjects = isObject(joined[key]) && isObject(value);
    joined[key] = areBothObjects ? joinPatches(joined[key], value) : value;
  }
  return joined;
}

/**
 * @param {unknown} value
 * @returns {boolean}
 */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
