// Owns how the fragile widget looks: like the other one, but made anew as a whole, time and again.

import { fill, h, icon } from "../dom.js";
import { timeOfDay } from "../words.js";

/** The window. */
export class FragileView {
  /**
   * @param {import("./client.js").FragileClient} client
   * @param {{title: string, locale: string | undefined}} deployment
   */
  constructor(client, { title, locale }) {
    this.client = client;
    this.title = title;
    this.locale = locale;
    this.isBlank = false;
    this.element = h("section", {
      class: "chat",
      "aria-label": "Fragile widget",
      "data-testid": "fragile",
    });
    client.view = this;
    this.rebuild();
  }

  /** Build the whole window anew, with a field that is empty and has no focus. */
  rebuild() {
    if (this.isBlank) return;
    this.field = h("textarea", {
      rows: "1",
      "aria-label": "Your message",
      "data-testid": "fragile-composer",
    });
    this.field.placeholder = "Write a message";
    this.field.addEventListener("keydown", (event) => this.#key(event));
    const send = h("button", { class: "send", "aria-label": "Send" }, icon("send"));
    const form = h("form", { class: "composer" }, this.field, send);
    form.addEventListener("submit", (event) => (event.preventDefault(), this.submit()));
    this.standing = h("p", { class: "standing" });
    this.list = h("ol", { class: "messages" });
    this.log = h(
      "div",
      { class: "log", role: "log", tabindex: "0", "aria-label": "Messages" },
      this.list,
    );
    const head = h(
      "header",
      { class: "head" },
      h("div", null, h("h2", null, this.title), this.standing),
    );
    fill(this.element, head, h("div", { class: "log-frame" }, this.log), form);
    this.show();
  }

  /** Draw all messages anew. */
  show() {
    if (this.isBlank || !this.list || !this.standing || !this.log) return;
    const { messages, status, queue } = this.client;
    this.element.dataset.status = status;
    const waiting = queue.length ? `, ${queue.length} not sent` : "";
    this.standing.textContent = (status === "live" ? "Connected" : "Connecting …") + waiting;
    fill(this.list, ...messages.map((one) => this.#message(one)));
    this.log.scrollTop = this.log.scrollHeight;
  }

  /** What is left when an error has taken the window down. */
  blank() {
    this.isBlank = true;
    this.element.dataset.status = "blank";
    fill(this.element);
  }

  /** What stands in the field. */
  get text() {
    return this.isBlank ? "" : (this.field?.value ?? "");
  }

  set text(text) {
    if (this.field) this.field.value = text;
  }

  get hasFocus() {
    return this.field !== undefined && document.activeElement === this.field;
  }

  /** Send what stands in the field. */
  submit() {
    const text = this.text.trim();
    if (!text || !this.field) return;
    this.field.value = "";
    this.client.tell("said", text);
    this.client.guarded(() => this.client.send(text));
    this.show();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  /** @param {import("./client.js").Message} message */
  #message({ id, conversationId, seq, at, direction, from, text }) {
    const isOwn = direction === "inbound";
    return h(
      "li",
      {
        class: "message first",
        "data-side": isOwn ? "own" : "other",
        "data-message-id": id,
        "data-conversation": conversationId,
        "data-seq": seq,
      },
      h(
        "div",
        { class: "bubble" },
        h("span", { class: "who" }, isOwn ? "You" : (from.name ?? "Agent")),
        h("p", { class: "text", dir: "auto" }, text),
      ),
      h("p", { class: "foot" }, timeOfDay(at, this.locale)),
    );
  }
}
