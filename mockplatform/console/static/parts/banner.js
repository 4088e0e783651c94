// Owns what is said of the connection: a lost server shows as such, and when it is tried again.

import { fill, h } from "../lib/dom.js";

/** The connection's state; it is there only when something is wrong with it. */
export class Banner extends HTMLElement {
  /**
   * @param {import("../lib/feed.js").Feed} feed
   * @param {() => void} ask asks for the admin token
   */
  on(feed, ask) {
    this.ask = ask;
    this.setAttribute("role", "status");
    this.hidden = true;
    feed.on("state", (state) => this.#show(feed, state));
    return this;
  }

  /**
   * @param {import("../lib/feed.js").Feed} feed
   * @param {string} state
   */
  #show(feed, state) {
    if (state === "connecting" || state === "paused") return;
    this.hidden = state === "live";
    if (state === "live") {
      fill(this);
      return;
    }
    const { what, why } = said(feed, state);
    fill(this, h("strong", null, what), h("span", null, why), ...this.#next(feed, state));
  }

  /**
   * @param {import("../lib/feed.js").Feed} feed
   * @param {string} state
   */
  #next(feed, state) {
    if (state === "gone") {
      return [
        h("a", { class: "button", href: "/console" }, "To the default tenant"),
        h("a", { class: "button", href: "/console#/tenants" }, "All tenants"),
      ];
    }
    if (state === "refused") {
      return [h("button", { type: "button", onclick: this.ask }, "Give it…")];
    }
    return [h("button", { type: "button", onclick: () => feed.start() }, "Try now")];
  }
}

/**
 * @param {import("../lib/feed.js").Feed} feed
 * @param {string} state
 */
function said({ api, refusal, hasLived }, state) {
  if (state === "gone") {
    return {
      what: `There is no tenant ${api.tenant}${hasLived ? " any more" : ""}.`,
      why: `It was ${hasLived ? "" : "never made, "}taken away, or its time to live is over.`,
    };
  }
  if (state === "refused") {
    return {
      what: "The admin token is asked for.",
      why: "Without it, nothing can be shown or done here.",
    };
  }
  if (refusal) return { what: `${refusal.message}.`, why: refusal.hint };
  return {
    what: "The server does not answer.",
    why: "What you see is what was known last; all comes back by itself.",
  };
}
