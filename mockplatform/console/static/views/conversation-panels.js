// Owns what stands beside a conversation's timeline: routing, data, sockets, who takes part.

import { h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { meter } from "../parts/meter.js";
import { findings } from "./conversation-findings.js";
import { sockets } from "./conversation-sockets.js";

/**
 * Make the panels.
 *
 * @param {any} known the conversation, as the admin API shows it
 * @param {import("../lib/view.js").View} view
 * @param {import("../lib/evidence.js").Finding[]} found what was found in it
 */
export function panels(known, view, found) {
  return [
    found.length ? findings(known, found) : null,
    routing(known),
    data(known),
    sockets(known, view),
    participants(known),
    known.bot ? bot(known.bot) : null,
  ];
}

/**
 * @param {string} title
 * @param {...(import("../lib/dom.js").Child | import("../lib/dom.js").Child[])} children
 */
export function panel(title, ...children) {
  return h("section", { class: "card panel" }, h("h2", null, title), ...children);
}

/** @param {[string, import("../lib/dom.js").Child | import("../lib/dom.js").Child[]][]} rows */
function list(...rows) {
  return h(
    "dl",
    { class: "talk-list" },
    rows.flatMap(([name, value]) => [
      h("dt", null, name),
      h("dd", null, ...(Array.isArray(value) ? value : [value])),
    ]),
  );
}

/** @param {any} known */
function routing(known) {
  const decided = known.routing;
  return panel(
    "Routing decision",
    decided ? decision(decided, known) : h("p", { class: "muted" }, "It was not placed."),
    meter("Routing data", known.routingDataBytes, known.bytesMax.routingData),
    list(["hash", h("code", { class: "cut", title: known.routingHash }, known.routingHash)]),
    json("routing-data", "Show the routing data", known.routingData),
  );
}

/**
 * @param {any} decided
 * @param {any} known
 */
function decision(decided, known) {
  const missing = decided.evaluatedNull;
  return list(
    ["queue", known.queue?.name ?? decided.queue],
    [
      "rule",
      decided.rule
        ? h("code", null, decided.rule)
        : h("span", { class: "warn" }, "none matched: the fallback queue"),
    ],
    [
      "keys that were null",
      missing.length
        ? missing.map((/** @type {string} */ key) => h("code", { class: "key" }, key))
        : "none",
    ],
    ["cache", decided.cache],
    ["took", `${decided.elapsedMs} ms`],
  );
}

/** @param {any} known */
function data(known) {
  return panel(
    "Conversation data",
    meter("Size", known.conversationDataBytes, known.bytesMax.conversationData),
    json("conversation-data", "Show the conversation data", known.conversationData),
  );
}

/**
 * @param {string} id
 * @param {string} title
 * @param {object} value
 */
function json(id, title, value) {
  if (!Object.keys(value).length) return h("p", { class: "muted small" }, "There is none.");
  return h(
    "details",
    { id },
    h("summary", { class: "small", id: `${id}-title` }, title),
    h("pre", { tabindex: "0", id: `${id}-text` }, JSON.stringify(value, null, 2)),
  );
}

/** @param {any} known */
function participants(known) {
  const rows = [...known.participants, ...(known.alerted ?? [])].map(participant);
  const declined = known.declined.length
    ? h("p", { class: "muted small" }, `Declined: ${known.declined.join(", ")}`)
    : null;
  return panel("Participants", h("ul", { class: "people" }, rows), declined);
}

/** @param {any} one */
function participant(one) {
  const from = time(one.alertedAt ?? one.joinedAt);
  const until = one.leftAt ? ` to ${time(one.leftAt)}` : "";
  const more = [one.held ? "on hold" : "", one.wrapUp ? `wrap-up ${one.wrapUp.code}` : ""];
  const attributes = Object.keys(one.attributes ?? {}).length;
  if (attributes) more.push(plural(attributes, "attribute"));
  return h(
    "li",
    { "data-state": one.state },
    h("strong", null, one.name ?? one.personId),
    h("span", { class: "muted" }, ` ${one.purpose}`),
    h(
      "span",
      { class: "muted small people-when" },
      [`${one.state} ${from}${until}`, ...more.filter(Boolean)].join(" · "),
    ),
  );
}

/** @param {any} run */
function bot(run) {
  return panel(
    "Bot",
    list(
      ["id", h("code", null, run.id)],
      ["now", run.ringing ? "is being alerted" : "in its script"],
      ["steps left", run.stepsLeft],
      [
        "next act",
        run.nextActAt ? h("span", { "data-until": run.nextActAt }) : "waits for somebody",
      ],
    ),
  );
}
