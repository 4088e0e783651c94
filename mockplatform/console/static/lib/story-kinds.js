// Owns how a timeline names what happened: of which kind it is, and a line that tells it.

import { plural, size, time } from "./format.js";
import { door } from "./media.js";

/** @typedef {import("./feed.js").Entry} Entry */
/** @typedef {Record<string, any>} Body An event of the conversation, with its members. */

/**
 * @typedef {object} Item Something that happened.
 * @property {string} key
 * @property {number} at epoch milliseconds of the tenant's time
 * @property {string} kind one of `KINDS`
 * @property {Entry} [entry] what the journal has; nothing, where the ring has dropped it
 * @property {Body} [body] what the conversation's own stream has
 */

/** The kinds of a timeline: their names, and their icons. */
export const KINDS = /** @type {const} */ ({
  message: { label: "Messages", icon: "message" },
  state: { label: "States", icon: "state" },
  person: { label: "Participants", icon: "person" },
  data: { label: "Routing and data", icon: "data" },
  request: { label: "Requests", icon: "request" },
  socket: { label: "Sockets", icon: "socket" },
  frame: { label: "Frames", icon: "frame" },
  token: { label: "Tokens", icon: "tokens" },
  finding: { label: "Findings", icon: "findings" },
  fault: { label: "Faults", icon: "outages" },
  clock: { label: "Clock", icon: "clock" },
  signal: { label: "Typing, seen", icon: "signal" },
  act: { label: "Acts of staff", icon: "desk" },
  note: { label: "Notes", icon: "note" },
});

/** @type {Record<string, keyof typeof KINDS>} */
const BY_EVENT = {
  ConversationCreated: "state",
  StateChanged: "state",
  Placed: "data",
  RoutingDataChanged: "data",
  ConversationDataChanged: "data",
  ParticipantJoined: "person",
  ParticipantLeft: "person",
  ParticipantNoted: "person",
  Marked: "state",
  MessageSent: "message",
};

/** @type {Record<string, keyof typeof KINDS>} */
const BY_KIND = {
  http: "request",
  frame: "frame",
  auth: "token",
  clock: "clock",
  admin: "act",
  agent: "act",
  socket: "socket",
  fault: "fault",
  finding: "finding",
  signal: "signal",
};

/**
 * Return of which kind something is.
 *
 * @param {Entry | undefined} entry
 * @param {Body | undefined} body
 * @returns {keyof typeof KINDS}
 */
export function kindOf(entry, body) {
  if (body) return BY_EVENT[body.event] ?? "note";
  if (entry?.kind !== "event") return BY_KIND[entry?.kind ?? ""] ?? "note";
  if (entry.stream === "family") return "token";
  return BY_EVENT[entry.type] ?? "note";
}

/**
 * @typedef {object} Told
 * @property {string} text
 * @property {string} [detail]
 * @property {"good" | "bad" | "warn"} [tone]
 */

/**
 * Tell something in a line.
 *
 * @param {Item} item
 * @returns {Told}
 */
export function tell({ entry, body }) {
  if (body) return (OF_EVENTS[body.event] ?? ((one) => ({ text: one.event })))(body);
  if (!entry) return { text: "" };
  if (entry.kind === "event" && entry.stream === "family") return ofToken(entry);
  return (OF_ENTRIES[entry.kind] ?? ((one) => ({ text: one.kind })))(entry);
}

/** @param {any} person */
const named = (person) => person?.name || person?.id || "somebody";

/** @type {Record<string, (body: Body) => Told>} */
const OF_EVENTS = {
  ConversationCreated: ({ customer, medium }) => ({
    text: "OPEN",
    detail: `${named(customer)} began${medium ? `, by ${door(medium)}` : ""}`,
  }),
  StateChanged: (body) => ({
    text: body.before === body.after ? body.after : `${body.before} → ${body.after}`,
    detail: [body.verb, body.agent && named(body.agent), body.queue, body.reason]
      .filter(Boolean)
      .join(" · "),
  }),
  Placed: ({ placement, queueName }) => ({
    text: `Placed in ${queueName || placement.queue}`,
    detail: placement.rule ? `by rule ${placement.rule}` : "no rule matched: the fallback queue",
    tone: placement.rule ? undefined : "warn",
  }),
  RoutingDataChanged: ({ routingData, overwrote }) => ({
    text: "Routing data changed",
    detail: `${size(routingData?.size ?? 0)}${overwrote ? `, over what ${overwrote} had written` : ""}`,
    tone: overwrote ? "warn" : undefined,
  }),
  ConversationDataChanged: ({ overwrote }) => ({
    text: "Conversation data changed",
    detail: overwrote ? `over what ${overwrote} had written` : "",
    tone: overwrote ? "warn" : undefined,
  }),
  ParticipantJoined: ({ person }) => ({ text: `${named(person)} joined`, detail: person.purpose }),
  ParticipantLeft: ({ person, by }) => ({ text: `${named(person)} left`, detail: by }),
  ParticipantNoted: ({ person, held, wrapUp }) => ({
    text: `${named(person)}: ${wrapUp ? "wrapped up" : held ? "on hold" : "noted"}`,
  }),
  Marked: ({ before, status, by }) => ({
    text: before === status ? status : `${before} → ${status}`,
    detail: `${named(by)} said so`,
  }),
  MessageSent: ({ sender, text, attachments }) => ({
    text,
    detail: `${named(sender)}${attachments?.length ? ` · ${plural(attachments.length, "file")}` : ""}`,
  }),
};

