// Owns how one sees that a mistake has struck: from what the fragile widget did, and from what the
// platform and the window say afterwards. Nothing lights up because it might have.

import { recall, remember } from "./memory.js";

/** So many attempts within so long are no pause at all. */
const HASTE_ATTEMPTS = 6;
const HASTE_MS = 2_000;
/** On which the fragile widgets' observers ask each other who is in which conversation. */
const CHANNEL = "widget-demo-fragile";

/** The observer. Calls `onStrike` with the id of a mistake when it strikes. */
export class Watch {
  /**
   * @param {object} parts
   * @param {(id: string) => void} parts.onStrike
   * @param {import("./judge.js").Judge} parts.judge of the fragile widget's customer
   * @param {import("./client.js").FragileClient} parts.client
   * @param {() => boolean} parts.isWriting whether its field has a text or the focus
   */
  constructor({ onStrike, judge, client, isWriting }) {
    this.onStrike = onStrike;
    this.judge = judge;
    this.isWriting = isWriting;
    this.client = client;
    /** @type {Map<string, number>} */
    this.struck = new Map(recall("struck"));
    /** @type {Map<string, number>} */
    this.counted = new Map();
    /** @type {number[]} */
    this.attempts = [];
    /** @type {Record<string, unknown>} */
    this.routingSaid = {};
    this.wasWriting = false;
    this.#tabs();
  }

  /**
   * Hear what the fragile widget does.
   *
   * @param {string} what
   * @param {any} [detail]
   */
  hear(what, detail) {
    /** @type {Record<string, () => unknown>} */
    const heard = {
      attempt: () => this.#attempt(),
      begun: () => detail.before && this.strike("second-conversation"),
      blank: () => this.strike("no-eviction"),
      lost: () => this.#lost(detail),
      reinit: () => this.#reinit(detail),
      "reinit-over": () => this.wasWriting && !this.isWriting() && this.strike("reinit"),
      "refresh-refused": () => this.strike("late-refresh"),
      "routing-refused": () => this.strike("length-check"),
      "took-over": () => this.channel?.postMessage({ whose: detail.conversationId }),
    };
    heard[what]?.();
  }

  /**
   * Note what this tab has said to routing.
   *
   * @param {Record<string, unknown>} values
   */
  saidRouting(values) {
    Object.assign(this.routingSaid, values);
  }

  /**
   * Hear how it has done.
   *
   * @param {import("./score.js").Score} score
   */
  judged({ doubled, shownTwice, outOfOrder }) {
    this.#grown("no-message-id", doubled);
    this.#grown("whole-transcript", shownTwice);
    this.#grown("arrival-order", outOfOrder);
  }

  /**
   * What was there at the last look is no news.
   *
   * @param {string} id
   * @param {number} count
   */
  #grown(id, count) {
    if (count > (this.counted.get(id) ?? 0)) this.strike(id);
    this.counted.set(id, count);
  }

  /** @param {string} id */
  strike(id) {
    this.struck.set(id, (this.struck.get(id) ?? 0) + 1);
    remember("struck", [...this.struck]);
    this.onStrike(id);
  }

  #attempt() {
    const now = Date.now();
    this.attempts = [...this.attempts.filter((at) => now - at < HASTE_MS), now];
    if (this.attempts.length < HASTE_ATTEMPTS) return;
    this.attempts = [];
    this.strike("no-backoff");
  }

  /** @param {{conversationId: string, hadOpened: boolean}} detail */
  async #lost({ conversationId, hadOpened }) {
    if (hadOpened || !conversationId) return;
    if (await this.judge.isDead(conversationId)) this.strike("blind-reconnect");
  }

  /** @param {{dropped: number, unanswered: number}} detail */
  #reinit({ dropped, unanswered }) {
    this.wasWriting = this.isWriting();
    if (dropped + unanswered > 0) this.strike("refresh-mid-send");
  }

  #tabs() {
    addEventListener("storage", (event) => this.#written(event));
    if (typeof BroadcastChannel === "undefined") return;
    this.channel = new BroadcastChannel(CHANNEL);
    this.channel.onmessage = ({ data }) => {
      if (data.whose && data.whose === this.client.conversationId) {
        this.channel?.postMessage({ mine: data.whose });
        this.strike("shared-storage");
      }
      if (data.mine && data.mine === this.client.conversationId) this.strike("shared-storage");
    };
  }

  /** @param {StorageEvent} event */
  #written(event) {
    const written = this.client.storage.writtenElsewhere(event);
    if (written?.name !== "routingData") return;
    const isGone = Object.entries(this.routingSaid).some(
      ([key, value]) => written.value?.[key] !== value,
    );
    if (isGone) this.strike("overwrites-tabs");
  }
}
