// Owns the live side of the page: one stream of the journal, which everybody here listens to.
//
// It is read by fetch and not by EventSource, which cannot carry the admin token. In a hidden tab
// it pauses: a browser has six connections for a server, and other tabs want theirs.
// Source: HTML Living Standard, 9.2 (Server-sent events).

import { Emitter } from "./emitter.js";

const WAIT_MS_FIRST = 500;
const WAIT_MS_MAX = 5_000;
const WAIT_MS_ENDED = 100; // the server ends the stream where it puts another tenant in the place
const SILENT_MS_MAX = 40_000; // the server's comments come every 15 s
/** Acts by which a tenant becomes another in one step, which no entries tell one by one. */
const PUT_BACK = /^(PUT \S*\/snapshot|POST \S*\/checkpoints\/[^/]+\/rewind)$/;
const RESET = "tenant reset";
/** What stands until it is over, and is not told anew with each try. */
const TROUBLE = new Set(["lost", "gone", "refused"]);

/**
 * @typedef {Record<string, any> & {id: number, at: string, wallAt: string, kind: string}} Entry
 */

/** @typedef {"connecting" | "live" | "lost" | "paused" | "gone" | "refused"} State */

/**
 * The journal as it grows.
 *
 * Events: `entries` (an array of them), `state`, `resync` (something may have been missed, or the
 * tenant has become another: read anew what you show). In the state `refused` a token is asked
 * for; nothing is tried before there is another.
 */
export class Feed extends Emitter {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    super();
    this.api = api;
    /** @type {State} */
    this.state = "connecting";
    this.lastId = -1;
    this.attempts = 0;
    this.isStarted = false;
    /** Whether the tenant was there once, as this page is open. */
    this.hasLived = false;
    this.isFirst = true;
    /** Why it is lost, where the server has said so. @type {import("./api.js").ApiError | null} */
    this.refusal = null;
    /** @type {AbortController | null} */
    this.reading = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.silence = undefined;
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  /** Begin, or try again now; what is under way is given up, and its end means nothing more. */
  start() {
    this.#stop();
    this.isStarted = true;
    const reading = new AbortController();
    this.reading = reading;
    this.#read(reading).catch((error) => this.reading === reading && this.#lose(error));
  }

  #stop() {
    clearTimeout(this.waiting);
    clearTimeout(this.silence);
    const { reading } = this;
    this.reading = null;
    reading?.abort();
  }

  #seen() {
    if (!this.isStarted) return;
    if (document.hidden) {
      this.#stop();
      this.#tell("paused");
    } else {
      this.start();
    }
  }

  /** @param {AbortController} reading */
  async #read(reading) {
    if (!TROUBLE.has(this.state)) this.#tell("connecting");
    const isFirst = this.isFirst;
    this.isFirst = false;
    this.#listen(reading);
    const since = this.lastId < 0 ? undefined : this.lastId;
    const url = this.api.url("/journal/stream", { since });
    const response = await this.api.fetch(url, { signal: reading.signal });
    if (this.reading !== reading || response.body === null) return;
    this.attempts = 0;
    this.hasLived = true;
    this.#tell("live");
    if (!isFirst) this.emit("resync");
    await this.#follow(response.body, reading);
  }

  /**
   * @param {ReadableStream<Uint8Array>} body
   * @param {AbortController} reading
   */
  async #follow(body, reading) {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      this.#listen(reading);
      const { done, value } = await reader.read();
      if (this.reading !== reading) return;
      if (done) throw new Error("The stream broke off");
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      const events = parts.map(parsed);
      this.#take(events);
      if (events.some((one) => one.name === "end")) break;
    }
    if (this.reading !== reading) return;
    this.#stop();
    this.waiting = setTimeout(() => this.start(), WAIT_MS_ENDED);
  }

  /** @param {AbortController} reading */
  #listen(reading) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => reading.abort(), SILENT_MS_MAX);
  }

  /** @param {{name: string, data: any}[]} events */
  #take(events) {
    const told = events.filter((one) => one.name === "message").map((one) => one.data.entry);
    const isGap = events.some((one) => one.name === "evicted") || told.some(isAnother);
    if (told.length) {
      this.lastId = told[told.length - 1].id;
      this.emit("entries", told);
    }
    if (isGap) this.emit("resync");
  }

  /** @param {unknown} error */
  #lose(error) {
    this.#stop();
    const status = /** @type {{status?: number}} */ (error)?.status ?? 0;
    if (status === 401) {
      this.#tell("refused");
      return; // the shell asks for the token, and starts anew
    }
    this.refusal = status ? /** @type {import("./api.js").ApiError} */ (error) : null;
    const wait = Math.min(WAIT_MS_FIRST * 2 ** this.attempts, WAIT_MS_MAX);
    this.attempts += 1;
    this.#tell(status === 404 ? "gone" : "lost");
    this.waiting = setTimeout(() => this.start(), wait);
  }

  /** @param {State} state */
  #tell(state) {
    if (this.state === state) return;
    this.state = state;
    this.emit("state", state);
  }
}

/** @param {Entry} entry */
function isAnother({ kind, act, what }) {
  return kind === "admin" && (act === RESET || PUT_BACK.test(what ?? ""));
}

/** @param {string} text */
function parsed(text) {
  let name = "message";
  let data = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    else if (line.startsWith("data: ")) data += line.slice(6);
  }
  return data ? { name, data: JSON.parse(data) } : { name: "", data: null };
}
