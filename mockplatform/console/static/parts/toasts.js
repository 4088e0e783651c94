// Owns what is said in passing: it is read out, stays a while, and can be sent away.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const GOOD_MS = 4_000;
const BAD_MS = 15_000;
const SHOWN_MAX = 4;

/** What was done, and what went wrong. */
export class Toasts extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "log");
    this.setAttribute("aria-live", "polite");
    this.setAttribute("aria-label", "Messages");
  }

  /**
   * Say something.
   *
   * @param {string} text
   * @param {"good" | "bad"} [kind]
   */
  tell(text, kind = "good") {
    const end = () => toast.remove();
    const away = h(
      "button",
      { class: "quiet", type: "button", "aria-label": "Dismiss", onclick: end },
      icon("close"),
    );
    const toast = h("div", { class: `toast ${kind}` }, h("span", null, text), away);
    this.append(toast);
    while (this.children.length > SHOWN_MAX) this.firstElementChild?.remove();
    setTimeout(end, kind === "good" ? GOOD_MS : BAD_MS);
  }
}
