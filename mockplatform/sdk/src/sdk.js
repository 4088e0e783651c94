// Owns what a page calls: the object `widgetSDK`. It waits until the parts are there, and hands on.

import { Chat } from "./chat.js";
import { browserEnv } from "./env.js";
import { Emitter } from "./emitter.js";
import { Misuse } from "./errors.js";
import { createFoundation } from "./foundation.js";
import { NOTICES } from "./notices.js";
import { resolveOptions } from "./options.js";
import { heldOf } from "./token.js";

const DRAFT_KEY = "draft";
/** A typing signal that goes on is repeated so often, and not with each key. */
const TYPING_EACH_MS = 5_000;
/** A promise rejects with these because the page itself went another way: that is no error. */
const UNTOLD = ["aborted", "customer.gone"];
/** How many messages `history` reads if nobody says. */
const HISTORY_MESSAGES = 200;

/**
 * @typedef {import("../widget-sdk.d.ts").WidgetSDK} WidgetSDK
 * @typedef {import("../widget-sdk.d.ts").WidgetOptions} WidgetOptions
 * @typedef {import("../widget-sdk.d.ts").Conversation} Conversation
 * @typedef {import("../widget-sdk.d.ts").WidgetMessage} WidgetMessage
 */

/** The widget's side of one conversation, in one tab. @implements {WidgetSDK} */
export class Widget extends Emitter {
  #env;
  #where;
  /** @type {Partial<WidgetOptions>} */
  #options = {};
  /** @type {Chat | null} */
  #chat = null;
  /** @type {Promise<Chat> | null} */
  #opening = null;
  /** @type {Array<string | import("../widget-sdk.d.ts").TokenAnswer>} */
  #tokens = [];
  #draft = "";
  #typed = { isTyping: false, at: 0 };
  #seen = { conversationId: "", seq: 0 };
  /** @type {WeakSet<object>} Errors that were told, so that none is told twice. */
  #told = new WeakSet();

  /**
   * @param {Partial<WidgetOptions>} options
   * @param {{scriptUrl?: string, pageUrl: string}} where the script and the page come from
   * @param {import("./env.js").Env} [env]
   */
  constructor(options, where, env = browserEnv()) {
    super();
    this.#env = env;
    this.#where = where;
    this.configure(options);
  }

  get status() {
    if (this.#chat) return this.#chat.connection.status;
    return this.#opening ? "starting" : "idle";
  }

  get conversation() {
    return this.#chat?.conversation.document ?? null;
  }

  get messages() {
    return this.#chat?.messages ?? [];
  }

  get instanceId() {
    return this.#chat?.foundation.instanceId ?? "";
  }

  get token() {
    return this.#chat?.foundation.lease.token ?? null;
  }

  get latestSeq() {
    return this.#chat?.transcript.latestSeq ?? 0;
  }

  get draft() {
    return this.#chat ? (this.#chat.foundation.tiers.session.get(DRAFT_KEY) ?? "") : this.#draft;
  }

  set draft(text) {
    if (this.#chat) this.#chat.foundation.tiers.session.set(DRAFT_KEY, text);
    else this.#draft = text;
  }

  /**
   * @param {Partial<WidgetOptions>} options
   * @returns {this}
   */
  configure(options) {
    if (this.#opening) {
      const message = "The widget works with its options already";
      const hint = "Call configure before anything else, or createWidgetSDK for another widget.";
      throw new Misuse({ code: "configured.late", message, hint });
    }
    this.#options = { ...this.#options, ...options };
    return this;
  }

  /**
   * @param {import("../widget-sdk.d.ts").StartOptions} [options]
   * @returns {Promise<Conversation>}
   */
  start({ routingData, conversationData, message = "" } = {}) {
    return this.#do((chat) => {
      if (routingData) chat.routing.accept(routingData);
      if (conversationData) chat.data.accept(conversationData);
      if (routingData) chat.share(routingData);
      if (chat.connection.socket) chat.flush();
      else chat.want(message);
      return chat.connection.keepUntilFound();
    });
  }

