// Owns the corner: the button that opens the chat, what it says while that is put away, and whether
// it was open before a reload. Who has ended a chat is asked before another one begins.

import { h, icon, say } from "./dom.js";
import { hasEnded } from "./words.js";

/** Where the tab keeps how its chat is: `open`, `minimised`, `ended`, or nothing. */
const OPEN_NAME = "widget_demo_open";

const LABEL = "Chat with us";

/** The corner. */
export class Corner {
  /**
   * @param {import("./chat/chat.js").Chat} chat
   * @param {import("./widget-sdk.mjs").WidgetSDK} sdk
   */
  constructor(chat, sdk) {
    this.chat = chat;
    this.sdk = sdk;
    this.unread = 0;
    this.hasStarted = false;
    this.badge = h("span", { class: "badge", "data-testid": "unread", hidden: true });
    this.label = h("span", null, LABEL);
    this.button = h(
      "button",
      { type: "button", class: "launcher", "data-testid": "launcher", onclick: () => this.open() },
      icon("chat"),
      this.label,
      this.badge,
    );
    this.heard = h("p", { class: "visually-hidden", role: "status" });
    this.element = h("div", { class: "corner" }, chat.element, this.button, this.heard);
    chat.element.hidden = true;
    chat.element.addEventListener("keydown", (event) => this.#key(event));
    sdk.on("message", (message) => message.direction === "outbound" && this.#count());
    const follow = () => {
      if (hasEnded(sdk)) keep("ended");
      else if (sdk.status === "live") keep(chat.element.hidden ? "minimised" : "open");
    };
    sdk.on("status", follow);
    sdk.on("conversation", follow);
  }

  /**
   * Come up as it was before a reload.
   *
   * @param {boolean} isWanted whether it opens by itself
   */
  async restore(isWanted) {
    const before = kept();
    if (before === "ended") return; // nobody has asked for another one
    if (before === "open" || isWanted) await this.open(false);
    else if (before === "minimised") await this.#start();
  }

  /** @param {boolean} [takesFocus] */
  async open(takesFocus = true) {
    if (!hasEnded(this.sdk)) keep("open");
    this.chat.element.hidden = false;
    this.button.hidden = true;
    this.unread = 0;
    this.#tell();
    this.chat.shown();
    if (takesFocus) this.chat.composer.field.focus();
    await this.#start();
  }

  /** Put it away; the conversation goes on. */
  minimise() {
    if (!hasEnded(this.sdk)) keep("minimised");
    this.chat.element.hidden = true;
    this.button.hidden = false;
    this.button.focus();
  }

  async #start() {
    if (this.hasStarted) return;
    this.hasStarted = true;
    await this.chat.start();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const isInDialog = event.target instanceof Element && event.target.closest("dialog");
    if (event.key === "Escape" && !isInDialog && !event.isComposing) this.minimise();
  }

  #count() {
    if (!this.chat.element.hidden) return;
    this.unread += 1;
    this.#tell();
  }

  #tell() {
    const { unread } = this;
    this.badge.hidden = unread === 0;
    say(this.badge, unread > 99 ? "99+" : String(unread));
    const words = unread === 1 ? "1 new message" : `${unread} new messages`;
    say(this.heard, unread ? words : "");
    if (unread) this.button.setAttribute("aria-label", `${LABEL}, ${words}`);
    else this.button.removeAttribute("aria-label");
  }
}

/** @param {"open" | "minimised" | "ended"} how */
function keep(how) {
  try {
    sessionStorage.setItem(OPEN_NAME, how);
  } catch {
    // Then the chat comes up closed after a reload, and nothing else is lost.
  }
}

function kept() {
  try {
    return sessionStorage.getItem(OPEN_NAME);
  } catch {
    return null;
  }
}
