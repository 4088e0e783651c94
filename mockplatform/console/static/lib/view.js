// Owns what all views are: an element that is shown for a link and lets go of all when it leaves.

import { h } from "./dom.js";

export { coalesced } from "./coalesced.js";

/**
 * @typedef {object} Context What views work with.
 * @property {import("./api.js").Api} api
 * @property {import("./feed.js").Feed} feed
 * @property {import("./clock.js").TenantClock} clock
 * @property {import("./router.js").Router} router
 * @property {(text: string, kind?: "good" | "bad") => void} tell says something in passing
 */

/** A view. `render` builds it once; `place` hears of each further link that leads to it. */
export class View extends HTMLElement {
  constructor() {
    super();
    /** @type {Context} */
    this.ctx = /** @type {any} */ (null);
    /** @type {import("./router.js").Place} */
    this.at = { view: "", rest: [], query: new URLSearchParams() };
    /** @type {(() => void)[]} */
    this.owned = [];
  }

  connectedCallback() {
    this.render();
  }

  disconnectedCallback() {
    for (const end of this.owned.splice(0)) end();
  }

  /** Build the view. */
  render() {}

  /**
   * Another link to this view was followed.
   *
   * @param {import("./router.js").Place} place
   */
  place(place) {
    this.at = place;
  }

  /**
   * Keep what ends something, and end it when the view leaves.
   *
   * @param {() => void} end
   */
  own(end) {
    this.owned.push(end);
  }

  /**
   * Do something that calls the API; what goes wrong is told, with the next step.
   *
   * @template T
   * @param {() => Promise<T>} act
   * @param {string} [done] what to say when it went well
   * @returns {Promise<T | undefined>}
   */
  async attempt(act, done) {
    try {
      const result = await act();
      if (done) this.ctx.tell(done, "good");
      return result;
    } catch (error) {
      const { message, hint, status } = /** @type {import("./api.js").ApiError} */ (error);
      if (status === 401) return undefined; // the shell asks for the token
      this.ctx.tell(hint ? `${message}. ${hint}` : message, "bad");
      return undefined;
    }
  }
}

/**
 * Return what stands where there is nothing to show: what is missing, and what to do about it.
 *
 * @param {string} title
 * @param {...import("./dom.js").Child} next
 */
export function empty(title, ...next) {
  return h(
    "div",
    { class: "empty" },
    h("p", { class: "empty-title" }, title),
    h("p", null, ...next),
  );
}