  /**
   * @param {string} conversationId
   * @returns {Promise<Conversation>}
   */
  connect(conversationId) {
    return this.#do((chat) => {
      chat.mayBegin = false;
      if (conversationId !== chat.conversation.id) chat.connection.stop();
      chat.conversation.adopt(conversationId);
      chat.transcript.begin(conversationId);
      return chat.connection.keepUntilFound(conversationId);
    });
  }

  /** @param {string | import("../widget-sdk.d.ts").TokenAnswer} token */
  updateToken(token) {
    heldOf(token, this.#env.now()); // what is none is refused at once, not at a later start
    if (this.#chat) this.#adopt(this.#chat, token);
    else this.#tokens.push(token);
  }

  /**
   * @param {Record<string, string | boolean | null>} data
   * @returns {Promise<void>}
   */
  setRoutingData(data) {
    return this.#do((chat) => {
      chat.routing.accept(data);
      chat.share(data);
      return chat.routing.told();
    });
  }

  /**
   * @param {Record<string, unknown>} data
   * @returns {Promise<void>}
   */
  setConversationData(data) {
    return this.#do((chat) => {
      chat.data.accept(data);
      return chat.data.told();
    });
  }

  /**
   * @param {string} text
   * @param {{clientMessageId?: string}} [options]
   * @returns {Promise<WidgetMessage>}
   */
  send(text, { clientMessageId } = {}) {
    return quiet(this.#send(text, clientMessageId));
  }

  /**
   * @param {string} text
   * @param {string} [clientMessageId]
   * @returns {Promise<WidgetMessage>}
   */
  async #send(text, clientMessageId) {
    const chat = await this.#open();
    if (!text) throw new Misuse({ code: "message.empty", message: "A message needs a text" });
    const stored = chat.spoken(chat.say(text, clientMessageId));
    this.typing(false);
    return chat.whileHere(stored);
  }

  /**
   * @param {string} key
   * @returns {Promise<WidgetMessage>}
   */
  retry(key) {
    const again = async () => {
      const chat = await this.#open();
      return chat.whileHere(chat.spoken(chat.outbox.retry(key)));
    };
    return quiet(again());
  }

  /** @param {string} key */
  discard(key) {
    this.#chat?.discard(key);
  }

  /** @param {boolean} isTyping */
  typing(isTyping) {
    const now = this.#env.now();
    const isOld = now - this.#typed.at >= TYPING_EACH_MS;
    if (isTyping === this.#typed.isTyping && !(isTyping && isOld)) return;
    this.#typed = { isTyping, at: now };
    this.#chat?.connection.socket?.tell("typing", { state: isTyping ? "on" : "off" });
  }

  /** @param {number} [seq] */
  seen(seq = this.#chat?.transcript.cursor ?? 0) {
    const socket = this.#chat?.connection.socket;
    const conversationId = this.#chat?.conversation.id ?? "";
    const isKnown = conversationId === this.#seen.conversationId && seq <= this.#seen.seq;
    if (!socket || isKnown) return;
    this.#seen = { conversationId, seq };
    socket.tell("seen", { seq });
  }

  /** @returns {Promise<void>} */
  async close() {
    const chat = await this.#open();
    const unsent = chat.outbox.entries;
    chat.mayBegin = false;
    chat.conversation.renounce();
    if (chat.conversation.id) {
      await chat.foundation.api.call("DELETE", chat.conversation.path);
      await chat.conversation.validate(); // which finds it closed, and leaves it
    }
    if (chat.mayBegin) return; // the customer has spoken since
    chat.outbox.giveUp(unsent);
    if (chat.connection.isWanted) chat.connection.stop("closed");
  }

  disconnect() {
    this.#chat?.connection.stop();
  }

  /** @returns {Promise<void>} */
  async logout() {
    const chat = await this.#open();
    const { lease } = chat.foundation;
    const { userId, ...others } = this.#options;
    this.#options = others;
    this.#leave(chat);
    await lease.revoke();
  }

  /**
   * @param {import("../widget-sdk.d.ts").HistoryOptions} [options]
   * @returns {Promise<WidgetMessage[]>}
   */
  async history({ after = 0, limit = HISTORY_MESSAGES } = {}) {
    const chat = await this.#open();
    return chat.conversation.id ? chat.whileHere(chat.transcript.history(after, limit)) : [];
  }

  /**
   * @param {Record<string, unknown>} patch
   * @returns {Promise<void>}
   */
  saveContext(patch) {
    return this.#do((chat) => chat.foundation.tiers.context.save(patch));
  }

  /** @returns {Promise<Record<string, unknown>>} */
  async loadContext() {
    const chat = await this.#open();
    return chat.whileHere(chat.foundation.tiers.context.load());
  }

  /**
   * Does something for the customer who is here. The page may leave its promise alone, as the
   * guide's samples do: what fails is told by `error` too, unless something else has told it.
   * @template T
   * @param {(chat: Chat) => Promise<T>} act
   * @returns {Promise<T>}
   */
  #do(act) {
    const done = this.#open().then((chat) => chat.whileHere((async () => act(chat))()));
    done.catch((error) => {
      if (!UNTOLD.includes(error?.code) && !this.#told.has(error)) this.emit("error", error);
    });
    return done;
  }

  /**
   * Builds the parts, once: what is called meanwhile waits for them, in order.
   * @returns {Promise<Chat>}
   */
  #open() {
    this.#opening ??= this.#build().catch((mistake) => {
      this.#opening = null; // configure may mend it
      throw mistake;
    });
    return this.#opening;
  }

  /** @returns {Promise<Chat>} */
  async #build() {
    const options = resolveOptions(this.#options, this.#where);
    const latest = this.#tokens.at(-1);
    const sub = latest ? heldOf(latest, this.#env.now()).userId : null;
    const foundation = await createFoundation(this.#env, options, sub);
    const tell = (/** @type {string} */ name, /** @type {any} */ detail) => {
      if (name === "error") this.#told.add(detail);
      this.emit(name, detail);
    };
    const chat = chatOn(foundation, { env: this.#env, tell });
    foundation.lease.on("stranger", ({ given, sub: whose }) => this.#change(chat, given, whose));
    this.#chat = chat;
    if (this.#draft) this.draft = this.#draft;
    for (const token of this.#tokens.splice(0).slice(-1)) this.#adopt(chat, token);
    if (chat.hasLeft) return this.#open(); // it came late, and is another customer's
    this.emit("messages", this.messages);
    return chat;
  }

  /**
   * Goes on with nobody: what this customer had is forgotten, and the page configures anew.
   * @param {Chat} chat
   */
  #leave(chat) {
    const before = this.status;
    chat.leave();
    this.#chat = null;
    this.#opening = null;
    this.#draft = "";
    this.#typed = { isTyping: false, at: 0 };
    if (before !== "idle") this.emit("status", { status: "idle", before });
    this.emit("conversation", null);
    this.emit("messages", []);
    const code = "customer-gone";
    this.emit("notice", { code, ...NOTICES[code] });
  }

  /**
   * Another customer has a token here: theirs is the widget from now on, and it begins empty.
   * @param {Chat} chat
   * @param {import("../widget-sdk.d.ts").TokenAnswer | string} given
   * @param {string} sub
   */
  #change(chat, given, sub) {
    this.#leave(chat);
    if (this.#options.userId) this.#options = { ...this.#options, userId: sub };
    this.#tokens = [given];
  }

  /**
   * @param {Chat} chat
   * @param {string | import("../widget-sdk.d.ts").TokenAnswer} token
   */
  #adopt(chat, token) {
    chat.foundation.lease.adopt(token);
    if (chat.connection.status === "failed") chat.connection.keep();
  }
}

/**
 * @param {import("./foundation.js").Foundation} foundation which is let go of if that fails
 * @param {{env: import("./env.js").Env, tell: (name: string, detail: any) => void}} parts
 * @returns {Chat}
 */
function chatOn(foundation, parts) {
  try {
    return new Chat({ ...parts, foundation });
  } catch (mistake) {
    foundation.stop();
    throw mistake;
  }
}

/**
 * A page may leave such a promise alone: the message says itself that it failed, and so does a
 * notice. An unhandled rejection beside them would only be noise.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
function quiet(promise) {
  promise.catch(() => {});
  return promise;
}
