// Owns where the customer writes. The field is made once and never replaced: a new token, a lost
// connection and a closed chat leave its text, focus and caret alone (Guide, edge case 1).

import { h, icon } from "../dom.js";

/** While the customer writes, the agent is told so this often. */
const TYPING_EACH_MS = 3_000;
/** After so long without a key nobody is typing any more. */
const TYPING_ENDS_MS = 4_000;
/** Where the caret was, for the page that comes after a reload. */
const CARET_NAME = "widget_demo_caret";

/**
 * @typedef {object} Writing
 * @property {(text: string) => void} send
 * @property {(text: string) => void} draft
 * @property {(isTyping: boolean) => void} typing
 */

/** The composer. */
export class Composer {
  /** @param {Writing} writing */
  constructor(writing) {
    this.writing = writing;
    this.typingAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.pause = undefined;
    this.hasWritten = false;
    const told = {
      oninput: () => this.#wrote(),
      onkeydown: (/** @type {any} */ e) => this.#key(e),
    };
    this.field = h("textarea", {
      id: "composer-field",
      rows: "1",
      placeholder: "Write a message",
      autocomplete: "off",
      enterkeyhint: "send",
      "data-testid": "composer",
      ...told,
    });
    this.element = h(
      "form",
      { class: "composer", onsubmit: (/** @type {Event} */ e) => this.#submit(e) },
      h("label", { for: this.field.id, class: "visually-hidden" }, "Your message"),
      this.field,
      h("button", { class: "send", "aria-label": "Send", "data-testid": "send" }, icon("send")),
    );
  }

  get text() {
    return this.field.value;
  }

  /**
   * Write a text there, as if the customer had.
   *
   * @param {string} text
   */
  set text(text) {
    this.field.value = text;
    this.#wrote();
  }

  /** Send what is there. */
  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.#grow();
    this.writing.draft("");
    this.#typing(false);
    this.writing.send(text);
  }

  /**
   * Take up what was being written before a reload, unless the customer was quicker.
   *
   * @param {string} draft
   */
  restore(draft) {
    if (this.hasWritten || this.field.value) return;
    this.field.value = draft;
    this.#grow();
    const caret = takeCaret();
    if (!caret) return;
    if (document.activeElement === document.body) this.field.focus();
    this.field.setSelectionRange(caret.start, caret.end);
  }

  /** Note where the caret is, before the page goes. */
  remember() {
    const { selectionStart: start, selectionEnd: end } = this.field;
    if (document.activeElement === this.field) keepCaret({ start, end });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.submit();
  }

  #wrote() {
    this.hasWritten = true;
    this.#grow();
    this.writing.draft(this.field.value);
    this.#typing(this.field.value !== "");
  }

  /** @param {boolean} isTyping */
  #typing(isTyping) {
    clearTimeout(this.pause);
    const isNews = isTyping ? Date.now() - this.typingAt >= TYPING_EACH_MS : this.typingAt > 0;
    if (isNews) this.writing.typing(isTyping);
    if (isNews) this.typingAt = isTyping ? Date.now() : 0;
    if (isTyping) this.pause = setTimeout(() => this.#typing(false), TYPING_ENDS_MS);
  }

  #grow() {
    this.field.style.setProperty("block-size", "auto");
    const { scrollHeight, offsetHeight, clientHeight } = this.field;
    if (!scrollHeight) return;
    this.field.style.setProperty("block-size", `${scrollHeight + offsetHeight - clientHeight}px`);
  }
}

/** @param {{start: number, end: number}} caret */
function keepCaret(caret) {
  try {
    sessionStorage.setItem(CARET_NAME, JSON.stringify(caret));
  } catch {
    // A full or blocked storage costs the caret's place and nothing else.
  }
}

/** @returns {{start: number, end: number} | null} */
function takeCaret() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(CARET_NAME) ?? "null");
    sessionStorage.removeItem(CARET_NAME);
    return kept;
  } catch {
    return null;
  }
}
