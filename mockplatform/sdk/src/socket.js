// Owns one WebSocket of a conversation: its handshake, its questions, its heartbeat and its end.
// It lives once and says how it ended; whoever opened it decides what comes next.

import { utf8Bytes } from "./canonical.js";
import { Emitter } from "./emitter.js";
import { ApiError, NoAnswer } from "./errors.js";

/** How long a handshake may take, the first frame included. */
const HELLO_WITHIN_MS = 8_000;
/** How long an answer may take. */
const ANSWER_WITHIN_MS = 8_000;
/** After so much silence a live socket is asked for a sign of life. */
const PING_AFTER_MS = 10_000;
/** And not more often, however short the platform's heartbeat is. */
const PING_AFTER_MS_MIN = 1_000;
/** How long that sign may take. */
const PONG_WITHIN_MS = 5_000;
/** What the platform takes in one frame. */
const FRAME_BYTES_MAX = 65_536;
/** What a socket ends with when nobody said goodbye (RFC 6455, section 7.1.5). */
const NO_GOODBYE = 1006;

/**
 * What a close code asks of a client. Codes that are not here ask it to come again.
 *
 * `renew`: with a new token. `dead`: the conversation is over, gone or somebody else's.
 * `replaced`: another socket took its place, and fighting it would never end. `slower`: later.
 * @type {Readonly<Record<number, "renew" | "dead" | "replaced" | "slower">>}
 */
export const CLOSE_MEANS = Object.freeze({
  1008: "renew",
  4401: "renew",
  4403: "dead",
  4404: "dead",
  4409: "replaced",
  4410: "dead",
  4413: "slower",
  4429: "slower",
});

/**
 * @typedef {{type: string, id?: string, seq?: number, [member: string]: any}} Frame
 *   A frame of the socket; its members depend on its type (docs/socket.md).
 * @typedef {{code: number, reason: string, lastedMs: number}} SocketEnd
 *   How a socket ended; it lasted 0 ms if it never said hello.
 */

/** A frame was refused and has changed nothing. The same by HTTP says with which status. */
class FrameRefused extends Error {
  /** @param {Frame} frame an `error` frame */
  constructor(frame) {
    super(frame.message);
    this.name = "FrameRefused";
    /** @type {string} */
    this.code = frame.code;
    /** @type {string | undefined} */
    this.hint = frame.hint;
  }
}

/** One socket. Tells `frame` of all that is not an answer, and `end` once. */
export class ConversationSocket extends Emitter {
  #env;
  #url;
  /** @type {WebSocket | undefined} */
  #wire;
  /** @type {Map<string, (frame: Frame) => void>} */
  #waiting = new Map();
  #questions = 0;
  #openedAt = 0;
  #heardAt = 0;
  #pingAfterMs = PING_AFTER_MS;
  /** @type {import("./env.js").TimerId | undefined} */
  #heartbeat;
  /** @type {SocketEnd | undefined} */
  #end;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {string} parts.url where the conversation's socket is, `after` included
   * @param {string} parts.token goes as a subprotocol, since a URL would end up in logs
   */
  constructor({ env, url, token }) {
    super();
    this.#env = env;
    this.#url = url;
    this.token = token;
  }

  /** Whether it has said hello and has not ended. */
  get isLive() {
    return this.#openedAt > 0 && !this.#end;
  }

  /**
   * Opens it.
   * @returns {Promise<Frame>} its `hello`
   * @throws {NoAnswer} there was none in time; a browser does not tell scripts why
   * @throws {ApiError} the browser does not even try
   */
  async open() {
    const wire = this.#dial();
    this.#wire = wire;
    wire.onmessage = (event) => this.#hear(event.data);
    wire.onclose = (event) => this.#finish(event.code, event.reason);
    try {
      return await this.#answer("hello", HELLO_WITHIN_MS);
    } catch (late) {
      this.close();
      throw late;
    }
  }

