// Owns what is going on in plain words: of the conversation, and of who came and went.

/**
 * @typedef {import("./widget-sdk.mjs").WidgetSDK} WidgetSDK
 * @typedef {import("./widget-sdk.mjs").Conversation} Conversation
 * @typedef {import("./widget-sdk.mjs").WidgetMessage} WidgetMessage
 * @typedef {{key: string, at: string, text: string, isFirst: boolean}} Happening
 *   `isFirst` tells whether it stands before what was written in the same instant
 */

/** Why a conversation ended. @type {Record<string, string>} */
const ENDS = {
  customer: "You ended this chat.",
  agent: "The agent ended this chat.",
  supervisor: "This chat was ended by a supervisor.",
  inactivity: "This chat ended because nobody wrote for a while.",
};

/** What is said of one that ended in another way. */
const ENDED = "This chat has ended.";

/**
 * Say where the conversation stands.
 *
 * @param {Pick<WidgetSDK, "status" | "conversation">} sdk
 * @returns {string}
 */
export function standing({ status, conversation }) {
  if (!conversation) return status === "idle" ? "Write to us" : "Opening the chat …";
  const { state, agent, queue } = conversation;
  if (isOver(conversation)) return "Ended";
  if (state === "ACTIVE") return agent ? `${agent.name} is here` : "Somebody is here";
  const wasServed = conversation.participants.some(isServing);
  if (state === "RINGING") return "Calling an agent …";
  const where = queue ? ` · ${queue.name}` : "";
  return wasServed ? `Handed on, waiting for an agent${where}` : `Waiting for an agent${where}`;
}

/**
 * Say why a conversation is over.
 *
 * @param {Conversation} conversation
 */
export function endOf({ closeReason }) {
  return ENDS[closeReason ?? ""] ?? ENDED;
}

/**
 * @param {Conversation | null} conversation
 * @returns {boolean}
 */
export function isOver(conversation) {
  return conversation?.state === "CLOSED" || conversation?.state === "DELETED";
}

/**
 * Whether there is a conversation that has ended: its state tells so before the connection does.
 *
 * @param {import("./widget-sdk.mjs").WidgetSDK} sdk
 * @returns {boolean}
 */
export function hasEnded(sdk) {
  return sdk.status === "closed" || isOver(sdk.conversation);
}

/**
 * Tell who came and went. The platform's document keeps that, so it is there after a reload too.
 *
 * @param {Conversation | null} conversation
 * @returns {Happening[]}
 */
export function happenings(conversation) {
  if (!conversation) return [];
  const end = isOver(conversation) ? (conversation.endedAt ?? "") : "";
  const found = conversation.participants.filter(isServing).flatMap((one) => {
    const name = one.name ?? "An agent";
    const came = {
      key: `${one.id}:in`,
      at: one.joinedAt ?? "",
      text: `${name} joined`,
      isFirst: true,
    };
    const went = {
      key: `${one.id}:out`,
      at: one.leftAt ?? "",
      text: `${name} left`,
      isFirst: false,
    };
    return [came, ...(went.at === end ? [] : [went])].filter(({ at }) => at);
  });
  return found.sort((one, other) => (one.at < other.at ? -1 : 1));
}

/**
 * Say who wrote a message.
 *
 * @param {WidgetMessage} message
 */
export function nameOf({ direction, from }) {
  if (direction === "inbound") return "You";
  return from.name ?? (from.purpose === "bot" ? "The assistant" : "The agent");
}

/**
 * Tell a time of day as the customer reads it.
 *
 * @param {string} at ISO 8601
 * @param {string} [locale]
 */
export function timeOfDay(at, locale) {
  return new Date(at).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });
}

/** @param {{purpose: string}} participant */
function isServing({ purpose }) {
  return purpose === "agent" || purpose === "bot";
}
