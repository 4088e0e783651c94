// Owns the journal's filters: a form whose fields stand in the link.

import { h } from "../lib/dom.js";
import { KINDS } from "./journal-words.js";

const TYPED_MS = 400;

/** The texts one can filter by, with their labels and an example. */
const TEXTS = /** @type {const} */ ([
  ["path", "Path", "/api/v2/*"],
  ["status", "Status", "503"],
  ["subject", "Subject", "user-7"],
  ["conversationId", "Conversation", "an id"],
  ["correlationId", "Correlation id", "of an answer"],
  ["faultId", "Fault", "its id"],
]);

/** By what entries are narrowed down, as the API names it. */
export const FILTERS = ["kind", ...TEXTS.map(([name]) => name)];

/** The form. Event: `filter`, when other entries are wanted. */
export class JournalFilters extends HTMLElement {
  constructor() {
    super();
    /** @type {Map<string, HTMLInputElement | HTMLSelectElement>} */
    this.fields = new Map();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.typing = undefined;
  }

  connectedCallback() {
    const kind = h(
      "select",
      { id: "journal-kind", onchange: () => this.#tell() },
      h("option", { value: "" }, "all kinds"),
      KINDS.map(([name, tells]) => h("option", { value: name }, `${name} (${tells})`)),
    );
    this.fields.set("kind", kind);
    const props = { class: "journal-filters", role: "search", "aria-label": "Filters" };
    const form = h("form", props, field("kind", "Kind", kind));
    for (const [name, label, example] of TEXTS) {
      const input = h("input", {
        id: `journal-${name}`,
        placeholder: example,
        autocomplete: "off",
        spellcheck: "false",
        inputmode: name === "status" ? "numeric" : false,
        pattern: name === "status" ? "[1-5][0-9][0-9]" : false,
        oninput: () => this.#typed(),
      });
      this.fields.set(name, input);
      form.append(field(name, label, input));
    }
    const all = h("button", { type: "reset" }, "All entries");
    form.append(h("div", { class: "field" }, h("span", { class: "label" }, " "), all));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tell();
    });
    form.addEventListener("reset", () => setTimeout(() => this.#tell()));
    this.append(form);
  }

  disconnectedCallback() {
    clearTimeout(this.typing);
  }

  /**
   * Show what a link asks for; a field in which somebody writes is left alone.
   *
   * @param {URLSearchParams} query
   */
  show(query) {
    for (const [name, one] of this.fields) {
      if (one !== document.activeElement) one.value = query.get(name) ?? "";
    }
  }

  /** What is asked for. @returns {Record<string, string>} */
  get wanted() {
    return Object.fromEntries([...this.fields].map(([name, one]) => [name, one.value.trim()]));
  }

  #typed() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.#tell(), TYPED_MS);
  }

  #tell() {
    clearTimeout(this.typing);
    const isWhole = [...this.fields.values()].every((one) => one.checkValidity());
    if (isWhole) this.dispatchEvent(new Event("filter"));
  }
}

/**
 * @param {string} name
 * @param {string} label
 * @param {HTMLElement} input
 */
function field(name, label, input) {
  return h("div", { class: "field" }, h("label", { for: `journal-${name}` }, label), input);
}

customElements.define("mp-journal-filters", JournalFilters);
