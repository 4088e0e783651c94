// Owns the transcript of one conversation as this tab knows it: in order, each message once.
// `cursor` is how far nothing is missing, and so what a reconnect may resume behind.

import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";

/** How long a missing event may be on its way before it is asked for. */
const GAP_WAIT_MS = 1_500;
/** How long until it is asked for again, at first and at most. */
const ASK_AGAIN = { baseMs: 3_000, capMs: 30_000 };
/** How many messages a page of the platform has at most. */
const PAGE_MESSAGES_MAX = 200;
/** How many events may wait behind a gap; over that, the diff brings them anyway. */
const AHEAD_MAX = 2_000;
const CURSOR_KEY = "cursor";
/** What the keys of cached messages begin with: the oldest of them go when room is short. */
const MESSAGE_KEYS = "message_";

/**
 * @typedef {import("../widget-sdk.d.ts").WidgetMessage} WidgetMessage
 * @typedef {{entities: any[], latestSeq: number, hasMore: boolean}} Page
 */

/**
 * The transcript. Tells `message` of each new one, `old` of one that was read again, `change`, and
 * `gap` when events were missed.
 */
export class Transcript extends Emitter {
  #env;
  #storage;
  #page;
  /** @type {Map<number, WidgetMessage>} */
  #messages = new Map();
  /** @type {Set<number>} */
  #ahead = new Set();
  /** @type {import("./env.js").TimerId | undefined} */
  #waiting;
  /** @type {Promise<void> | undefined} */
  #fetching;
  #cursor = 0;
  #latestSeq = 0;
  #conversationId = "";
  /** Whether all is here up to the cursor; else some of what the tab had kept is gone. */
  #isWhole = true;
  /** Older messages have gone from the tab's storage, and are not put back there. */
  #oldestCached = 0;
  #backoff;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {import("./tier.js").Tier} parts.storage the tab's
   * @param {(after: number, limit: number) => Promise<Page>} parts.page asks the platform
   */
  constructor({ env, storage, page }) {
    super();
    this.#env = env;
    this.#storage = storage;
    this.#page = page;
    this.#backoff = new Backoff(env, ASK_AGAIN);
    storage.on("evicted", ({ keys }) => {
      for (const key of keys) {
        const seq = Number(key.slice(MESSAGE_KEYS.length));
        this.#oldestCached = Math.max(this.#oldestCached, seq + 1);
      }
    });
  }

  /** The seq up to which no event is missing. */
  get cursor() {
    return this.#cursor;
  }

  /** The highest seq that the platform was heard to have. */
  get latestSeq() {
    return this.#latestSeq;
  }

