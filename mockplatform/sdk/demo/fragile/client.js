// Owns a widget that makes the guide's mistakes, on purpose. Each stands in a function of its own,
// whose comment names the trap (mistakes.js has the list). Do not copy this: the SDK is next door.

import { SharedStorage } from "./storage.js";

const CONVERSATIONS = "/api/v2/conversations/messaging";
/** The pause before the next attempt: hardly any, and always the same. */
const AGAIN_MS = 50;
/** After so many sockets that did not open, the conversation is given up. */
const GIVE_UP_AFTER = 3;
/** What it believes to be the limit of routing data. */
const ROUTING_CHARS_MAX = 16_384;
/** Longer waits overflow a browser's timer. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/**
 * @typedef {{id: string, conversationId: string, seq: number, at: string, direction: string, text: string,
 *   from: {purpose: string, name?: string}}} Message
 * @typedef {(what: string, detail?: any) => void} Tell
 * @typedef {{show: () => void, rebuild: () => void, blank: () => void}} View
 */

/** The fragile widget. It tells an observer what it does; that is no part of its behaviour. */
export class FragileClient {
  /** @param {{base: string, deploymentId: string, userId: string, tell: Tell}} parts */
  constructor({ base, deploymentId, userId, tell }) {
    this.base = base;
    this.deploymentId = deploymentId;
    this.userId = userId;
    this.tell = tell;
    this.storage = new SharedStorage(userId);
    /** @type {View} */
    this.view = { show: () => {}, rebuild: () => {}, blank: () => {} };
    this.token = "";
    this.refreshToken = "";
    this.conversationId = "";
    /** @type {Message[]} */
    this.messages = [];
    /** @type {string[]} What waits for a socket. */
    this.queue = [];
    /** @type {string[]} What was sent and not acknowledged. */
    this.unanswered = [];
    /** @type {Record<string, string | boolean>} */
    this.routingData = {};
    /** @type {WebSocket | null} */
    this.socket = null;
    this.failures = 0;
    this.status = "starting";
  }

  /** Come up with whatever lies in localStorage, whichever tab has put it there. */
  async start() {
    this.token = this.storage.readFromLocalStorage("token") ?? "";
    this.refreshToken = this.storage.readFromLocalStorage("refreshToken") ?? "";
    this.conversationId = this.storage.readFromLocalStorage("conversationId") ?? "";
    this.messages = this.storage.readFromLocalStorage("messages") ?? [];
    if (this.conversationId) this.tell("took-over", { conversationId: this.conversationId });
    if (!this.token) await this.login();
    if (this.conversationId) this.reconnectBlindly();
    else await this.beginAnotherConversation();
  }

  /** Get a first token; one that has ended would have the edge refuse the login too. */
  async login() {
    this.token = "";
    const { deploymentId, userId } = this;
    const answer = await this.call("POST", "/api/v2/widget/auth/token", { deploymentId, userId });
    if (answer.ok) this.takeToken(await answer.json());
  }

  /** @param {any} answer of the token service */
  takeToken({ access_token, refresh_token, expires_in }) {
    this.token = access_token;
    this.refreshToken = refresh_token;
    this.storage.keepInLocalStorage("token", access_token);
    this.storage.keepInLocalStorage("refreshToken", refresh_token);
    this.refreshWhenItHasEnded(expires_in);
  }

