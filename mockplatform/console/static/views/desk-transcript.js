// Owns the transcript at the desk: who said what and when, what happened, who types, who has read.

import { h } from "../lib/dom.js";
import { size, time } from "../lib/format.js";

const NEAR_END_PX = 60;
const READ_OUT_MAX = 5;
const WHO = /** @type {Record<string, string>} */ ({
  customer: "customer",
  agent: "agent",
  bot: "bot",
  api: "automation",
});

/** @typedef {import("./desk-talk-model.js").Talk} Talk */
/** @typedef {import("./desk-talk-model.js").Happened} Happened */

/** The transcript of one conversation. Lines that are there stay as they are. */
export class Transcript extends HTMLElement {
  constructor() {
    super();
    /** @type {Map<number, HTMLElement>} */
    this.lines = new Map();
    this.readOut = -1;
    this.older = h("button", { type: "button", hidden: true }, "Show older");
    this.list = h("ol", { class: "desk-lines" });
    this.typing = h("p", { class: "desk-typing muted" });
    this.news = h("button", { type: "button", class: "desk-news", hidden: true }, "New below");
    this.log = h("div", { class: "visually-hidden", role: "log", "aria-live": "polite" });
    this.seenMark = h("span", { class: "desk-seen small" });
  }

  connectedCallback() {
    if (this.scroll_) return; // it was there before
    const props = {
      class: "desk-scroll",
      tabindex: "0",
      role: "region",
      "aria-label": "Transcript",
      onscroll: () => this.#scrolled(),
    };
    this.scroll_ = h("div", props, this.older, this.list, this.typing);
    this.news.addEventListener("click", () => this.#toEnd());
    this.append(this.scroll_, this.news, this.log);
  }

  /**
   * Show what happened.
   *
   * @param {Talk} talk
   */
  show(talk) {
    const isAtEnd = this.#isAtEnd();
    const before = this.scroll_?.scrollHeight ?? 0;
    const first = talk.events[0]?.seq ?? 0;
    const hadFirst = this.lines.has(first);
    this.older.hidden = !talk.hasOlder;
    this.older.onclick = () => talk.older().catch((error) => talk.emit("failed", error));
    const fresh = this.#draw(talk);
    this.#mark(talk);
    if (this.readOut >= 0) this.#read(fresh);
    this.readOut = talk.events.at(-1)?.seq ?? 0;
    if (isAtEnd) this.#toEnd();
    else if (hadFirst) this.news.hidden = !fresh.length && this.news.hidden;
    else this.scroll_?.scrollBy(0, this.scroll_.scrollHeight - before);
  }

  /**
   * Show who types, and how far the customer has read.
   *
   * @param {Talk} talk
   * @param {string} but who needs not be told that he types
   */
  showSignals(talk, but) {
    const isAtEnd = this.#isAtEnd();
    const names = talk.typists(but).map((one) => `${one.name} (${WHO[one.purpose]})`);
    const verb = names.length === 1 ? "is typing…" : "are typing…";
    const text = names.length ? `${names.join(" and ")} ${verb}` : "";
    if (this.typing.textContent !== text) this.typing.textContent = text;
    this.#mark(talk);
    if (isAtEnd) this.#toEnd();
  }

  /**
   * @param {Talk} talk
   * @returns {Happened[]} what was not there before
   */
  #draw(talk) {
    const fresh = [];
    const seen = new Set();
    /** @type {HTMLElement | null} */
    let after = null;
    for (const event of talk.events) {
      seen.add(event.seq);
      let line = this.lines.get(event.seq);
      if (!line) {
        const made = lineOf(event, talk);
        if (!made) continue;
        line = made;
        this.lines.set(event.seq, line);
        if (after) after.after(line);
        else this.list.prepend(line);
        fresh.push(event);
      }
      after = line;
    }
    for (const [seq, line] of this.lines) {
      if (seen.has(seq)) continue;
      line.remove();
      this.lines.delete(seq);
    }
    return fresh;
  }

