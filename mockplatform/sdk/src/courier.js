// Owns how what a chat says goes to the platform: by the socket if there is one, else by HTTP.
// Nothing is repeated here: whoever asks has a pause of his own before he asks again.

import { NoConversation } from "./conversation.js";
import { ApiError } from "./errors.js";

/** What the platform says of a conversation that takes no more messages. */
const ENDED_CODE = "conversation.closed";

/**
 * @typedef {import("./data.js").DataKind} DataKind
 * @typedef {import("./outbox.js").Entry} Entry
 * @typedef {import("./outbox.js").Receipt} Receipt
 */

/** The way to the platform for one chat. */
export class Courier {
  #api;
  #conversation;
  #connection;

  /**
   * @param {object} parts
   * @param {import("./http.js").Api} parts.api
   * @param {import("./conversation.js").CurrentConversation} parts.conversation
   * @param {import("./reconnect.js").Connection} parts.connection
   */
  constructor({ api, conversation, connection }) {
    this.#api = api;
    this.#conversation = conversation;
    this.#connection = connection;
  }

  /**
   * Sends one message once: by the socket, and by HTTP where that has no answer or refuses, since
   * the same under the same id is one message, and HTTP says with a status what is wrong.
   * @param {Entry} entry
   * @returns {Promise<Receipt>}
   */
  async deliver({ clientMessageId, text }) {
    if (!this.#conversation.id) throw new NoConversation();
    const { path } = this.#conversation; // now, since it may be another one by then
    const body = { clientMessageId, text };
    const ack = await this.#connection.socket?.ask("message.send", body).catch(() => null);
    if (ack) return { id: ack.messageId, seq: Number(ack.seq) };
    return (await this.#tellLive("POST", `${path}/messages`, body)).body;
  }

  /**
   * Tells a conversation something. What one that is over does not take waits for the next one.
   * @param {string} method
   * @param {string} path
   * @param {object} body
   */
  async #tellLive(method, path, body) {
    try {
      return await this.#api.call(method, path, { body, idempotent: true, retries: 0 });
    } catch (error) {
      const isOver =
        error instanceof ApiError && (error.code === ENDED_CODE || error.status === 404);
      if (!isOver) throw error;
      this.#connection.recheck();
      throw new NoConversation();
    }
  }

  /**
   * Merges a delta into the conversation's data, once.
   * @param {DataKind} kind
   * @param {import("./canonical.js").Data} delta
   * @returns {Promise<import("./data.js").Merged>}
   */
  async merge(kind, delta) {
    if (!this.#conversation.id) throw new NoConversation();
    const { path } = this.#conversation;
    const ack = await this.#connection.socket?.ask(kind.frame, { data: delta }).catch(() => null);
    if (ack) return { routingHash: ack.routingHash };
    const { body } = await this.#tellLive("PATCH", path + kind.path, delta);
    this.#conversation.learn(body);
    return { values: body[kind.member] };
  }

  /**
   * Reads back what the platform has. An answer older than what is known is a replica that lags.
   * @param {DataKind} kind
   * @returns {Promise<import("./canonical.js").Data>}
   */
  async read(kind) {
    const answer = await this.#api.call("GET", this.#conversation.path, { retries: 0 });
    this.#conversation.learn(answer.body);
    return this.#conversation.document?.[kind.member] ?? {};
  }

  /**
   * Reads a page of the transcript.
   * @param {number} after
   * @param {number} limit
   */
  async page(after, limit) {
    const path = `${this.#conversation.path}/messages?after=${after}&limit=${limit}`;
    return (await this.#api.call("GET", path, { retries: 0 })).body;
  }
}
