// Owns keeping one conversation connected: find it, ask about it, attach to it; and again.
// Phase 1 and 2 (discovery, validation) are `CurrentConversation.ensure`, phase 3 (merge) begins
// with the socket's hello. Source: Guide, section 4.

import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { ApiError, Misuse } from "./errors.js";
import { CLOSE_MEANS, ConversationSocket } from "./socket.js";

/** The pauses between two attempts, at first and at most; each is drawn, so widgets differ. */
const CONNECT_AGAIN = { baseMs: 1_000, capMs: 30_000 };
/** A socket that has lasted so long was a success: the next pause is a short one again. */
const LASTED_MS = 30_000;
/** What a socket waits that was too busy (4413, 4429), beside the pause. */
const SLOWER_MS = 5_000;

/**
 * @typedef {import("../widget-sdk.d.ts").Conversation} Conversation
 * @typedef {import("../widget-sdk.d.ts").Status} Status
 * @typedef {import("./socket.js").Frame} Frame
 * @typedef {import("./socket.js").SocketEnd} SocketEnd
 */

/**
 * The connection. Tells `status` with `{status, before}`; `found` with the document of a
 * conversation that lives, before each socket; `hello` when one is attached; `frame` of all that
 * it tells; `pause` with `{untilMs}` before it comes again; `replaced`; `stopped` with the reason
 * when it is no longer wanted; `refused` with an error that no waiting mends.
 */
