// Owns what the platform itself says of a customer: which conversations, and what was stored in them.
// It asks with a token of its own, so that neither widget can make itself look better.

import { Patience } from "./patience.js";

const CONVERSATIONS = "/api/v2/conversations/messaging";
const PAGE_MESSAGES = 200;

/** @typedef {{id: string, state: string}} Known */

/** A look at one customer. */
export class Judge {
  /** @param {{base: string, deploymentId: string, userId: string}} parts */
  constructor(parts) {
    this.patience = new Patience(parts);
    /** @type {Map<string, {upto: number, texts: string[]}>} What each conversation had, and to which seq. */
    this.known = new Map();
  }

  /**
   * What the platform has.
   *
   * @returns {Promise<{conversations: Known[], texts: string[]} | null>} null where it does not say
   */
  async look() {
    const listed = await this.#get(`${CONVERSATIONS}?pageSize=100`);
    if (!listed) return null;
    /** @type {Known[]} */
    const conversations = listed.entities;
    const texts = [];
    for (const { id } of conversations) {
      const said = await this.#said(id);
      if (!said) return null;
      texts.push(...said);
    }
    return { conversations, texts };
  }

  /**
   * Whether a conversation takes no more messages.
   *
   * @param {string} conversationId
   */
  async isDead(conversationId) {
    const document = await this.#get(`${CONVERSATIONS}/${conversationId}`);
    return document?.state === "CLOSED" || document?.state === "DELETED";
  }

  /**
   * End what lives, as the customer would from another device.
   *
   * @throws {Error} the platform does not say what lives
   */
  async endAll() {
    const listed = await this.#get(`${CONVERSATIONS}?state=OPEN,RINGING,ACTIVE`);
    if (!listed) throw new Error("The platform does not answer. Try it again in a while.");
    for (const { id } of listed.entities)
      await this.patience.call("DELETE", `${CONVERSATIONS}/${id}`);
  }

  /**
   * What a customer said: only what is new is asked for.
   *
   * @param {string} conversationId
   * @returns {Promise<string[] | null>}
   */
  async #said(conversationId) {
    let { upto, texts } = this.known.get(conversationId) ?? { upto: 0, texts: [] };
    for (;;) {
      const path = `${CONVERSATIONS}/${conversationId}/messages?after=${upto}&limit=${PAGE_MESSAGES}`;
      const page = await this.#get(path);
      if (!page) return null;
      if (page.latestSeq < upto) {
        [upto, texts] = [0, []]; // the platform was put back to an earlier state
        continue;
      }
      const own = page.entities.filter((/** @type {any} */ one) => one.direction === "inbound");
      texts = [...texts, ...own.map((/** @type {any} */ one) => one.text)];
      upto = page.entities.at(-1)?.seq ?? upto;
      this.known.set(conversationId, { upto, texts });
      if (!page.hasMore) return texts;
    }
  }

  /** @param {string} path */
  async #get(path) {
    const answer = await this.patience.call("GET", path);
    return answer?.ok ? answer.json() : null;
  }
}