  /** @returns {WebSocket} */
  #dial() {
    try {
      return new this.#env.WebSocket(this.#url, ["mockplatform.v1", `bearer.${this.token}`]);
    } catch (mistake) {
      // A token that is no subprotocol, or a page by HTTPS and a socket without: no waiting helps.
      const hint = "The token has to be a JWT, and the platform has to be reached as the page is.";
      const message = `The browser opens no such socket: ${mistake}`;
      throw new ApiError({ code: "socket.refused", message, hint, isTransient: false });
    }
  }

  /**
   * Asks something and waits for the answer. A late one makes the socket prove that it lives.
   * @param {string} type
   * @param {object} [members]
   * @returns {Promise<Frame>}
   * @throws {NoAnswer | FrameRefused}
   */
  async ask(type, members = {}) {
    this.#questions += 1;
    const id = `q${this.#questions}`;
    const answer = this.#answer(id, ANSWER_WITHIN_MS);
    this.tell(type, { ...members, id });
    try {
      const frame = await answer;
      if (frame.type === "error") throw new FrameRefused(frame);
      return frame;
    } catch (trouble) {
      if (trouble instanceof NoAnswer && this.isLive) this.probe();
      throw trouble;
    }
  }

  /**
   * Says something that has no answer; nothing happens where nobody can hear it.
   * @param {string} type
   * @param {object} [members]
   */
  tell(type, members = {}) {
    const text = JSON.stringify({ type, ...members });
    if (utf8Bytes(text) > FRAME_BYTES_MAX) {
      // The platform would close the socket (4413), and all others on it would pay for this one.
      const refusal = { code: "frame.too.large", message: "The frame is over 65,536 bytes" };
      this.#hear(JSON.stringify({ type: "error", id: JSON.parse(text).id, ...refusal }));
    } else if (this.isLive && this.#wire?.readyState === 1) {
      this.#wire.send(text);
    }
  }

  /** Asks for a sign of life; without one the socket has ended, although nobody closed it. */
  probe() {
    if (!this.isLive || this.#waiting.has("pong")) return;
    this.#answer("pong", PONG_WITHIN_MS).catch(() => this.#finish(NO_GOODBYE, "silent"));
    this.tell("ping", { id: "pong" });
  }

  /** Lets go of it at once: a goodbye is said, and no answer to it is awaited. */
  close() {
    this.#finish(1000, "");
  }

  /**
   * @param {string} id
   * @param {number} withinMs
   * @returns {Promise<Frame>}
   */
  #answer(id, withinMs) {
    return new Promise((resolve, reject) => {
      const late = this.#env.setTimeout(() => settle(null), withinMs);
      /** @param {Frame | null} frame */
      const settle = (frame) => {
        this.#env.clearTimeout(late);
        this.#waiting.delete(id);
        if (frame) resolve(frame);
        else if (this.#end) reject(new NoAnswer("socket.ended", `It ended with ${this.#end.code}`));
        else reject(new NoAnswer("socket.late", "There was no answer in time"));
      };
      if (this.#end) settle(null);
      else this.#waiting.set(id, /** @type {any} */ (settle));
    });
  }

  /** @param {string} text */
  #hear(text) {
    /** @type {Frame} */
    let frame;
    try {
      frame = JSON.parse(text);
    } catch {
      // Half a frame, or none: nothing behind it can be trusted. `after` brings it again.
      this.#finish(NO_GOODBYE, "not JSON");
      return;
    }
    this.#heardAt = this.#env.now();
    if (frame.type === "hello") this.#greeted(frame);
    const settle = this.#waiting.get(frame.type === "hello" ? "hello" : (frame.id ?? ""));
    if (settle) settle(frame);
    else this.emit("frame", frame);
  }

  /** @param {Frame} hello */
  #greeted(hello) {
    this.#openedAt = this.#env.now();
    const halfMs = (hello.heartbeatSeconds * 1000) / 2;
    this.#pingAfterMs = Math.max(PING_AFTER_MS_MIN, Math.min(PING_AFTER_MS, halfMs));
    this.#listen();
  }

  /** Comes again whenever it has been silent for long enough; a browser sees no protocol pings. */
  #listen() {
    const silentMs = this.#env.now() - this.#heardAt;
    if (silentMs >= this.#pingAfterMs) this.probe();
    const nextMs = silentMs >= this.#pingAfterMs ? this.#pingAfterMs : this.#pingAfterMs - silentMs;
    this.#heartbeat = this.#env.setTimeout(() => this.#listen(), nextMs);
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #finish(code, reason) {
    if (this.#end) return;
    const lastedMs = this.#openedAt ? this.#env.now() - this.#openedAt : 0;
    this.#end = { code, reason, lastedMs };
    this.#env.clearTimeout(this.#heartbeat);
    if (this.#wire) {
      // Half-open sockets speak up late: what they say then is not heard any more.
      this.#wire.onmessage = null;
      this.#wire.onclose = null;
      this.#wire.close();
    }
    for (const settle of [...this.#waiting.values()]) /** @type {any} */ (settle)(null);
    this.emit("end", this.#end);
  }
}
