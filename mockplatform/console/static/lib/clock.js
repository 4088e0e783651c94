// Owns the tenant's clock as the page shows it: asked once, then gone on with.

import { Emitter } from "./emitter.js";

const TICK_MS = 1_000;

/** The tenant's clock. Events: `change` (it was steered), `tick` (each second, while it is seen). */
export class TenantClock extends Emitter {
  /**
   * @param {import("./api.js").Api} api
   * @param {import("./feed.js").Feed} feed
   */
  constructor(api, feed) {
    super();
    this.api = api;
    /** What the server said last. @type {any} */
    this.told = null;
    this.toldAt = 0;
    feed.on("resync", () => this.refresh());
    feed.on("state", (state) => state === "live" && this.refresh());
    feed.on("entries", (/** @type {import("./feed.js").Entry[]} */ entries) => {
      if (entries.some((one) => one.kind === "clock")) this.refresh();
    });
    setInterval(() => document.hidden || this.emit("tick"), TICK_MS);
  }

  /** The tenant's time in epoch milliseconds; before it is known, this machine's. */
  now() {
    if (this.told === null) return Date.now();
    const passed = this.isPaused ? 0 : (Date.now() - this.toldAt) * this.told.rate;
    return Date.parse(this.told.now) + passed;
  }

  /** Whether it stands. */
  get isPaused() {
    return this.told?.mode === "paused";
  }

  /** Ask the server. */
  async refresh() {
    try {
      this.take(await this.api.get("/clock"));
    } catch {
      // The shell shows a lost server; the clock goes on meanwhile.
    }
  }

  /** @param {any} told what an answer says of the clock */
  take(told) {
    this.told = { ...this.told, ...told };
    this.toldAt = Date.now();
    this.emit("change");
    this.emit("tick");
  }
}
