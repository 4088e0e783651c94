// Owns the list of messages: one element for each, kept for as long as the message is shown.
// What is there is never built anew, so nothing flickers and a screen reader hears each line once.

import { fill, h, icon, say } from "../dom.js";
import { happenings, nameOf, timeOfDay } from "../words.js";

/** How near to its end a list counts as being read at the end, in pixels. */
const END_PX = 48;

/**
 * @typedef {import("../widget-sdk.mjs").WidgetMessage} WidgetMessage
 * @typedef {import("../widget-sdk.mjs").Conversation} Conversation
 * @typedef {{retry: (key: string) => void, discard: (key: string) => void}} Acts
 * @typedef {{element: HTMLElement, update: (message: WidgetMessage, isFirst: boolean) => void}} Line
 */

/** The log. */
export class Log {
  /**
   * @param {Acts} acts
   * @param {string} [locale]
   */
  constructor(acts, locale) {
    this.acts = acts;
    this.locale = locale;
    /** @type {Map<string, Line>} */
    this.lines = new Map();
    this.list = h("ol", { class: "messages" });
    this.scroller = h(
      "div",
      {
        class: "log",
        role: "log",
        "aria-live": "polite",
        "aria-label": "Messages",
        tabindex: "0",
        "data-testid": "log",
        onscroll: () => this.#noteScroll(),
      },
      this.list,
    );
    this.newest = h(
      "button",
      { type: "button", class: "newest", hidden: true, onclick: () => this.toEnd() },
      icon("down"),
      "New messages",
    );
    this.isAtEnd = true;
    this.element = h("div", { class: "log-frame" }, this.scroller, this.newest);
    new ResizeObserver(() => this.isAtEnd && this.toEnd()).observe(this.scroller);
  }

  /**
   * Show a conversation.
   *
   * @param {WidgetMessage[]} messages
   * @param {Conversation | null} conversation
   */
  render(messages, conversation) {
    const before = this.lines.size;
    const shown = this.#inOrder(messages, happenings(conversation));
    this.#place(shown);
    if (this.isAtEnd) this.toEnd();
    else if (this.lines.size > before) this.newest.hidden = false;
  }

  /** Show the end, and stay there. */
  toEnd() {
    this.isAtEnd = true;
    this.newest.hidden = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /**
   * Messages keep the platform's order; what else happened stands between them by its time.
   *
   * @param {WidgetMessage[]} messages
   * @param {import("../words.js").Happening[]} events
   * @returns {HTMLElement[]}
   */
  #inOrder(messages, events) {
    const waiting = [...events];
    const elements = [];
    const known = new Set();
    let writer = "";
    for (const message of messages) {
      while (waiting.length && isBefore(waiting[0], message)) {
        elements.push(this.#event(waiting.shift(), known));
        writer = "";
      }
      const name = nameOf(message);
      elements.push(this.#message(message, name !== writer, known));
      writer = name;
    }
    for (const event of waiting) elements.push(this.#event(event, known));
    for (const key of this.lines.keys()) if (!known.has(key)) this.lines.delete(key);
    return elements;
  }

  /**
   * @param {WidgetMessage} message
   * @param {boolean} isFirst of some by the same writer
   * @param {Set<string>} known
   */
  #message(message, isFirst, known) {
    const key = `m:${message.key}`;
    const line = this.lines.get(key) ?? messageLine(message, this.acts, this.locale);
    this.lines.set(key, line);
    known.add(key);
    line.update(message, isFirst);
    return line.element;
  }

  /**
   * @param {import("../words.js").Happening | undefined} event
   * @param {Set<string>} known
   */
  #event(event, known) {
    const key = `e:${event?.key}`;
    const made = () => ({
      element: h("li", { class: "happening", "data-testid": "happening" }, event?.text),
      update: () => {},
    });
    const line = this.lines.get(key) ?? made();
    this.lines.set(key, line);
    known.add(key);
    return line.element;
  }

  /**
   * Put elements in order; those that stand right are not touched.
   *
   * @param {HTMLElement[]} elements
   */
  #place(elements) {
    const wanted = new Set(elements);
    for (const child of [...this.list.children]) {
      if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
    }
    elements.forEach((element, index) => {
      const there = this.list.children[index];
      if (there !== element) this.list.insertBefore(element, there ?? null);
    });
  }

  #noteScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight < END_PX;
    if (this.isAtEnd) this.newest.hidden = true;
  }
}

/**
 * @param {import("../words.js").Happening} event
 * @param {WidgetMessage} message
 */
function isBefore({ at, isFirst }, message) {
  return message.seq !== undefined && (isFirst ? at <= message.at : at < message.at);
}

/**
 * @param {WidgetMessage} first
 * @param {Acts} acts
 * @param {string} [locale]
 * @returns {Line}
 */
function messageLine(first, acts, locale) {
  const who = h("span", { class: "who" }, nameOf(first));
  const when = h("time", null);
  const state = h("span", { class: "sending", "data-testid": "message-state" });
  const failed = failure(first.key, acts);
  const text = h("p", { class: "text", dir: "auto", "data-testid": "message-text" }, first.text);
  const bubble = h("div", { class: "bubble" }, who, text);
  const foot = h("p", { class: "foot" }, when, state);
  const element = h("li", { class: "message", "data-testid": "message" }, bubble, foot);
  element.dataset.key = first.key;
  return {
    element,
    update(message, isFirst) {
      element.dataset.side = message.direction === "inbound" ? "own" : "other";
      element.dataset.state = message.state;
      element.classList.toggle("first", isFirst);
      if (message.seq !== undefined) element.dataset.seq = String(message.seq);
      if (message.messageId) element.dataset.messageId = message.messageId;
      say(text, message.text);
      when.dateTime = message.at;
      say(when, timeOfDay(message.at, locale));
      say(state, message.direction === "inbound" ? STATES[message.state] : "");
      failed.show(message.state === "failed" ? (message.reason ?? "") : null, element);
    },
  };
}

const STATES = { pending: "Sending …", sent: "Sent", failed: "Not sent" };

/**
 * What stands below a message that was refused.
 *
 * @param {string} key
 * @param {Acts} acts
 */
function failure(key, acts) {
  const reason = h("span", { class: "reason" });
  const again = h("button", { type: "button", onclick: () => acts.retry(key) }, "Try again");
  const away = h("button", { type: "button", onclick: () => acts.discard(key) }, "Take it away");
  const element = h("div", { class: "failure", "data-testid": "failure" });
  fill(element, reason, again, away);
  return {
    /**
     * @param {string | null} why null where nothing failed
     * @param {HTMLElement} parent
     */
    show(why, parent) {
      if (why === null) return element.remove();
      say(reason, why);
      if (!element.isConnected) parent.append(element);
    },
  };
}
