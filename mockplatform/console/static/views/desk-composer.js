// Owns the box in which an agent writes: drafts, typing signals, and that a text is sent once.

import { fill, h } from "../lib/dom.js";

const TYPING_AGAIN_MS = 3_000; // so often the customer is told, while somebody types on
const IDLE_MS = 5_000; // who has paused for so long types no more
const DRAFTS_MAX = 100;

/** What was begun and not sent, by conversation. @type {Map<string, string>} */
const drafts = new Map();

/**
 * @typedef {object} Sends
 * @property {(text: string, clientMessageId: string) => Promise<unknown>} message
 * @property {(state: "on" | "off") => Promise<unknown>} typing
 */

/** The box. A failed text stays in it; sent again, it goes by the same id and so stands once. */
export class Composer extends HTMLElement {
  /**
   * @param {string} id the conversation's
   * @param {Sends} sends
   */
  constructor(id, sends) {
    super();
    this.conversation = id;
    this.sends = sends;
    this.why = "";
    this.isSending = false;
    this.failed = { text: "", key: "" };
    this.toldAt = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.idle = undefined;
    this.box = h("textarea", {
      id: "desk-text",
      rows: 2,
      "aria-describedby": "desk-text-why",
      "aria-keyshortcuts": "Enter",
      value: drafts.get(id) ?? "",
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
    });
    this.button = h("button", { class: "primary", type: "submit" }, "Send");
    this.said = h("p", { id: "desk-text-why", class: "small muted" });
    this.error = h("div", { class: "desk-failed bad", role: "alert" });
  }

  connectedCallback() {
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#send();
    };
    this.replaceChildren(
      h(
        "form",
        { onsubmit: submit },
        h("label", { for: "desk-text", class: "visually-hidden" }, "Your message"),
        this.box,
        this.button,
      ),
      this.error,
      this.said,
    );
    this.#show();
  }

  disconnectedCallback() {
    this.#stop();
    this.#keep();
  }

  /** Whether the one at this desk is about to say something. */
  get isTyping() {
    return this.toldAt > 0;
  }

  /** @param {string} why why nothing can be written; "" where it can */
  mute(why) {
    if (this.why === why) return;
    this.why = why;
    if (why) this.#stop(false);
    this.#show();
  }

  focusText() {
    this.box.focus({ preventScroll: true });
  }

  #show() {
    const isMute = this.why !== "";
    this.box.readOnly = isMute || this.isSending;
    this.box.placeholder = isMute ? this.why : "Write to the customer";
    this.toggleAttribute("data-mute", isMute);
    this.button.setAttribute("aria-disabled", String(isMute || this.isSending));
    this.button.textContent = this.isSending ? "Sending…" : "Send";
    this.said.textContent = isMute ? this.why : "Enter sends, Shift+Enter begins a new line.";
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }

  #typed() {
    this.#keep();
    if (!this.box.value) {
      this.#stop();
      return;
    }
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.#stop(), IDLE_MS);
    if (Date.now() - this.toldAt < TYPING_AGAIN_MS) return;
    this.toldAt = Date.now();
    this.#signal("on");
  }

  /** @param {boolean} [tells] whether the customer is to hear of it */
  #stop(tells = true) {
    clearTimeout(this.idle);
    const wasTyping = this.isTyping;
    this.toldAt = 0;
    if (wasTyping && tells && !this.why) this.#signal("off");
  }

  /** A lost signal is no loss: the next one says as much. @param {"on" | "off"} state */
  #signal(state) {
    this.sends.typing(state).catch(() => {});
  }

  async #send() {
    const text = this.box.value.trim();
    if (!text || this.isSending || this.why) return;
    const key = this.failed.text === text ? this.failed.key : newKey();
    this.isSending = true;
    fill(this.error);
    this.#show();
    try {
      await this.sends.message(text, key);
      this.failed = { text: "", key: "" };
      this.box.value = "";
      this.#stop(false);
    } catch (error) {
      this.failed = { text, key };
      this.#tell(/** @type {import("../lib/api.js").ApiError} */ (error));
    }
    this.isSending = false;
    this.#keep();
    this.#show();
  }

  /** @param {import("../lib/api.js").ApiError} error */
  #tell(error) {
    fill(
      this.error,
      h("strong", null, "Not sent. "),
      `${error.message}. ${error.hint ? `${error.hint} ` : ""}`,
      "The text stays here; Enter tries again, and it will stand once.",
    );
  }

  #keep() {
    drafts.delete(this.conversation);
    if (this.box.value) drafts.set(this.conversation, this.box.value);
    for (const oldest of drafts.keys()) if (drafts.size > DRAFTS_MAX) drafts.delete(oldest);
  }
}

/** Make an id for a message. Not by `randomUUID`, which pages by plain HTTP elsewhere lack. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `desk-${Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("")}`;
}

customElements.define("mp-desk-composer", Composer);