  /**
   * Trap "late-refresh" (Guide, section 2): the renewal begins when the token has ended, so that
   * the edge refuses the renewal itself.
   *
   * @param {number} seconds
   */
  refreshWhenItHasEnded(seconds) {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => this.refresh(), Math.min(seconds * 1_000, TIMER_MS_MAX));
  }

  /** Renew, whatever is on its way: trap "refresh-mid-send" (Guide, section 2). */
  async refresh() {
    const body = { grant_type: "refresh_token", refresh_token: this.refreshToken };
    const answer = await this.call("POST", "/api/v2/widget/auth/refresh", body);
    if (answer.status === 401) this.tell("refresh-refused");
    if (answer.ok) this.takeToken(await answer.json());
    else await this.login();
    this.startAnewWithToken();
  }

  /**
   * Trap "reinit" (Guide, edge case 1): a new token builds everything anew. The field is another
   * one, without what was written; what waited to be sent is forgotten; the socket is torn down.
   */
  startAnewWithToken() {
    this.tell("reinit", { dropped: this.queue.length, unanswered: this.unanswered.length });
    this.queue = [];
    this.view.rebuild();
    this.tell("reinit-over");
    this.socket?.close();
    this.reconnectBlindly();
  }

  /**
   * Trap "blind-reconnect" (Guide, section 4): attaches to the conversation that it remembers. Nobody
   * asks the platform whether that one lives.
   *
   * Trap "whole-transcript": without `after`, the socket tells everything from the beginning.
   */
  reconnectBlindly() {
    this.tell("attempt");
    const path = `${CONVERSATIONS}/${this.conversationId}/ws`;
    const url = this.base.replace(/^http/, "ws") + path;
    const socket = new WebSocket(url, ["mockplatform.v1", `bearer.${this.token}`]);
    if (this.socket) this.socket.onmessage = this.socket.onclose = null;
    this.socket = socket;
    socket.onmessage = ({ data }) => this.guarded(() => this.hear(JSON.parse(data)));
    socket.onclose = ({ code }) => this.lost(code);
  }

  /** @param {any} frame */
  hear(frame) {
    if (frame.type === "hello") this.attached();
    else if (frame.type === "ack") this.unanswered.shift();
    else if (frame.type === "message") this.appendAsItArrives(frame);
  }

  attached() {
    this.failures = 0;
    this.status = "live";
    this.sendAgain();
    this.view.show();
  }

  /**
   * The socket has ended; why is not looked at (Guide, section 2: taken for a network failure).
   *
   * @param {number} code
   */
  lost(code) {
    const hadOpened = this.status === "live";
    this.status = "reconnecting";
    this.failures = hadOpened ? 0 : this.failures + 1;
    this.view.show();
    this.tell("lost", { code, conversationId: this.conversationId, hadOpened });
    const isGivenUp = this.failures >= GIVE_UP_AFTER;
    this.tryAgainAtOnce(() =>
      isGivenUp ? void this.beginAnotherConversation() : this.reconnectBlindly(),
    );
  }

  /**
   * Trap "second-conversation" (Guide, section 4): what cannot be reached is replaced, without a
   * look at what has become of it, and without an idempotency key.
   */
  async beginAnotherConversation() {
    this.tell("attempt");
    const { routingData } = this;
    const answer = await this.call("POST", CONVERSATIONS, { routingData });
    if (answer.status === 401) return this.refresh();
    if (!answer.ok) return this.tryAgainAtOnce(() => void this.beginAnotherConversation());
    const before = this.conversationId;
    this.conversationId = (await answer.json()).id;
    this.failures = 0;
    this.tell("begun", { before, after: this.conversationId });
    this.guarded(() => this.storage.keepInLocalStorage("conversationId", this.conversationId));
    this.reconnectBlindly();
  }

  /**
   * Trap "no-backoff" (Guide, section 4): no pause that grows, no luck in it, no end.
   *
   * @param {() => void} act
   */
  tryAgainAtOnce(act) {
    setTimeout(() => this.guarded(act), AGAIN_MS);
  }

  /**
   * Trap "arrival-order" (Guide, section 2): what comes last stands last, whatever its seq, and what
   * is there already comes a second time.
   *
   * @param {any} frame
   */
  appendAsItArrives({ messageId, seq, at, direction, from, text }) {
    const { conversationId } = this;
    this.messages.push({ id: messageId, conversationId, seq, at, direction, from, text });
    this.storage.keepInLocalStorage("messages", this.messages);
    this.view.show();
  }

  /**
   * Say something.
   *
   * @param {string} text
   */
  send(text) {
    if (this.socket?.readyState === WebSocket.OPEN) this.sendWithoutAnId(text);
    else this.queue.push(text);
  }

  /**
   * Trap "no-message-id" (Guide, section 2): nothing tells the platform that it has it already.
   *
   * @param {string} text
   */
  sendWithoutAnId(text) {
    this.unanswered.push(text);
    this.socket?.send(JSON.stringify({ type: "message.send", text }));
  }

  /** After a reconnect: all that was not acknowledged, as if it had never been sent. */
  sendAgain() {
    const texts = [...this.unanswered.splice(0), ...this.queue.splice(0)];
    for (const text of texts) this.sendWithoutAnId(text);
  }

  /**
   * Trap "overwrites-tabs" (Guide, edge case 3): writes all that this tab knows over all that there
   * is, and other tabs' keys are gone.
   *
   * @param {Record<string, string | boolean>} values
   */
  async setRoutingData(values) {
    this.routingData = { ...this.routingData, ...values };
    if (this.isTooLongByLength(this.routingData)) return;
    this.storage.keepInLocalStorage("routingData", this.routingData);
    const path = `${CONVERSATIONS}/${this.conversationId}/routing-data`;
    const { status } = await this.call("PUT", path, this.routingData);
    if (status !== 413) return;
    this.routingData = {}; // so rules see nothing at all, and the fallback queue takes the customer
    this.tell("routing-refused");
  }

  /**
   * Trap "length-check" (Guide, section 3): counts UTF-16 units, where the platform counts bytes.
   *
   * @param {object} data
   */
  isTooLongByLength(data) {
    return JSON.stringify(data).length > ROUTING_CHARS_MAX;
  }

  /**
   * Trap "no-eviction" (Guide, edge case 2): an error that nobody expected takes the whole window
   * down, as frameworks do without an error boundary.
   *
   * @param {() => void} act
   */
  guarded(act) {
    try {
      act();
    } catch (error) {
      this.view.blank();
      this.tell("blank", error);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} body
   * @returns {Promise<Response>} one of status 0 where there was no answer
   */
  async call(method, path, body) {
    const headers = {
      "Content-Type": "application/json",
      ...(this.token && { Authorization: `Bearer ${this.token}` }),
    };
    const init = { method, headers, body: JSON.stringify(body) };
    return fetch(this.base + path, init).catch(() => Response.error());
  }
}
