// Owns the choice of a fault's kind: all of them by where they act, with what a client sees.

import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { empty } from "../lib/view.js";
import { freshId, told } from "../parts/schema-fields.js";

/** @typedef {import("../lib/fault-schema.js").Kind} Kind */

/** What stands in front of the kinds whose first phase it is, in the order of a call's way. */
const GROUPS = /** @type {const} */ ([
  ["Calls", ["edge"]],
  ["Tokens", ["token"]],
  ["What stands behind", ["service", "routing", "context", "agent"]],
  ["Answers, when the work is done", ["reply"]],
  ["Sockets", ["handshake", "frame.in", "frame.out"]],
]);

/** The choice; a kind opens the form with its example filled in. */
export class KindPicker extends HTMLElement {
  /** @param {Kind[]} kinds */
  constructor(kinds) {
    super();
    this.kinds = kinds;
    const id = freshId();
    this.search = h("input", {
      id,
      type: "search",
      placeholder: "timeout, 429, frame …",
      oninput: () => this.#show(),
    });
    this.place = h("div", { class: "stack" });
    this.head = h(
      "div",
      { class: "field" },
      h("label", { for: id }, "What is to go wrong? Each kind comes with an example."),
      this.search,
    );
  }

  connectedCallback() {
    fill(this, this.head, this.place);
    this.#show();
  }

  #show() {
    const wanted = this.search.value.trim().toLowerCase();
    const found = this.kinds.filter(({ kind, summary, sees }) =>
      `${kind} ${summary} ${sees}`.toLowerCase().includes(wanted),
    );
    const groups = GROUPS.map(([title, phases]) =>
      group(
        title,
        found.filter((one) => phases.some((phase) => phase === one.phases[0])),
      ),
    );
    const none = empty("No kind is like that", "Try another word, such as reset or token.");
    fill(this.place, found.length ? groups : none);
  }
}

/**
 * @param {string} title
 * @param {Kind[]} kinds
 */
function group(title, kinds) {
  if (kinds.length === 0) return null;
  return h(
    "section",
    null,
    h("h2", { class: "section-head" }, title),
    h(
      "ul",
      { class: "kinds" },
      kinds.map(({ kind, summary, sees }) =>
        h(
          "li",
          { class: "card" },
          h("a", { href: link("outages", ["fault", "new"], { kind }) }, h("code", null, kind)),
          h("p", null, told(summary)),
          h("p", { class: "muted small" }, told(sees)),
        ),
      ),
    ),
  );
}

customElements.define("mp-kind-picker", KindPicker);
