// Owns "Under the hood": what the SDK holds and does, for those who build widgets, and ways to make
// it difficult. It uses the SDK's public API, and looks into the browser's storages.

import { coalesced, fill, h, say } from "../dom.js";
import { addressWith } from "../params.js";
import { emptyStorage, fillStorage, measure, size } from "./bytes.js";
import { ContextEditor, DataEditor, RoutingEditor } from "./editors.js";
import { renewNow } from "./renew.js";
import { dropSockets } from "./sockets.js";

/** How often an open panel looks at what tells nothing by itself: the countdown, the storages. */
const LOOK_EACH_MS = 1_000;
const FILLER_NAME = "widget_demo_filler_";
/** What browsers give an origin at least (Guide, edge case 2). */
const QUOTA_BYTES = 5 * 1024 * 1024;

/**
 * @typedef {import("../widget-sdk.mjs").WidgetSDK} WidgetSDK
 * @typedef {{sdk: WidgetSDK, base: string, params: import("../params.js").Params,
 *   sockets: import("./sockets.js").Watched}} HoodParts
 */

/** The panel. */
export class Hood {
  /** @param {HoodParts} parts */
  constructor(parts) {
    this.parts = parts;
    /** @type {Map<string, HTMLElement>} */
    this.facts = new Map();
    this.routing = new RoutingEditor(parts.sdk);
    this.data = new DataEditor(parts.sdk);
    this.context = new ContextEditor(parts.sdk);
    this.told = h("p", { class: "told", role: "status", "data-testid": "hood-told" });
    this.element = this.#build();
    const look = coalesced(() => this.look());
    for (const event of /** @type {const} */ (["status", "conversation", "token", "messages"])) {
      parts.sdk.on(event, look);
    }
    parts.sockets.onChange = look;
    this.element.addEventListener("toggle", () => this.#toggled());
  }

  /** Show how things stand. */
  look() {
    if (!this.element.open) return;
    const { sdk, sockets, params } = this.parts;
    const { conversation, instanceId, token } = sdk;
    this.#say("status", sdk.status);
    this.#say("instance", instanceId || "none yet");
    this.#say("user", conversation?.userId ?? params.userId ?? "a guest");
    this.#say("seq", `${sdk.latestSeq}`);
    this.#say("version", conversation ? `${conversation.version}` : "–");
    this.#say("token", token ? `ends in ${countdown(token.expiresInS)}` : "none");
    this.#say("sockets", socketWords(sockets));
    this.#lookAtStorages(instanceId, params.deploymentId);
    this.routing.look();
    this.data.look();
    this.#link(conversation?.id);
  }

  #build() {
    const facts = [
      ["status", "Status"],
      ["instance", "Instance"],
      ["user", "Customer"],
      ["seq", "Latest seq"],
      ["version", "Version"],
      ["token", "Token"],
      ["sockets", "Sockets"],
      ["session", "Session tier"],
      ["identity", "Identity tier"],
      ["context", "Context tier"],
    ].map(([name, label]) => this.#fact(name, label));
    this.consoleLink = h("a", { target: "_blank", rel: "noopener", "data-testid": "console-link" });
    const cards = [
      card("What the widget holds", h("dl", { class: "facts" }, ...facts), this.consoleLink),
      card("Make it difficult", this.#buttons(), this.told, offlineHelp()),
      card("Routing data", this.routing.element),
      card("Conversation data", this.data.element),
      card("Context document", this.context.element),
    ];
    const summary = h("summary", null, "Under the hood");
    return h(
      "details",
      { class: "hood", "data-testid": "hood" },
      summary,
      h("div", { class: "cards" }, ...cards),
    );
  }

  /**
   * @param {string} name
   * @param {string} label
   */
  #fact(name, label) {
    const value = h("dd", { "data-testid": `hood-${name}` });
    this.facts.set(name, value);
    return h("div", null, h("dt", null, label), value);
  }

  #buttons() {
    const { sdk, base, params, sockets } = this.parts;
    const button = (/** @type {string} */ does, /** @type {() => unknown} */ act) =>
      h("button", { type: "button", onclick: () => this.#attempt(act) }, does);
    return h(
      "div",
      { class: "row" },
      button("Renew the token now", async () => {
        await renewNow(sdk, base, params.deploymentId, sdk.conversation?.userId ?? params.userId);
        return "The token was swapped. Draft, focus and connection are as they were.";
      }),
      button("Drop the socket", () => {
        dropSockets(sockets.open);
        return "Dropped. The widget asks whether the conversation lives, and attaches again.";
      }),
      button("Reload the page", () => location.reload()),
      button("Open a second tab", () => window.open(addressWith({}), "_blank")),
      button("Fill the storage", () => {
        const bytes = fillStorage(sessionStorage, FILLER_NAME);
        return `${size(bytes)} of filler: this tab's storage is full.`;
      }),
      button("Empty it again", () => {
        emptyStorage(sessionStorage, FILLER_NAME);
        return "The filler is gone.";
      }),
    );
  }

  /** @param {() => unknown} act what it returns is said */
  async #attempt(act) {
    try {
      const text = await act();
      say(this.told, typeof text === "string" ? text : "");
    } catch (error) {
      say(this.told, /** @type {Error} */ (error).message);
    }
    this.look();
  }

  /**
   * @param {string} instanceId
   * @param {string} deploymentId
   */
  #lookAtStorages(instanceId, deploymentId) {
    const session = measure(() => sessionStorage, `widget_sess_${instanceId}`);
    const all = measure(() => sessionStorage, "");
    const identity = measure(() => localStorage, `widget_id_${deploymentId}`);
    const share = Math.round((all.bytes / QUOTA_BYTES) * 100);
    const entries = `${session.entries} entries, ${size(session.bytes)}`;
    this.#say("session", `${entries} (sessionStorage is ${share} % full)`);
    this.#say("identity", `${identity.entries} entries, ${size(identity.bytes)}`);
    this.#say("context", this.context.words());
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #say(name, text) {
    const value = this.facts.get(name);
    if (value) say(value, text);
  }

  /** @param {string | undefined} conversationId */
  #link(conversationId) {
    const link = this.consoleLink;
    if (!link) return;
    const view = conversationId ? `conversations/${conversationId}` : "conversations";
    link.href = `${this.parts.base}/console#/${view}`;
    say(link, conversationId ? "See this conversation in the console" : "Open the console");
  }

  #toggled() {
    clearInterval(this.looking);
    if (!this.element.open) return;
    this.look();
    this.looking = setInterval(() => this.look(), LOOK_EACH_MS);
  }
}

/**
 * @param {string} title
 * @param {...import("../dom.js").Child} body
 */
function card(title, ...body) {
  const element = h("section", { class: "card", "aria-label": title });
  fill(element, h("h3", null, title), ...body);
  return element;
}

function offlineHelp() {
  return h(
    "p",
    { class: "help" },
    "Offline: in the browser's DevTools choose Network, then Offline instead of No throttling. ",
    "Write on; the messages wait and go out when you choose No throttling again. ",
    "Outages of the platform itself start from the console.",
  );
}

/** @param {number} seconds */
function countdown(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {import("./sockets.js").Watched} sockets */
function socketWords({ open, opened, last }) {
  const live = open.some((one) => one.readyState === WebSocket.OPEN) ? "open" : "none open";
  return `${live}, ${opened} since this page came${last ? `, the last one ended with ${last}` : ""}`;
}