  /** @param {Talk} talk */
  #mark(talk) {
    const upTo = talk.customerSeen;
    const read = talk.events.filter(
      (one) => one.event === "MessageSent" && one.sender.purpose !== "customer" && one.seq <= upTo,
    );
    const last = read.at(-1);
    const line = last && this.lines.get(last.seq);
    if (!line) {
      this.seenMark.remove();
      return;
    }
    this.seenMark.textContent = `✓ Read by ${talk.nameOf(talk.row?.userId ?? "")}`;
    if (this.seenMark.parentElement !== line) line.append(this.seenMark);
  }

  /** @param {Happened[]} fresh */
  #read(fresh) {
    const said = fresh.filter((one) => one.seq > this.readOut);
    for (const event of said) {
      const text = event.event === "MessageSent" ? spoken(event) : told(event);
      if (text) this.log.append(h("p", null, text));
    }
    while (this.log.children.length > READ_OUT_MAX) this.log.firstElementChild?.remove();
  }

  #isAtEnd() {
    const { scroll_: at } = this;
    return !at || at.scrollHeight - at.scrollTop - at.clientHeight < NEAR_END_PX;
  }

  #toEnd() {
    this.scroll_?.scrollTo(0, this.scroll_.scrollHeight);
    this.news.hidden = true;
  }

  #scrolled() {
    if (this.#isAtEnd()) this.news.hidden = true;
  }
}

/**
 * @param {Happened} event
 * @param {Talk} talk
 * @returns {HTMLElement | null}
 */
function lineOf(event, talk) {
  if (event.event === "MessageSent") return message(event, talk);
  const text = told(event);
  if (!text) return null;
  return h(
    "li",
    { class: "desk-event", "data-seq": event.seq },
    h("span", null, text),
    h("time", { class: "mono", datetime: event.at }, time(event.at)),
  );
}

/**
 * @param {Happened} event
 * @param {Talk} talk
 */
function message(event, talk) {
  const { sender, text, attachments = [] } = event;
  return h(
    "li",
    { class: "desk-message", "data-from": sender.purpose, "data-seq": event.seq },
    h(
      "p",
      { class: "desk-who" },
      h("strong", null, sender.name ?? talk.nameOf(sender.id)),
      h("span", { class: "muted small" }, WHO[sender.purpose] ?? sender.purpose),
      h("time", { class: "muted mono", datetime: event.at }, time(event.at)),
    ),
    h("p", { class: "desk-said" }, text),
    attachments.map((/** @type {any} */ one) =>
      h("p", { class: "small muted" }, `File: ${one.name ?? one.url} ${sized(one.size)}`),
    ),
  );
}

/** @param {number | undefined} bytes */
function sized(bytes) {
  return bytes ? `(${size(bytes)})` : "";
}

/** @param {Happened} event */
function spoken(event) {
  return `${event.sender.name ?? event.sender.id}: ${event.text}`;
}

/**
 * Tell what happened in a line; "" for what is of no matter at a desk.
 *
 * @param {Happened} event
 */
export function told(event) {
  if (event.event === "ConversationCreated") {
    return `${event.customer.name ?? event.customer.id} began the conversation`;
  }
  if (event.event === "Placed") return `Waits in ${event.queueName ?? event.placement.queue}`;
  if (event.event === "StateChanged") return changed(event);
  if (event.event === "Marked") return `${event.by.name ?? event.by.id}: ${event.status}`;
  if (event.event === "RoutingDataChanged") return "Routing data changed";
  if (event.event === "ConversationDataChanged") return "Conversation data changed";
  return "";
}

/** @param {Happened} event */
function changed({ verb, agent, queue, reason, by, ringUntil }) {
  const who = agent?.name ?? agent?.id ?? "Nobody";
  const until = ringUntil ? `, until ${time(ringUntil)}` : "";
  /** @type {Record<string, string>} */
  const texts = {
    offer: `Rings at ${who}${until}`,
    accept: `${who} has taken it`,
    decline: `${who} declined`,
    lapse: `${who} did not answer`,
    transfer: `Transferred from ${who} to ${queue}`, // by them or by who took over: nobody says
    leave: `${who} left`,
    close: `Closed by the ${by || "platform"}${reason && reason !== by ? `: ${reason}` : ""}`,
    expire: `Closed: ${reason || "inactivity"}`,
    delete: "Deleted",
    resume: "The customer writes again",
  };
  return texts[verb] ?? verb;
}

customElements.define("mp-desk-transcript", Transcript);
