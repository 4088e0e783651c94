// Owns the list of mistakes that the fragile widget makes: which trap of the guide each one is, how
// one sees that it has struck, what the platform's review finds of it, and what the SDK does instead.

/**
 * @typedef {object} Mistake
 * @property {string} id
 * @property {string} title what it does
 * @property {string} guide where the guide warns of it
 * @property {string} strikes what comes of it
 * @property {string[]} rules that it breaks: what the platform finds about it. None: no server sees it
 * @property {string} instead what the SDK does
 * @property {string} module of the SDK that does it
 */

/** @type {Mistake[]} */
export const MISTAKES = [
  {
    id: "shared-storage",
    title: "Keeps token, routing data and transcript in localStorage",
    guide: "Section 1",
    strikes: "Another tab takes over this tab's conversation.",
    rules: ["missing-instance-id"],
    instead: "Keeps what is the tab's in sessionStorage, under an id of its own.",
    module: "tiers.js",
  },
  {
    id: "late-refresh",
    title: "Renews the token when it has ended",
    guide: "Section 2",
    strikes: "The edge refuses the renewal: its bearer has ended.",
    rules: ["no-refresh", "refresh-after-expiry"],
    instead: "Renews five minutes before the end, and a bit earlier by luck.",
    module: "lease.js",
  },
  {
    id: "refresh-mid-send",
    title: "Renews while a message is on its way",
    guide: "Section 2",
    strikes: "What was not acknowledged is thrown away, or said again.",
    rules: ["refresh-in-flight"],
    instead: "Lets a message that is in flight arrive first; swaps the token in band.",
    module: "lease.js",
  },
  {
    id: "reinit",
    title: "Starts itself anew when it gets a token",
    guide: "Edge case 1",
    strikes: "The field loses its focus and what was written.",
    rules: [],
    instead: "updateToken swaps the token and touches nothing else.",
    module: "reconnect.js",
  },
  {
    id: "blind-reconnect",
    title: "Reconnects without asking whether the conversation lives",
    guide: "Section 4",
    strikes: "It knocks on a conversation that is closed.",
    rules: ["blind-reconnect", "dead-conversation"],
    instead: "Asks the platform first; what is dead is left.",
    module: "conversation.js",
  },
  {
    id: "second-conversation",
    title: "Begins another conversation when it cannot reconnect",
    guide: "Section 4",
    strikes: "The customer's story is split over two conversations.",
    rules: ["split-transcript"],
    instead: "Comes back to the one it has; begins one only under an idempotency key.",
    module: "conversation.js",
  },
  {
    id: "no-message-id",
    title: "Sends without a clientMessageId, and again after a reconnect",
    guide: "Section 2",
    strikes: "The platform stores a message twice.",
    rules: ["duplicate-send"],
    instead: "Keeps one id for each message, however often it is sent.",
    module: "outbox.js",
  },
  {
    id: "whole-transcript",
    title: "Loads the whole transcript after each reconnect, and appends it",
    guide: "Section 4",
    strikes: "The window shows messages twice.",
    rules: ["whole-transcript"],
    instead: "Asks for what is behind its last seq, and keeps each seq once.",
    module: "transcript.js",
  },
  {
    id: "arrival-order",
    title: "Shows messages in the order in which they arrive",
    guide: "Section 2",
    strikes: "The window shows an answer above its question.",
    rules: [],
    instead: "Orders by seq, and waits a moment for what is missing.",
    module: "transcript.js",
  },
  {
    id: "no-backoff",
    title: "Tries again at once, for ever",
    guide: "Section 4",
    strikes: "A herd of calls keeps a weak platform down.",
    rules: ["no-backoff", "retry-after-ignored"],
    instead: "Pauses that double, capped at 30 s, each drawn by luck.",
    module: "backoff.js",
  },
  {
    id: "no-eviction",
    title: "Never prunes what it stores",
    guide: "Edge case 2",
    strikes: "QuotaExceededError: the window is blank.",
    rules: [],
    instead: "Evicts the oldest at 80 %, and goes on in memory when all is full.",
    module: "tier.js",
  },
  {
    id: "length-check",
    title: "Checks sizes by JSON.stringify(x).length",
    guide: "Section 3",
    strikes: "The platform refuses what passed; routing sees nothing of it.",
    rules: ["oversized-routing-data"],
    instead: "Counts the UTF-8 bytes of the canonical form, as the platform does.",
    module: "canonical.js",
  },
  {
    id: "overwrites-tabs",
    title: "Writes its routing data over that of other tabs",
    guide: "Edge case 3",
    strikes: "What this tab had said is gone.",
    rules: ["missing-instance-id"],
    instead: "Merges deltas key by key over a BroadcastChannel, and only if asked to.",
    module: "tabs.js",
  },
];
