// Owns who tells whom what: the parts of one conversation in one tab, wired to each other.
// Each part works alone and knows none of the others; all that passes between them stands here.

import { CurrentConversation } from "./conversation.js";
import { Courier } from "./courier.js";
import { CONVERSATION_DATA, ROUTING_DATA, SharedData } from "./data.js";
import { ApiError, Misuse } from "./errors.js";
import { Notices } from "./notices.js";
import { Outbox, reused } from "./outbox.js";
import { Connection } from "./reconnect.js";
import { Transcript } from "./transcript.js";

/** What other tabs hear of routing data is told under such keys. */
const SHARED_ROUTING = "routing:";

/**
 * @typedef {import("../widget-sdk.d.ts").Conversation} Conversation
 * @typedef {import("../widget-sdk.d.ts").WidgetMessage} WidgetMessage
 * @typedef {import("./data.js").DataKind} DataKind
 * @typedef {import("./foundation.js").Foundation} Foundation
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {import("./socket.js").Frame} Frame
 */

/** The parts, wired. What the page is told goes through `tell`. */
export class Chat {
  /** Whether unsent messages may begin a conversation: the customer has spoken or started here. */
  mayBegin = false;
  /** Whether the customer has gone: then nothing of this is told, sent or stored any more. */
  hasLeft = false;
  /** @type {Set<(error: unknown) => void>} */
  #waiting = new Set();
  #tell;
  #isTelling = false;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {Foundation} parts.foundation
   * @param {(name: string, detail: any) => void} parts.tell
   */
  constructor({ env, foundation, tell }) {
    const { api, lease, tiers, instanceId } = foundation;
    const storage = tiers.session;
    this.foundation = foundation;
    this.#tell = (/** @type {string} */ name, /** @type {any} */ detail) => {
      if (!this.hasLeft) tell(name, detail);
    };
    this.notices = new Notices({ env, say: (notice) => this.#tell("notice", notice) });
    this.transcript = new Transcript({
      env,
      storage,
      page: (...range) => this.courier.page(...range),
    });
    this.conversation = new CurrentConversation({
      env,
      api,
      storage,
      lastLook: () => this.transcript.fetch(),
    });
    this.outbox = new Outbox({
      env,
      storage,
      makeId: () => `${instanceId}-${env.uuid()}`,
      deliver: (entry) => this.courier.deliver(entry),
    });
    this.routing = this.#data(env, ROUTING_DATA);
    this.data = this.#data(env, CONVERSATION_DATA);
    this.connection = new Connection({
      env,
      lease,
      conversation: this.conversation,
      cursor: () => this.transcript.cursor,
      socketUrl: (path) => (api.baseUrl + path).replace(/^http/, "ws"),
    });
    this.courier = new Courier({
      api,
      conversation: this.conversation,
      connection: this.connection,
    });
    lease.busy = () => this.outbox.isSending;
    this.#wireConversation();
    this.#wireMessages();
    this.#wireConnection();
    this.#wireFoundation();
    if (this.conversation.id) this.transcript.begin(this.conversation.id);
  }

  /** All messages: those that are stored, by seq; then those on their way, as they were written. */
  get messages() {
    const stored = this.transcript.messages;
    const pending = this.outbox.entries.map((entry) => this.#pendingMessage(entry));
    return [...stored, ...pending];
  }

  /**
   * Lets a conversation begin if none is live, with all that routing is to know.
   * @param {string} [greeting] what is said first in it
   */
  want(greeting) {
    this.mayBegin = true;
    const creation = () => ({
      routingData: this.routing.wanted,
      conversationData: this.data.wanted,
      instanceId: this.foundation.instanceId,
    });
    this.conversation.want(creation, greeting);
  }

  /**
   * Waits for something of this customer's, or until that customer has gone.
   * @template T
   * @param {Promise<T>} wanted
   * @returns {Promise<T>}
   */
  whileHere(wanted) {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      wanted.then(resolve, reject).finally(() => this.#waiting.delete(reject));
      if (this.hasLeft) reject(gone());
    });
  }

  /** Lets go of all that is this customer's, here and in the storages. */
  leave() {
    this.hasLeft = true;
    this.connection.stop();
    this.foundation.stop();
    this.foundation.forget();
    for (const reject of this.#waiting) reject(gone());
  }

  /** Tells the platform all that waits, by whatever way there is. */
  flush() {
    this.outbox.kick(true);
    this.routing.kick(true);
    this.data.kick(true);
    this.foundation.tiers.context.flush();
  }

  /**
   * Takes a message to send. One that is stored already under its id is the same message.
   * @param {string} text
   * @param {string} [clientMessageId]
   * @returns {Promise<WidgetMessage>} once it is stored
   */
  say(text, clientMessageId) {
    const stored = clientMessageId && this.transcript.find(clientMessageId);
    if (!stored) return this.outbox.add(text, clientMessageId);
    return stored.text === text ? Promise.resolve(stored) : reused();
  }

  /**
   * Lets what the customer says begin a conversation, if there is none.
   * @template T
   * @param {T} said
   * @returns {T} it, as it came
   */
  spoken(said) {
    if (this.conversation.id) this.mayBegin = true;
    else this.want();
    if (!this.connection.isWanted) this.connection.keep();
    return said;
  }

  /**
   * Takes a failed message away.
   * @param {string} key
   */
  discard(key) {
    this.outbox.discard(key);
    if (!this.outbox.hasFailed) this.notices.forget("message-failed");
  }

  #wireConversation() {
    const { conversation, transcript, routing, data } = this;
    conversation.on("begun", ({ document, body, greeting }) => {
      transcript.begin(document.id);
      routing.begun(body.routingData ?? {});
      data.begun(body.conversationData ?? {});
      if (greeting) this.outbox.addFirst(greeting);
    });
    conversation.on("change", (/** @type {Conversation} */ document) => {
      transcript.begin(document.id);
      transcript.expect(document.latestSeq);
      routing.observe(document.routingData, document.id);
      data.observe(document.conversationData, document.id);
      this.notices.conversation(document);
      this.#tell("conversation", document);
    });
    conversation.on("ended", () => {
      transcript.drop();
      if (this.mayBegin && this.outbox.isWaiting) this.want();
      this.notices.say("conversation-ended");
      this.#tell("conversation", conversation.document);
    });
  }

  #wireMessages() {
    const { transcript, outbox, notices } = this;
    transcript.on("message", (message) => {
      this.#arrived(message);
      this.#tell("message", message);
    });
    transcript.on("old", (message) => outbox.settle(message.clientMessageId, message));
    transcript.on("change", () => this.#changed());
    // Events without a text were missed too: the document says what they came to.
    transcript.on("gap", () => this.conversation.validate().catch(() => {}));
    outbox.on("stored", ({ entry, receipt }) => {
      const whole = { ...this.#pendingMessage(entry), ...receipt };
      const message = transcript.store(whole, receipt.at !== undefined);
      this.#arrived(message); // the transcript tells nothing of what it had already
    });
    outbox.on("change", () => this.#changed());
    outbox.on("waiting", ({ hasFailed }) => {
      notices.say(hasFailed ? "message-waits" : "slow-answers");
    });
    outbox.on("failed", ({ clientMessageId, code, reason }) => {
      notices.say("message-failed", { key: clientMessageId, why: code, reason });
    });
  }

  /** @param {WidgetMessage} message is stored, so it is no longer on its way */
  #arrived(message) {
    this.outbox.settle(message.clientMessageId, message);
    if (this.outbox.entries.length === 0) this.notices.say("messages-sent");
  }

  #wireConnection() {
    const { connection, conversation, transcript, notices } = this;
    connection.on("status", (change) => {
      notices.status(change.status);
      this.#tell("status", change);
    });
    connection.on("pause", ({ untilMs }) => notices.pause(untilMs));
    connection.on("found", () => this.flush());
    connection.on("hello", (hello) => {
      conversation.learn(hello.conversation);
      transcript.expect(hello.latestSeq);
      this.flush();
    });
    connection.on("frame", (frame) => this.#hear(frame));
    connection.on("replaced", () => notices.say("replaced"));
    connection.on("refused", (error) => {
      notices.say("failed", { hint: error.hint });
      this.#tell("error", error);
    });
  }

  #wireFoundation() {
    const { lease, tiers, tabs } = this.foundation;
    lease.on("change", ({ exp, expiresInS }) => {
      this.notices.say("signed-in-again");
      this.#tell("token", { exp, expiresInS });
    });
    lease.on("trouble", (trouble) => this.notices.renewal(trouble));
    lease.on("ended", ({ error }) => {
      this.connection.stop("failed", error);
      this.notices.say("signed-out");
      this.#tell("error", error);
    });
    tiers.on("notice", (notice) => this.#tell("notice", notice));
    tabs?.on("change", ({ key, value }) => {
      if (!key.startsWith(SHARED_ROUTING)) return;
      this.routing.accept({ [key.slice(SHARED_ROUTING.length)]: value ?? null });
      this.routing.kick();
    });
  }

  /**
   * Tells the other tabs what was said to routing here, key by key.
   * @param {import("./canonical.js").Data} patch
   */
  share(patch) {
    const entries = Object.entries(patch).map(([key, value]) => [SHARED_ROUTING + key, value]);
    this.foundation.tabs?.merge(Object.fromEntries(entries));
  }

  /** @param {Frame} frame */
  #hear(frame) {
    this.transcript.hear(frame);
    this.conversation.hear(frame);
    if (frame.type === "typing") {
      this.#tell("typing", { from: frame.from, isTyping: frame.state === "on" });
    }
    if (frame.type === "error") {
      const { code, message, hint } = frame;
      this.#tell("error", new ApiError({ code, message, hint, isTransient: false }));
    }
  }

  /**
   * @param {import("./env.js").Env} env
   * @param {DataKind} kind
   */
  #data(env, kind) {
    return new SharedData({
      env,
      kind,
      storage: this.foundation.tiers.session,
      merge: (delta) => this.courier.merge(kind, delta),
      read: () => this.courier.read(kind),
    });
  }

  /**
   * @param {Entry} entry
   * @returns {WidgetMessage}
   */
  #pendingMessage({ clientMessageId, text, at, state, code, reason }) {
    return {
      key: clientMessageId,
      clientMessageId,
      at,
      direction: "inbound",
      from: { purpose: "customer", id: this.foundation.lease.userId ?? "" },
      text,
      state,
      ...(code && { code, reason }),
    };
  }

  /** Tells of many changes at once as one. */
  #changed() {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      this.#tell("messages", this.messages);
    });
  }
}

/** @returns {Misuse} */
function gone() {
  return new Misuse({ code: "customer.gone", message: "This customer has logged out here" });
}
