// Owns how an entry of the journal is told in a line.

import { size } from "../lib/format.js";

/** @typedef {import("../lib/feed.js").Entry} Entry */

/** The kinds of entries, each with what it tells. */
export const KINDS = /** @type {const} */ ([
  ["http", "requests"],
  ["frame", "frames"],
  ["event", "what happened"],
  ["signal", "typing, read marks"],
  ["finding", "mistakes of clients"],
  ["fault", "faults that fired"],
  ["auth", "judged tokens"],
  ["socket", "sockets"],
  ["agent", "agents' acts"],
  ["admin", "admin acts"],
  ["clock", "the clock"],
  ["note", "notes"],
]);

/** Members that every entry has, or that are told as links. */
const COMMON = new Set([
  "id",
  "at",
  "wallAt",
  "kind",
  "correlationId",
  "subject",
  "conversationId",
  "causedBy",
]);

/** How bad a finding's entry is. @type {Record<string, "bad" | "warn">} */
const GRADES = { error: "bad", warning: "warn" };

/** @type {Record<string, (entry: Entry) => (string | undefined)[]>} */
const TELLERS = {
  http: (one) => [one.method, one.path, one.errorCode, took(one.elapsedMs)],
  frame: (one) => [
    one.direction === "in" ? "← came" : "→ went",
    one.type,
    one.seq === undefined ? "" : `seq ${one.seq}`,
    one.bytes === undefined ? "" : size(one.bytes),
  ],
  event: (one) => [one.type, `${one.stream} version ${one.version}`, one.reason],
  signal: (one) => (one.type === "seen" ? [`has read up to ${one.seq}`] : [`typing ${one.state}`]),
  finding: (one) => [
    `${one.severity}:`,
    one.title,
    one.count > 1 ? `· ${one.count} times` : "",
    `(${one.rule}, ${one.findingId})`,
  ],
  fault: (one) => [one.faultId, one.faultKind, `in ${one.phase}:`, one.effect, one.what],
  auth: (one) => [one.verdict, one.token && `token ${one.token}`],
  socket: (one) => [one.act, one.code && `code ${one.code}`, one.reason, one.channelId],
  agent: (one) => [one.act, one.agentId && `as ${one.agentId}`],
  admin: (one) => [one.act, one.what],
  clock: (one) => [one.verb, `to ${one.now}`, one.fired ? `${one.fired} fell due` : ""],
  note: (one) => [one.text, one.code && `(${one.code})`],
};

/**
 * Tell an entry in a line.
 *
 * @param {Entry} entry
 */
export function words(entry) {
  const teller = TELLERS[entry.kind];
  if (teller) return teller(entry).filter(Boolean).join(" ");
  return JSON.stringify(Object.fromEntries(own(entry)));
}

/**
 * Return the members that an entry of its kind has, with their values.
 *
 * @param {Entry} entry
 */
export function own(entry) {
  return Object.entries(entry).filter(([name]) => !COMMON.has(name));
}

/**
 * Say how bad an entry is: by it a line is coloured, beside its words.
 *
 * @param {Entry} entry
 * @returns {"bad" | "warn" | ""}
 */
export function grade(entry) {
  if (entry.kind === "http" && (entry.status === undefined || entry.status >= 500)) return "bad";
  if (entry.kind === "http" && entry.status >= 400) return "warn";
  if (entry.kind === "finding") return GRADES[entry.severity] ?? "";
  return entry.kind === "fault" || entry.kind === "auth" ? "warn" : "";
}

/** @param {number | undefined} ms */
function took(ms) {
  if (ms === undefined) return "";
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms).toLocaleString("en")} ms`;
}
