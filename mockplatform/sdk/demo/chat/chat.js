// Owns the chat's panel: head, what is going on, messages, typing, composer. It shows what the SDK
// says and asks the SDK for what the customer wants; it knows nothing of tokens or sockets.

import { coalesced, fill, h, icon, say } from "../dom.js";
import { endOf, hasEnded, nameOf, standing } from "../words.js";
import { Composer } from "./composer.js";
import { downloadTranscript } from "./download.js";
import { Log } from "./log.js";
import { NoticeLine } from "./notice.js";

/** A sign of typing that is not repeated has ended. */
const TYPING_SHOWN_MS = 6_000;

/**
 * @typedef {import("../widget-sdk.mjs").WidgetSDK} WidgetSDK
 * @typedef {import("../deployment.js").Deployment} Deployment
 */

/** The chat. Calls `onMinimise` when the customer puts it away. */
export class Chat {
  /**
   * @param {WidgetSDK} sdk
   * @param {Deployment} deployment
   * @param {{onMinimise?: () => void, label?: string}} [how]
   */
  constructor(sdk, deployment, { onMinimise, label = "Chat" } = {}) {
    this.sdk = sdk;
    this.deployment = deployment;
    this.notices = new NoticeLine();
    this.isDraftRestored = false;
    this.standing = h("p", { class: "standing", role: "status", "data-testid": "standing" });
    this.typing = h("p", { class: "typing", "aria-live": "polite", "data-testid": "typing" });
    this.ended = h("p", { role: "status" });
    this.over = this.#over();
    this.question = this.#question();
    this.endButton = tool("end", "End the chat", () => this.question.showModal());
    this.composer = new Composer({
      send: (text) => this.#send(text),
      draft: (text) => (sdk.draft = text),
      typing: (isTyping) => deployment.features.typingIndicator && sdk.typing(isTyping),
    });
    const acts = {
      retry: (/** @type {string} */ key) => void sdk.retry(key).catch(() => {}),
      discard: (/** @type {string} */ key) => sdk.discard(key),
    };
    this.log = new Log(acts, deployment.locale);
    this.element = this.#build(label, onMinimise);
    this.#listen();
  }

  /** Show what the SDK says now. */
  render() {
    const { sdk, element } = this;
    element.dataset.status = sdk.status;
    element.dataset.state = sdk.conversation?.state ?? "";
    say(this.standing, standing(sdk));
    this.#restoreDraft();
    this.notices.follow(sdk);
    this.log.render(sdk.messages, sdk.conversation);
    const isEnded = hasEnded(sdk);
    if (isEnded && sdk.conversation) say(this.ended, endOf(sdk.conversation));
    this.over.hidden = !isEnded;
    this.composer.element.hidden = isEnded;
    this.endButton.hidden = isEnded || !sdk.conversation;
  }

  /** Take the conversation up, or begin one. */
  async start() {
    try {
      await this.sdk.start();
    } catch (error) {
      this.#tellError(/** @type {any} */ (error));
    }
    this.render();
  }

  /** The chat can be seen now. */
  shown() {
    this.log.toEnd();
    this.#seen();
  }

  /**
   * @param {string} label
   * @param {(() => void) | undefined} onMinimise
   */
  #build(label, onMinimise) {
    const head = this.#head(onMinimise);
    const props = { class: "chat", "aria-label": `${label}: ${this.deployment.title}` };
    const body = [
      this.notices.element,
      this.log.element,
      this.typing,
      this.over,
      this.composer.element,
    ];
    return h("section", { ...props, "data-testid": "chat" }, head, ...body, this.question);
  }

  /** @param {(() => void) | undefined} onMinimise */
  #head(onMinimise) {
    const { title, features } = this.deployment;
    const tools = [
      features.transcriptDownload &&
        tool("download", "Download the transcript", () => this.#download()),
      this.endButton,
      onMinimise && tool("down", "Minimise the chat", onMinimise),
    ];
    return h(
      "header",
      { class: "head" },
      h("div", null, h("h2", null, title), this.standing),
      ...tools,
    );
  }

  /** What stands at the foot of a conversation that has ended. */
  #over() {
    const anew = { type: "button", class: "primary", onclick: () => this.#anew() };
    const props = { class: "over", hidden: true, "data-testid": "over" };
    return h("div", props, this.ended, h("button", anew, "Start a new chat"));
  }

  #question() {
    const question = h("dialog", { "aria-label": "End this chat?", "data-testid": "end-question" });
    const close = () => question.close();
    const end = () => (close(), void this.sdk.close().catch((error) => this.#tellError(error)));
    const no = h("button", { type: "button", onclick: close }, "Go on chatting");
    const yes = h("button", { type: "button", class: "primary", onclick: end }, "End the chat");
    fill(question, h("p", null, "End this chat?"), h("div", { class: "row" }, no, yes));
    return question;
  }

  #listen() {
    const { sdk } = this;
    const render = coalesced(() => this.render());
    sdk.on("messages", render);
    sdk.on("conversation", render);
    sdk.on("status", () => this.render());
    sdk.on("notice", (notice) => this.notices.say(notice));
    sdk.on("typing", ({ from, isTyping }) => this.#showTyping(from, isTyping));
    sdk.on("message", (message) => {
      if (message.direction === "outbound") this.#showTyping(message.from, false);
      this.#seen();
    });
    addEventListener("pagehide", () => this.composer.remember());
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  /** @param {string} text */
  #send(text) {
    this.log.isAtEnd = true;
    this.sdk.send(text).catch(() => {}); // the message itself says that it has failed
    this.render();
  }

  #seen() {
    const isSeen = document.visibilityState === "visible" && this.element.checkVisibility();
    if (isSeen && this.sdk.status === "live") this.sdk.seen();
  }

  /**
   * @param {import("../widget-sdk.mjs").Participant} from
   * @param {boolean} isTyping
   */
  #showTyping(from, isTyping) {
    clearTimeout(this.typingEnds);
    const isShown = isTyping && this.deployment.features.typingIndicator;
    const name = nameOf(/** @type {any} */ ({ direction: "outbound", from }));
    say(this.typing, isShown ? `${name} is typing …` : "");
    if (isShown) this.typingEnds = setTimeout(() => this.#showTyping(from, false), TYPING_SHOWN_MS);
  }

  /** The SDK knows the draft of this tab as soon as it knows which tab this is. */
  #restoreDraft() {
    if (this.isDraftRestored || !this.sdk.instanceId) return;
    this.isDraftRestored = true;
    if (this.composer.text) this.sdk.draft = this.composer.text;
    else this.composer.restore(this.sdk.draft);
  }

  /** @param {Error & {code?: string, hint?: string}} error */
  #tellError({ code = "error", message, hint }) {
    this.notices.say({ code, text: message, hint });
  }

  async #anew() {
    await this.start();
    this.composer.field.focus();
  }

  async #download() {
    await downloadTranscript(this.sdk, this.deployment.title).catch((e) => this.#tellError(e));
  }
}

/**
 * @param {string} name of its icon
 * @param {string} does
 * @param {() => unknown} onclick
 */
function tool(name, does, onclick) {
  const props = { type: "button", class: "tool", "aria-label": does, title: does, onclick };
  return h("button", props, icon(name));
}
