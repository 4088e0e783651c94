// Owns the live side of the page: one stream of the journal, which everybody here listens to.
//
// It is read by fetch and not by EventSource, which cannot carry the admin token. In a hidden tab
// it pauses: a browser has six connections for a server, and other tabs want theirs.
// Source: HTML Living Standard, 9.2 (Server-sent events).

import { Emitter } from "./emitter.js";

const WAIT_MS_FIRST = 500;
const WAIT_MS_MAX = 5_000;
const SILENT_MS_MAX = 40_000; // the server's comments come every 15 s

/**
 * @typedef {Record<string, any> & {id: number, at: string, wallAt: string, kind: string}} Entry
 */

/**
 * The journal as it grows.
 *
 * Events: `entries` (an array of them), `state` (`connecting`, `live`, `lost`, `paused`, `gone`),
 * `resync` (something may have been missed: read anew what you show).
 */
export class Feed extends Emitter {
  /** @param {import("./api.js").Api} api */
  constructor(api) {
    super();
    this.api = api;
    /** @type {"connecting" | "live" | "lost" | "paused" | "gone"} */
    this.state = "connecting";
    this.lastId = -1;
    this.attempts = 0;
    this.tryAt = 0;
    this.isStarted = false;
    this.isRefused = false;
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

  /** Begin, or try again now. */
  start() {
    clearTimeout(this.waiting);
    this.isStarted = true;
    this.reading?.abort();
    this.#read().catch((error) => this.#lose(error));
  }

  #seen() {
    if (!this.isStarted) return;
    if (document.hidden) {
      clearTimeout(this.waiting);
      this.#tell("paused");
      this.reading?.abort();
    } else {
      this.start();
    }
  }

  async #read() {
    const reading = new AbortController();
    this.reading = reading;
    if (this.state !== "lost") this.#tell("connecting");
    const since = this.lastId < 0 ? undefined : this.lastId;
    const url = this.api.url("/journal/stream", { since });
    const response = await this.api.fetch(url, { signal: reading.signal });
    if (this.reading !== reading || response.body === null) return;
    this.attempts = 0;
    const wasThere = this.lastId >= 0 || this.state !== "connecting" || this.isRefused;
    this.isRefused = false;
    this.#tell("live");
    if (wasThere) this.emit("resync");
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
      if (done) throw new Error("The stream ended");
      const parts = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = parts.pop() ?? "";
      this.#take(parts.map(parsed));
    }
  }

  /** @param {AbortController} reading */
  #listen(reading) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => reading.abort(), SILENT_MS_MAX);
  }

  /** @param {{name: string, data: any}[]} events */
  #take(events) {
    const told = events.filter((one) => one.name === "message").map((one) => one.data.entry);
    const isGap = events.some((one) => one.name === "evicted" || one.name === "end");
    if (told.length) {
      this.lastId = told[told.length - 1].id;
      this.emit("entries", told);
    }
    if (isGap) this.emit("resync");
  }

  /** @param {unknown} error */
  #lose(error) {
    clearTimeout(this.silence);
    if (this.state === "paused") return;
    const status = /** @type {{status?: number}} */ (error)?.status ?? 0;
    this.isRefused = status === 401;
    if (this.isRefused) return; // the shell asks for the token, and starts anew
    this.refusal = status ? /** @type {import("./api.js").ApiError} */ (error) : null;
    const wait = Math.min(WAIT_MS_FIRST * 2 ** this.attempts, WAIT_MS_MAX);
    this.attempts += 1;
    this.tryAt = Date.now() + wait;
    this.#tell(status === 404 ? "gone" : "lost");
    this.waiting = setTimeout(() => this.start(), wait);
  }

  /** @param {"connecting" | "live" | "lost" | "paused" | "gone"} state */
  #tell(state) {
    if (this.state === state) return;
    this.state = state;
    this.emit("state", state);
  }
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