export class Connection extends Emitter {
  #env;
  #lease;
  #conversation;
  #socketUrl;
  #cursor;
  #backoff;
  /** @type {ConversationSocket | null} */
  #socket = null;
  /** @type {Promise<void> | null} */
  #running = null;
  /** @type {(() => void) | null} */
  #wake = null;
  #isWanted = false;
  /** How often it was stopped: what an attempt from before comes to counts no more. */
  #stops = 0;
  #hasBeenLive = false;
  /** @type {Status} */
  #status = "idle";

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {import("./lease.js").Lease} parts.lease
   * @param {import("./conversation.js").CurrentConversation} parts.conversation
   * @param {(path: string) => string} parts.socketUrl makes a path the address of a socket
   * @param {() => number} parts.cursor the seq behind which to go on
   */
  constructor({ env, lease, conversation, socketUrl, cursor }) {
    super();
    this.#env = env;
    this.#lease = lease;
    this.#conversation = conversation;
    this.#socketUrl = socketUrl;
    this.#cursor = cursor;
    this.#backoff = new Backoff(env, CONNECT_AGAIN);
    env.onOnline(() => this.nudge());
    env.onVisible(() => this.nudge());
    env.onOffline(() => this.#socket?.close()); // it would only find out by its heartbeat
    lease.on("change", () => this.#swapToken());
  }

  /** How it stands. */
  get status() {
    return this.#status;
  }

  /** Whether it is connected, or tries to be. */
  get isWanted() {
    return this.#isWanted;
  }

  /** The socket, while it lives. */
  get socket() {
    return this.#socket?.isLive ? this.#socket : null;
  }

  /** Wants to be connected from now on; wanting it twice is wanting it once. */
  keep() {
    this.#isWanted = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
      if (this.#isWanted) this.keep(); // it was wanted again just as it ended
    });
    this.nudge();
  }

  /**
   * Wants it, and waits until the platform has told of a conversation that lives, or why not.
   * @param {string} [id] of the one that it has to be; else any
   * @returns {Promise<Conversation>}
   */
  keepUntilFound(id) {
    const { document } = this.#conversation;
    if (this.socket && document) return Promise.resolve(document);
    /** @type {Promise<Conversation>} */
    const known = new Promise((resolve, reject) => {
      const offs = [
        this.on("found", (found) => {
          end();
          if (id && found.id !== id) reject(endedError());
          else resolve(found);
        }),
        this.on("stopped", (reason) => {
          end();
          reject(reason);
        }),
      ];
      const end = () => offs.forEach((off) => off());
    });
    this.keep();
    return known;
  }

  /**
   * Wants it no more.
   * @param {Status} status what it is instead
   * @param {Error} reason what is told to who waits for it
   */
  stop(status = "idle", reason = stoppedError()) {
    this.#stops += 1;
    this.#isWanted = false;
    this.#hasBeenLive = false;
    this.#socket?.close();
    this.#wake?.();
    this.#tell(status);
    this.emit("stopped", reason);
  }

  /** Asks the platform anew how the conversation is, because something says that it has changed. */
  recheck() {
    this.#socket?.close();
    this.keep();
  }

  /** Says that it may work now: a pause is cut short, and a socket proves that it lives. */
  nudge() {
    this.#wake?.();
    this.#socket?.probe();
  }

  async #run() {
    while (this.#isWanted) {
      let pauseMs = Number.POSITIVE_INFINITY;
      if (this.#env.online()) {
        if (this.#status !== "live") this.#tell(this.#trying());
        const stops = this.#stops;
        const isMine = () => stops === this.#stops;
        pauseMs = await this.#once(isMine).catch((trouble) => this.#judge(trouble, isMine));
      } else {
        this.#tell("offline");
      }
      if (this.#isWanted && pauseMs > 0) await this.#pause(pauseMs);
    }
  }

  /**
   * One attempt, and all that comes of it until it is over.
   * @param {() => boolean} isMine whether it still is what is wanted
   * @returns {Promise<number>} the pause before the next one, in milliseconds
   */
  async #once(isMine) {
    await this.#lease.access(); // which takes long at first, and the page may have second thoughts
    if (!isMine()) return 0;
    const document = await this.#conversation.ensure();
    if (!isMine()) return 0;
    if (!document) {
      this.stop("closed", endedError());
      return 0;
    }
    this.#tell(this.#trying());
    this.emit("found", document);
    const token = await this.#lease.access();
    if (!isMine()) return 0;
    const path = `${this.#conversation.path}/ws?after=${this.#cursor()}`;
    const socket = new ConversationSocket({ env: this.#env, url: this.#socketUrl(path), token });
    /** @type {Promise<SocketEnd>} */
    const ended = new Promise((resolve) => socket.on("end", resolve));
    socket.on("frame", (frame) => this.#hear(frame));
    this.#socket = socket;
    const hello = await socket.open();
    this.#hasBeenLive = true;
    this.#tell("live");
    this.emit("hello", hello);
    return this.#after(await ended, isMine);
  }

  /** @param {Frame} frame */
  #hear(frame) {
    if (frame.type === "token.expiring") this.#lease.renew("expiring").catch(() => {});
    else this.emit("frame", frame);
  }

  /**
   * @param {SocketEnd} end
   * @param {() => boolean} isMine
   * @returns {Promise<number>}
   */
  async #after(end, isMine) {
    if (end.lastedMs >= LASTED_MS) this.#backoff.reset();
    const means = CLOSE_MEANS[end.code];
    if (means === "replaced") {
      this.stop("replaced");
      this.emit("replaced", end);
    }
    if (!isMine()) return 0;
    if (means !== "dead") this.#tell("reconnecting"); // the platform is asked whether it is dead
    const isStale = means === "renew" && this.#socket?.token === (await this.#lease.access());
    if (isStale) await this.#lease.renew("refused");
    return this.#backoff.next(means === "slower" ? SLOWER_MS : 0);
  }

  /**
   * @param {any} trouble
   * @param {() => boolean} isMine
   * @returns {number}
   */
  #judge(trouble, isMine) {
    if (!isMine()) return 0;
    if (trouble instanceof ApiError && !trouble.isTransient && !trouble.isAuth) {
      this.stop("failed", trouble);
      this.emit("refused", trouble);
      return 0;
    }
    return this.#backoff.next(trouble.retryAfterMs ?? 0);
  }

  /**
   * Waits, or is woken.
   * @param {number} ms
   */
  async #pause(ms) {
    this.emit("pause", { untilMs: this.#env.now() + ms });
    /** @type {import("./env.js").TimerId | undefined} */
    let timer;
    await new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
      if (Number.isFinite(ms)) timer = this.#env.setTimeout(this.#wake, ms);
    });
    this.#env.clearTimeout(timer);
    this.#wake = null;
  }

  /** Hands a new token over in band, so that nothing on the way notices (Guide, edge case 1). */
  async #swapToken() {
    const socket = this.socket;
    if (!socket) return this.nudge();
    const token = await this.#lease.access();
    if (socket.token === token) return;
    try {
      await socket.ask("token.update", { token });
      socket.token = token;
    } catch {
      socket.close(); // another user's token, or no answer: a new handshake tells
    }
  }

  /** @returns {Status} */
  #trying() {
    if (!this.#conversation.id) return "starting";
    return this.#hasBeenLive ? "reconnecting" : "connecting";
  }

  /** @param {Status} status */
  #tell(status) {
    const before = this.#status;
    if (status === before) return;
    this.#status = status;
    this.emit("status", { status, before });
  }
}

/** @returns {Misuse} */
function stoppedError() {
  return new Misuse({
    code: "aborted",
    message: "The widget was told to do something else before this had come to an end",
    hint: "It was disconnected, closed, or connected to another conversation.",
  });
}

/** @returns {Misuse} */
function endedError() {
  return new Misuse({
    code: "conversation.ended",
    message: "The conversation has ended, is gone, or is somebody else's",
    hint: "start() begins a new one.",
  });
}
