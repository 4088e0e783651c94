// Owns which findings are shown, and in which order: the worst first. Pure.

import { aboutConversation, conversationsOf } from "./evidence.js";

/** @typedef {import("./evidence.js").Finding} Finding */
/** @typedef {import("./findings.js").Rule} Rule */

/** The severities, the worst first, and how they are called. */
export const SEVERITIES = /** @type {const} */ ([
  ["error", "Errors", "The customer loses, doubles or splits something."],
  ["warning", "Warnings", "The customer may lose something."],
  ["note", "Notes", "Worth knowing."],
]);

/** What the menu counts: what a customer pays for. */
const GRAVE = new Set(["error", "warning"]);

/**
 * @typedef {object} Filter
 * @property {string} severity
 * @property {string} rule
 * @property {string} search
 * @property {string} conversation whose timeline has evidence
 * @property {string} user the conversation's customer
 * @property {string} which "" for what nobody has accepted, `all`, or `accepted`
 */

/**
 * Read a filter out of a link.
 *
 * @param {URLSearchParams} query
 * @returns {Filter}
 */
export function filterOf(query) {
  const given = (/** @type {string} */ name) => query.get(name)?.trim() ?? "";
  return {
    severity: given("severity"),
    rule: given("rule"),
    search: given("q").toLowerCase(),
    conversation: given("conversation"),
    user: given("user"),
    which: given("which"),
  };
}

/**
 * Say why a finding is not counted: a setting suppresses it, or the baseline has it; "" if it is.
 *
 * @param {Finding} finding
 * @returns {"" | "suppressed" | "known"}
 */
export function acceptedAs({ suppressed, baseline }) {
  if (suppressed) return "suppressed";
  return baseline === "known" ? "known" : "";
}

/**
 * Choose what is shown.
 *
 * @param {Finding[]} findings
 * @param {Rule[]} rules in the order of the report
 * @param {Filter} filter
 */
export function chosen(findings, rules, filter) {
  const wanted = findings.filter((one) => fits(one, filter));
  const ofSeverity = wanted.filter((one) => !filter.severity || one.severity === filter.severity);
  return {
    shown: inOrder(ofSeverity, rules),
    severities: countsBy(wanted, "severity"),
    accepted: findings.filter(acceptedAs).length,
  };
}

/**
 * Sort findings: the worst first, within a severity as the rules stand, then the oldest.
 *
 * @param {Finding[]} findings
 * @param {Rule[]} rules
 */
export function inOrder(findings, rules) {
  const ranks = new Map(SEVERITIES.map(([name], rank) => /** @type {const} */ ([name, rank])));
  const places = new Map(rules.map(({ id }, place) => [id, place]));
  const key = (/** @type {Finding} */ one) => [
    ranks.get(one.severity) ?? ranks.size,
    places.get(one.rule) ?? places.size,
    Number(one.id.slice(1)),
  ];
  return findings.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)];
    const place = left.findIndex((part, at) => part !== right[at]);
    return place < 0 ? 0 : left[place] - right[place];
  });
}

/**
 * Return what is new and grave: the menu's count, and the worst of it.
 *
 * @param {Finding[]} findings
 */
export function grave(findings) {
  const counted = findings.filter((one) => !acceptedAs(one) && GRAVE.has(one.severity));
  const worst = counted.some((one) => one.severity === "error") ? "error" : "warning";
  return { count: counted.length, worst: counted.length ? worst : "" };
}

/**
 * @param {Finding[]} findings
 * @param {"severity" | "rule"} name
 * @returns {Map<string, number>}
 */
export function countsBy(findings, name) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const one of findings) counts.set(one[name], (counts.get(one[name]) ?? 0) + 1);
  return counts;
}

/**
 * @param {Finding} finding
 * @param {Filter} filter
 */
function fits(finding, { rule, search, conversation, user, which }) {
  const isAccepted = acceptedAs(finding) !== "";
  if (which !== "all" && isAccepted !== (which === "accepted")) return false;
  if (rule && finding.rule !== rule) return false;
  const talk = { id: conversation, userId: user };
  if (conversation && !aboutConversation([finding], talk).length) return false;
  const { id, title, subject } = finding;
  const said = [id, title, subject, finding.rule, ...conversationsOf(finding)];
  return !search || said.some((one) => one.toLowerCase().includes(search));
}