  /** All messages, in the platform's order. */
  get messages() {
    return [...this.#messages.values()].sort((one, other) => Number(one.seq) - Number(other.seq));
  }

  /**
   * Turns to a conversation: with what the tab has kept of it, or with nothing.
   * @param {string} conversationId
   */
  begin(conversationId) {
    if (conversationId === this.#conversationId) return;
    const kept = this.#storage.get(CURSOR_KEY);
    const isKept = kept?.conversationId === conversationId && Number.isInteger(kept.cursor);
    if (!isKept) this.drop();
    this.#conversationId = conversationId;
    this.#env.clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#fetching = undefined;
    this.#cursor = isKept ? kept.cursor : 0;
    this.#latestSeq = this.#cursor;
    this.#ahead.clear();
    const messages = this.#storage.cached(MESSAGE_KEYS).map((one) => one.value);
    this.#messages = new Map(messages.map((one) => [one.seq, one]));
    this.#isWhole = !isKept || kept.count === this.#count();
    this.#oldestCached = 0;
    this.emit("change");
  }

  /** Takes away what the tab has kept; what is shown stays, until another one begins. */
  drop() {
    this.#storage.remove(CURSOR_KEY);
    this.#storage.uncache(MESSAGE_KEYS);
  }

  /**
   * Takes an event of the socket in, in whatever order and however often it comes.
   * @param {import("./socket.js").Frame} frame
   */
  hear(frame) {
    if (frame.seq === undefined) return;
    if (frame.type === "message") this.#put({ ...frame, id: frame.messageId });
    this.#know(frame.seq);
  }

  /**
   * Takes a message in that is known to be stored.
   * @param {any} message as the platform has it, or what its sender and the ack make of it
   * @param {boolean} [isWhole] whether all of it is the platform's; else it is asked for, if it
   *   does not come by itself: the sender's idea of the time may be hours off
   * @returns {WidgetMessage} it, as the transcript has it
   */
  store(message, isWhole = true) {
    if (isWhole || !this.#messages.has(message.seq)) this.#put(message);
    if (isWhole) this.#know(message.seq);
    else this.expect(message.seq);
    return /** @type {WidgetMessage} */ (this.#messages.get(message.seq));
  }

  /**
   * Finds a message by the id that its sender gave it.
   * @param {string} clientMessageId
   * @returns {WidgetMessage | undefined}
   */
  find(clientMessageId) {
    return [...this.#messages.values()].find((one) => one.clientMessageId === clientMessageId);
  }

  /**
   * Is told that the platform has events up to here; they come, or are asked for in a moment.
   * @param {number} seq
   */
  expect(seq) {
    this.#latestSeq = Math.max(this.#latestSeq, seq);
    if (this.#isWhole || this.#waiting !== undefined) this.#watch();
    else this.#mend();
  }

  /**
   * Reads a page of the platform, of what was evicted here too.
   * @param {number} after
   * @param {number} limit
   * @returns {Promise<WidgetMessage[]>}
   */
  async history(after, limit) {
    const conversationId = this.#conversationId;
    const page = await this.#page(after, limit);
    if (conversationId === this.#conversationId) {
      for (const message of page.entities) this.#put(message);
    }
    return page.entities.map(messageOf);
  }

  /**
   * Fetches what is missing: the diff behind the cursor. Two calls at once are one.
   * @returns {Promise<void>}
   */
  fetch() {
    if (this.#fetching) return this.#fetching;
    const fetching = this.#diff(this.#conversationId).finally(() => {
      if (this.#fetching === fetching) this.#fetching = undefined;
    });
    this.#fetching = fetching;
    return fetching;
  }

  /** @param {string} conversationId what comes when it is another one is not its */
  async #diff(conversationId) {
    const known = this.#latestSeq;
    let reached = this.#isWhole ? this.#cursor : 0;
    for (let more = true; more;) {
      const page = await this.#page(reached, PAGE_MESSAGES_MAX);
      if (conversationId !== this.#conversationId) return;
      for (const message of page.entities) this.#put(message);
      more = page.hasMore && page.entities.length > 0;
      reached = more ? page.entities.at(-1).seq : page.latestSeq;
      this.#latestSeq = Math.max(this.#latestSeq, page.latestSeq);
      this.#cursor = Math.max(this.#cursor, reached);
      this.#close();
      this.#keep();
    }
    // A replica that lags has answered: what it did not have is asked for again, a bit later.
    if (Math.max(reached, this.#isWhole ? this.#cursor : 0) < known) {
      this.#watch(this.#backoff.next());
    } else {
      this.#backoff.reset();
      this.#isWhole = true;
      this.#keep();
    }
  }

  /** @param {any} raw a message, named as in the transcript's pages */
  #put(raw) {
    const known = this.#messages.get(raw.seq);
    const message = messageOf(raw);
    if (known && known.at === message.at) return;
    this.#messages.set(raw.seq, message);
    if (raw.seq >= this.#oldestCached) {
      this.#storage.cache(MESSAGE_KEYS + raw.seq, message, raw.seq);
    }
    // What is behind the cursor was told before, maybe on the page before a reload.
    if (!known) this.emit(raw.seq > this.#cursor ? "message" : "old", message);
    this.emit("change");
  }

  /** @param {number} seq */
  #know(seq) {
    this.#latestSeq = Math.max(this.#latestSeq, seq);
    if (seq > this.#cursor && this.#ahead.size < AHEAD_MAX) this.#ahead.add(seq);
    this.#close();
    this.#keep();
    this.#watch();
  }

  #keep() {
    const [conversationId, cursor] = [this.#conversationId, this.#cursor];
    const count = this.#isWhole ? this.#count() : null;
    this.#storage.set(CURSOR_KEY, { conversationId, cursor, count });
  }

  /** @returns {number} how many messages there are up to the cursor, by which a hole is noticed */
  #count() {
    return [...this.#messages.keys()].filter((seq) => seq <= this.#cursor).length;
  }

  /** Moves the cursor over what has no gap before it. */
  #close() {
    for (const seq of this.#ahead) if (seq <= this.#cursor) this.#ahead.delete(seq);
    while (this.#ahead.delete(this.#cursor + 1)) this.#cursor += 1;
  }

  /** @param {number} [waitMs] */
  #watch(waitMs = GAP_WAIT_MS) {
    const isAllHere = this.#isWhole && this.#cursor >= this.#latestSeq;
    if (isAllHere || this.#waiting !== undefined) return;
    this.#waiting = this.#env.setTimeout(() => this.#mend(), waitMs);
  }

  async #mend() {
    this.#waiting = undefined;
    if (this.#isWhole && this.#cursor >= this.#latestSeq) return;
    const gap = { after: this.#cursor, latestSeq: this.#latestSeq };
    if (gap.after < gap.latestSeq) this.emit("gap", gap);
    // Whatever keeps the diff from coming also has the connection made anew, which asks again.
    await this.fetch().catch(() => this.#watch(this.#backoff.next()));
  }
}

/**
 * @param {any} raw
 * @returns {WidgetMessage}
 */
function messageOf({ id, clientMessageId, seq, at, direction, from, text, attachments }) {
  return {
    key: clientMessageId ?? id,
    ...(clientMessageId && { clientMessageId }),
    messageId: id,
    seq,
    at,
    direction,
    from,
    text,
    ...(attachments && { attachments }),
    state: "sent",
  };
}
