// Owns which conversation this tab is in: found again, asked about, begun once, and let go.
// The platform is the authority on its state; what is here is a copy that gives way.

import { Emitter } from "./emitter.js";
import { ApiError } from "./errors.js";

const CONVERSATIONS_PATH = "/api/v2/conversations/messaging";
const CONVERSATION_KEY = "conversationId";
const CREATION_KEY = "creation";
/** A conversation that nobody has looked at for a day has long been closed. */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;
const LIVE_STATES = ["OPEN", "RINGING", "ACTIVE"];

/**
 * @typedef {import("../widget-sdk.d.ts").Conversation} Conversation
 * @typedef {import("./socket.js").Frame} Frame
 * @typedef {{routingData?: object, conversationData?: object, instanceId?: string}} Creation
 */

/** There is no conversation to tell anything; what is to be said waits for the next one. */
export class NoConversation extends Error {}

/**
 * The conversation. Tells `change` with its document, and `ended` with the reason when it has
 * turned out to be dead.
 */
export class CurrentConversation extends Emitter {
  #env;
  #api;
  #storage;
  #lastLook;
  /** @type {(() => Creation) | undefined} */
  #wanted;
  /** What is said first in a wanted one. */
  #greeting = "";
  /** How often the page has named a conversation itself: an answer from before is too late. */
  #named = 0;
  /** @type {Conversation | null} */
  #document = null;
  #id = "";

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {import("./http.js").Api} parts.api
   * @param {import("./tier.js").Tier} parts.storage the tab's
   * @param {() => Promise<unknown>} parts.lastLook what is done with a dead one before it is left
   */
  constructor({ env, api, storage, lastLook }) {
    super();
    this.#env = env;
    this.#api = api;
    this.#storage = storage;
    this.#lastLook = lastLook;
    const kept = storage.get(CONVERSATION_KEY);
    this.#id = typeof kept === "string" ? kept : "";
  }

  /** The id of the conversation that this tab is in; empty without one. */
  get id() {
    return this.#id;
  }

  /** Where its calls go. */
  get path() {
    return `${CONVERSATIONS_PATH}/${encodeURIComponent(this.#id)}`;
  }

  /** What is known of it; of one that has ended too, until another one begins. */
  get document() {
    return this.#document;
  }

  /** Whether the last one is known to be over. */
  get hasEnded() {
    return this.#document !== null && !LIVE_STATES.includes(this.#document.state);
  }

  /**
   * Goes on with a conversation that the page knows of, and so with no new one.
   * @param {string} id
   */
  adopt(id) {
    this.renounce();
    this.#enter(id);
  }

  /** Wants no new one any more, not even one that is being begun. */
  renounce() {
    this.#named += 1;
    this.#unwant();
    this.#storage.remove(CREATION_KEY);
  }

  /**
   * Asks for a new conversation where there is no live one.
   * @param {() => Creation} creation is asked for what it begins with, once that is needed
   * @param {string} [greeting] what is said first in it
   */
  want(creation, greeting = "") {
    this.#wanted = creation;
    this.#greeting ||= greeting;
  }

