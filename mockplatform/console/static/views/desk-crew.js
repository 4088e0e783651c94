// Owns who works here: the agents, the queues, who sits at this desk, and what acts by itself.

import { Emitter } from "../lib/emitter.js";
import { coalesced } from "../lib/view.js";

const NEWS_MS = 400;
const ME_KEY = "mockplatform.desk.agent";

/** @typedef {import("./desk-acts.js").Agent} Agent */
/** @typedef {import("./desk-dialogs.js").Queue} Queue */

/** The people and bots of the tenant. Event: `change`. */
export class Crew extends Emitter {
  /** @param {import("../lib/view.js").Context} ctx */
  constructor(ctx) {
    super();
    this.ctx = ctx;
    /** @type {Agent[]} */
    this.agents = [];
    /** @type {Queue[]} */
    this.queues = [];
    this.botsAct = true;
    this.agentsAct = true;
    this.isRead = false;
    this.chosen = "";
    this.news = coalesced(() => this.read().catch(() => {}), NEWS_MS);
    this.ends = [
      ctx.feed.on("resync", () => this.news()),
      ctx.feed.on("entries", (entries) => this.#hear(entries)),
      this.news.stop,
    ];
  }

  /** Let go of all. */
  end() {
    for (const end of this.ends) end();
  }

  /** Who sits at this desk. */
  get me() {
    return this.agents.find((one) => one.id === this.chosen);
  }

  /** Whom one can be: people, and bots behind them. */
  get people() {
    const isBot = (/** @type {Agent} */ one) => Number(one.kind === "bot");
    return [...this.agents].sort((a, b) => isBot(a) - isBot(b));
  }

  /**
   * Sit down as somebody; it is kept for this tab.
   *
   * @param {string} id
   */
  be(id) {
    this.chosen = id;
    if (id) sessionStorage.setItem(this.#key(), id);
    else sessionStorage.removeItem(this.#key());
    this.emit("change");
  }

  /** Who sat here last in this tab. */
  get last() {
    return sessionStorage.getItem(this.#key()) ?? "";
  }

  /** Read who and what there is. */
  async read() {
    const { api } = this.ctx;
    const [agents, queues, settings] = await Promise.all([
      api.get("/agents"),
      api.get("/queues"),
      api.get("/settings"),
    ]);
    this.agents = agents.agents;
    this.queues = queues.queues;
    this.botsAct = settings.botsAct;
    this.agentsAct = settings.agentsAct;
    this.isRead = true;
    this.emit("change");
  }

  /**
   * Let something act by itself, or not.
   *
   * @param {Record<string, boolean>} settings
   */
  async set(settings) {
    await this.ctx.api.call("PATCH", "/settings", settings);
    await this.read();
  }

  /**
   * Let an agent come or go.
   *
   * @param {Agent} agent
   * @param {boolean} present
   */
  async attend({ conversations, ...agent }, present) {
    const path = `/agents/${encodeURIComponent(agent.id)}`;
    await this.ctx.api.call("PUT", path, { ...agent, present, responding: true });
    await this.read();
  }

  /**
   * Make somebody who serves all queues, and be that one.
   *
   * @param {string} id
   */
  async hire(id) {
    await this.ctx.api.call("PUT", `/agents/${encodeURIComponent(id)}`, { capacity: 5 });
    await this.read();
    this.be(id);
  }

  /** @param {string} id */
  queueName(id) {
    return this.queues.find((one) => one.id === id)?.name ?? id;
  }

  #key() {
    return `${ME_KEY}.${this.ctx.api.tenant}`;
  }

  /** @param {import("../lib/feed.js").Entry[]} entries */
  #hear(entries) {
    if (entries.some((one) => one.kind === "admin" || one.stream === "tenant")) this.news();
  }
}
