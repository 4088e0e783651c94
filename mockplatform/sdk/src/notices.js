// Owns what the customer is told about how things are: stable codes, plain words, each said once.
// An outage that nobody would notice is not told; one that somebody notices is not hidden.

/** How long a connection may be lost before it is worth a word: most come back sooner. */
const RECONNECT_UNSAID_MS = 2_000;
/** How long nobody may have answered before the customer is told that it takes longer. */
const AGENT_WAIT_MS = 60_000;
/** So short before a token's end, a renewal that still fails may be noticed. */
const TOKEN_LATE_S = 60;

/**
 * What each code says. `ends` are the codes that are over when it is said.
 * @type {Readonly<Record<string, {text: string, hint?: string, ends?: string[]}>>}
 */
export const NOTICES = Object.freeze({
  reconnecting: { text: "There is no connection at the moment. We keep trying." },
  offline: { text: "You are offline. What you write is kept and sent when you are back." },
  connected: { text: "You are connected again.", ends: ["reconnecting", "offline", "replaced"] },
  "waiting-for-agent": {
    text: "It takes longer than usual until somebody can answer. Your messages are kept.",
  },
  "agent-joined": { text: "Somebody is here for you now.", ends: ["waiting-for-agent"] },
  "slow-answers": { text: "Sending takes longer than usual. Nothing is lost." },
  "message-waits": { text: "Your message could not be sent yet. We keep it and try again." },
  "messages-sent": {
    text: "All your messages have arrived.",
    ends: ["slow-answers", "message-waits", "message-failed"],
  },
  "message-failed": {
    text: "A message could not be sent. You can try again, or change it.",
    hint: "Offer retry(key) and discard(key); the message has a code and a reason.",
  },
  "token-renewal-late": {
    text: "Your session cannot be renewed at the moment. We keep trying.",
  },
  "signed-out": {
    text: "Your session has ended. Please sign in again; what you wrote is kept.",
    hint: "Hand over a new token: updateToken(token).",
  },
  "signed-in-again": {
    text: "Your session goes on.",
    ends: ["token-renewal-late", "signed-out"],
  },
  "conversation-ended": {
    text: "This conversation has ended. Write again to begin a new one.",
  },
  replaced: {
    text: "This conversation is open in another window.",
    hint: "send(), start() or connect() take it over.",
  },
  "customer-gone": {
    text: "You are signed out here. Nothing of your chat is left in this browser tab.",
    ends: [
      "reconnecting",
      "offline",
      "slow-answers",
      "message-waits",
      "message-failed",
      "waiting-for-agent",
      "token-renewal-late",
      "signed-out",
      "replaced",
    ],
  },
  failed: { text: "The chat is not available at the moment." },
});

/** Says notices. */
export class Notices {
  #env;
  #say;
  /** @type {Set<string>} What is said and not over. */
  #standing = new Set();
  /** @type {Map<string, import("./env.js").TimerId>} */
  #timers = new Map();
  /** @type {number | undefined} */
  #untilMs;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {(notice: import("../widget-sdk.d.ts").WidgetNotice) => void} parts.say
   */
  constructor({ env, say }) {
    this.#env = env;
    this.#say = say;
  }

  /**
   * Says something, unless it is said already; something that ends others, only if there are any.
   * @param {string} code
   * @param {object} [more]
   */
  say(code, more = {}) {
    const { text, hint, ends = [] } = /** @type {typeof NOTICES[string]} */ (NOTICES[code]);
    const over = ends.filter((one) => this.#standing.delete(one));
    const isRelief = ends.length > 0;
    if (isRelief ? over.length === 0 : this.#standing.has(code)) return;
    if (!isRelief) this.#standing.add(code);
    this.#say({
      code,
      text,
      ...(hint && { hint }),
      ...(over.length > 0 && { ends: over }),
      ...more,
    });
  }

  /**
   * Follows the connection.
   * @param {import("../widget-sdk.d.ts").Status} status
   */
  status(status) {
    if (["starting", "connecting", "reconnecting"].includes(status)) {
      this.#sayLate("reconnecting", RECONNECT_UNSAID_MS, () => ({ untilMs: this.#untilMs }));
      return;
    }
    this.#cancel("reconnecting");
    if (status === "live") this.say("connected");
    if (status === "offline") this.say("offline");
  }

  /**
   * Learns until when the connection rests.
   * @param {number} untilMs
   */
  pause(untilMs) {
    this.#untilMs = Number.isFinite(untilMs) ? untilMs : undefined;
  }

  /**
   * Follows the conversation.
   * @param {import("../widget-sdk.d.ts").Conversation} document
   */
  conversation({ state }) {
    if (state === "OPEN" || state === "RINGING") {
      this.#standing.delete("conversation-ended");
      this.#sayLate("waiting-for-agent", AGENT_WAIT_MS);
      return;
    }
    this.#cancel("waiting-for-agent");
    if (state === "ACTIVE") this.say("agent-joined");
    else this.#standing.delete("waiting-for-agent");
  }

  /**
   * Follows renewals that fail.
   * @param {{expiresInS: number, untilMs: number}} trouble
   */
  renewal({ expiresInS, untilMs }) {
    if (expiresInS < TOKEN_LATE_S) this.say("token-renewal-late", { untilMs });
  }

  /**
   * Takes something as over that needs no word.
   * @param {string} code
   */
  forget(code) {
    this.#standing.delete(code);
  }

  /**
   * Says something after a while, unless it is cancelled until then.
   * @param {string} code
   * @param {number} ms
   * @param {() => object} [more]
   */
  #sayLate(code, ms, more = () => ({})) {
    if (this.#timers.has(code) || this.#standing.has(code)) return;
    const say = () => {
      this.#timers.delete(code);
      this.say(code, more());
    };
    this.#timers.set(code, this.#env.setTimeout(say, ms));
  }

  /** @param {string} code */
  #cancel(code) {
    this.#env.clearTimeout(this.#timers.get(code));
    this.#timers.delete(code);
  }
}