  /**
   * Makes sure that there is a live conversation: the one of this tab, which is asked about
   * first, or else a new one if one is wanted.
   * @returns {Promise<Conversation | null>} null if there is none and none is wanted
   */
  async ensure() {
    const document = this.#id ? await this.validate() : null;
    if (document) this.#unwant();
    if (document || this.#id || !this.#wanted) return document;
    return this.#create(this.#wanted());
  }

  /**
   * Asks the platform what has become of it.
   * @returns {Promise<Conversation | null>} null if it is dead; it is left then
   */
  async validate() {
    const id = this.#id;
    if (!id) return null;
    let answer;
    try {
      answer = await this.#api.call("GET", this.path, { retries: 0 });
    } catch (error) {
      if (id !== this.#id) return null; // somebody else has asked, and it was left
      const isLost = error instanceof ApiError && [403, 404].includes(error.status);
      if (!isLost) throw error;
      this.#leave(error.status === 404 ? "gone" : "forbidden");
      return null;
    }
    if (id !== this.#id) return null;
    this.learn(answer.body);
    if (LIVE_STATES.includes(answer.body.state)) return answer.body;
    await this.#lastLook();
    if (id === this.#id) this.#leave(answer.body.closeReason ?? "closed");
    return null;
  }

  /**
   * Takes a document in, unless it is older than what is known.
   * @param {Conversation} document
   */
  learn(document) {
    const isOlder = this.#document?.id === document.id && this.#document.version > document.version;
    if (isOlder) return;
    this.#document = document;
    this.#remember();
    this.emit("change", document);
  }

  /**
   * Follows an event of the socket; one that the document has already changes nothing.
   * @param {Frame} frame
   */
  hear(frame) {
    const before = this.#document;
    if (!before || frame.seq === undefined || frame.seq <= before.version) return;
    const changed = /** @type {Conversation} */ ({
      ...before,
      ...(CHANGES[frame.type]?.(frame, before) ?? {}),
      updatedAt: frame.at,
      latestSeq: frame.seq,
      version: frame.seq,
    });
    this.#document = changed;
    if (CHANGES[frame.type]) this.emit("change", changed);
  }

  /**
   * Begins a new one. The key makes it one conversation however often this is sent, so both
   * key and body outlive the page until there is an answer, and what is said first with them.
   * @param {Creation} body
   * @returns {Promise<Conversation | null>} null if the page wants another one by now
   */
  async #create(body) {
    const named = this.#named;
    const kept = this.#storage.get(CREATION_KEY);
    const fresh = { key: this.#env.uuid(), body, greeting: this.#greeting };
    const creation = kept?.key ? kept : fresh;
    this.#storage.set(CREATION_KEY, creation);
    let answer;
    try {
      answer = await this.#api.call("POST", CONVERSATIONS_PATH, {
        body: creation.body,
        headers: { "Idempotency-Key": creation.key },
        idempotent: true,
        retries: 0,
      });
    } catch (error) {
      const isFinal = error instanceof ApiError && !error.isTransient && !error.isAuth;
      if (isFinal && named === this.#named) this.#storage.remove(CREATION_KEY);
      throw error;
    }
    if (named !== this.#named) return this.#refuse(answer.body.id);
    this.#storage.remove(CREATION_KEY);
    this.#unwant();
    this.#enter(answer.body.id);
    const { greeting = "" } = creation;
    this.emit("begun", { document: answer.body, body: creation.body, greeting });
    this.learn(answer.body);
    return answer.body;
  }

  /**
   * Ends a new conversation that has come too late: no agent is to wait in it.
   * @param {string} id
   * @returns {null}
   */
  #refuse(id) {
    const path = `${CONVERSATIONS_PATH}/${encodeURIComponent(id)}`;
    this.#api.call("DELETE", path).catch(() => {}); // else it ends for want of a word
    return null;
  }

  #unwant() {
    this.#wanted = undefined;
    this.#greeting = "";
  }

  /** @param {string} id */
  #enter(id) {
    if (id !== this.#id) this.#document = null;
    this.#id = id;
    this.#remember();
  }

  /** @param {string} reason */
  #leave(reason) {
    const id = this.#id;
    this.#id = "";
    this.#storage.remove(CONVERSATION_KEY);
    this.emit("ended", { id, reason });
  }

  #remember() {
    this.#storage.set(CONVERSATION_KEY, this.#id, { ttlMs: REMEMBERED_MS });
  }
}

/** What an event changes in the document. @type {Record<string, (frame: Frame, before: Conversation) => Partial<Conversation>>} */
const CHANGES = {
  state: ({ state, agent, queue, reason, at }, before) => ({
    state,
    agent: state === "ACTIVE" ? (agent ?? before.agent) : undefined,
    queue: queue && typeof queue === "object" ? queue : before.queue,
    ...(LIVE_STATES.includes(state) ? {} : { endedAt: at, closeReason: reason }),
  }),
  participant: ({ participant }, before) => ({
    participants: [
      ...before.participants.filter((one) => one.id !== participant.id),
      { ...before.participants.find((one) => one.id === participant.id), ...participant },
    ],
  }),
  placement: ({ queue }) => ({ queue }),
  routingData: ({ routingData, routingHash }) => ({ routingData, routingHash }),
  conversationData: ({ conversationData }) => ({ conversationData }),
};