/** @type {Record<string, (entry: Entry) => Told>} */
const OF_ENTRIES = {
  http: (entry) => ({
    text: `${entry.method} ${brief(entry)}`,
    detail: [
      entry.status ?? "no answer",
      entry.errorCode,
      entry.elapsedMs === undefined ? "" : `${entry.elapsedMs} ms`,
      entry.retryOf ? "sent again" : "",
    ]
      .filter(Boolean)
      .join(" · "),
    tone: !entry.status || entry.status >= 500 ? "bad" : entry.status >= 400 ? "warn" : undefined,
  }),
  frame: (entry) => ({
    text: `${entry.direction === "in" ? "←" : "→"} ${entry.type}`,
    detail: `${entry.channelId} · ${size(entry.bytes ?? 0)}`,
  }),
  event: (entry) => ({ text: entry.type, detail: `${entry.stream} ${entry.version}` }),
  auth: (entry) => ({
    text: `Token: ${entry.verdict}`,
    detail: entry.token ?? entry.client ?? "",
    tone: /refused/.test(entry.verdict ?? "") ? "bad" : undefined,
  }),
  clock: (entry) => ({
    text: `Clock: ${entry.verb}`,
    detail: `${entry.now ? `now ${time(entry.now)}` : ""}${entry.fired ? `, ${entry.fired} fell due` : ""}`,
  }),
  admin: (entry) => ({ text: entry.act, detail: entry.what }),
  agent: (entry) => ({ text: `${entry.act} by ${entry.agentId || "the platform"}` }),
  socket: ofSocket,
  note: (entry) => ({ text: entry.text, detail: entry.code, tone: "warn" }),
  finding: (entry) => ({
    text: entry.title,
    detail: [entry.findingId, entry.severity, entry.count > 1 ? `${entry.count} times` : ""]
      .filter(Boolean)
      .join(" · "),
    tone: entry.severity === "error" ? "bad" : entry.severity === "warning" ? "warn" : undefined,
  }),
  fault: (entry) => ({
    text: `Fault ${entry.faultKind} fired`,
    detail: [entry.faultId, entry.phase, entry.effect].filter(Boolean).join(" · "),
    tone: "bad",
  }),
  signal: (entry) => ({
    text: entry.seq === undefined ? `typing ${entry.state ?? ""}` : `has seen up to ${entry.seq}`,
    detail: [entry.purpose, entry.subject].filter(Boolean).join(" · "),
  }),
};

/**
 * Return a path in which the id of the conversation, which all of it is about, is cut short.
 *
 * @param {Entry} entry
 */
function brief({ path, conversationId }) {
  return conversationId ? path.replace(conversationId, `${conversationId.slice(0, 6)}…`) : path;
}

/**
 * @param {Entry} entry
 * @returns {Told}
 */
function ofSocket(entry) {
  const code = entry.code === undefined ? "" : ` ${entry.code}`;
  const isGood = entry.act !== "close" || entry.code === 1000 || entry.code === 4410;
  return {
    text: `Socket ${entry.channelId ?? ""} ${entry.act}${code}`,
    detail: entry.reason ?? "",
    tone: entry.act === "open" ? "good" : isGood ? undefined : "bad",
  };
}

/**
 * @param {Entry} entry
 * @returns {Told}
 */
function ofToken(entry) {
  const which = entry.jti ? `…${entry.jti.slice(-8)}` : "";
  const until = entry.expiresAt ? `good until ${time(entry.expiresAt)}` : "";
  const detail = [which, until, entry.reason].filter(Boolean).join(" · ");
  switch (entry.type) {
    case "FamilyStarted":
      return { text: "Token family began", detail: entry.subject };
    case "PairIssued": // a family begins with version 1, and its first pair is version 2
      return { text: entry.version > 2 ? "Token rotated" : "Token issued", detail, tone: "good" };
    case "AccessEnded":
      return { text: "Token ended", detail, tone: "warn" };
    case "AccessCutShort":
      return { text: "Token ended before its time", detail, tone: "bad" };
    case "FamilyRevoked":
      return { text: "Token family is dead", detail, tone: "bad" };
    default:
      return { text: entry.type, detail };
  }
}
