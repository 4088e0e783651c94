// Owns a line of the journal: what happened in a few words, and opened all that is known of it.

import { fill, h } from "../lib/dom.js";
import { time } from "../lib/format.js";
import { link } from "../lib/router.js";
import { jsonButton } from "../parts/copy.js";
import { findingLink, ruleLink } from "../parts/finding-links.js";
import { grade, own, words } from "./journal-words.js";

const EFFECTS_MAX = 50;

/** @typedef {import("../lib/feed.js").Entry} Entry */

/**
 * Make a line. What it opens to is made when it is opened.
 *
 * @param {import("../lib/api.js").Api} api
 * @param {Entry} entry
 * @param {boolean} [isOpen]
 */
export function line(api, entry, isOpen = false) {
  const body = h("div", { class: "entry-body" });
  const status = entry.kind === "http" ? (entry.status ?? "no answer") : "";
  const details = h(
    "details",
    { class: "entry", "data-kind": entry.kind, "data-id": entry.id, "data-grade": grade(entry) },
    h(
      "summary",
      null,
      h("time", { class: "mono", datetime: entry.at }, time(entry.at, { millis: true })),
      h("span", { class: "entry-kind" }, entry.kind),
      h("span", { class: "entry-words" }, words(entry)),
      h("span", { class: "entry-who muted" }, entry.subject ?? ""),
      h(
        "span",
        { class: "entry-status mono" },
        entry.fault ? h("span", { class: "entry-fault" }, "fault") : null,
        status,
      ),
    ),
    body,
  );
  const open = () => {
    if (details.open && !body.firstChild) show(api, entry, body);
  };
  details.addEventListener("toggle", open);
  details.open = isOpen;
  if (isOpen) open();
  return h("li", null, details);
}

/**
 * @param {import("../lib/api.js").Api} api
 * @param {Entry} entry
 * @param {HTMLElement} body
 */
function show(api, entry, body) {
  const effects = h("dd", null, "…");
  fill(
    body,
    h(
      "dl",
      null,
      pair("entry", h("a", { href: entryLink(entry.id) }, `#${entry.id}`)),
      pair("at", `${time(entry.at, { millis: true, date: true })} of the tenant's clock`),
      pair("wallAt", `${time(entry.wallAt, { millis: true, date: true })} real time`),
      linked(entry, "conversationId", (id) => link("conversations", [id]), "show it"),
      linked(entry, "subject"),
      linked(entry, "correlationId", explainLink, "explain"),
      own(entry).flatMap(([name, value]) => pair(name, pageOf(entry, name) ?? shown(value))),
      pair("caused by", cause(entry)),
      h("dt", null, "led to"),
      effects,
    ),
    h(
      "div",
      { class: "actions" },
      jsonButton(() => entry),
    ),
  );
  tellEffects(api, entry, effects);
}

/** @param {number} id */
function entryLink(id) {
  return link("journal", ["entry", String(id)]);
}

/** @param {string} id */
function explainLink(id) {
  return link("journal", ["explain", id]);
}

/**
 * Return the link to what a member names, where that has a page of its own.
 *
 * @param {Entry} entry
 * @param {string} name
 */
function pageOf({ kind, findingId, rule }, name) {
  if (kind !== "finding") return null;
  if (name === "findingId") return h("a", { href: findingLink(findingId) }, findingId);
  return name === "rule" ? h("a", { href: ruleLink(rule) }, rule) : null;
}

/** @param {Entry} entry */
function cause(entry) {
  if (!entry.causedBy) return h("span", { class: "muted" }, "nothing that is written down");
  return h("a", { href: entryLink(entry.causedBy) }, `entry #${entry.causedBy}`);
}

/**
 * Tell a member by which entries can be narrowed down, if the entry has it.
 *
 * @param {Entry} entry
 * @param {string} name
 * @param {(id: string) => string} [to]
 * @param {string} [verb]
 */
function linked(entry, name, to, verb) {
  const id = entry[name];
  if (!id) return [];
  return pair(
    name,
    h("code", null, id),
    " ",
    h("a", { href: link("journal", [], { [name]: id }) }, "only these"),
    to ? [" · ", h("a", { href: to(id) }, verb)] : null,
  );
}

/**
 * @param {string} name
 * @param {...(import("../lib/dom.js").Child | import("../lib/dom.js").Child[])} children
 */
function pair(name, ...children) {
  return [h("dt", null, name), h("dd", null, ...children)];
}

/** @param {unknown} value */
function shown(value) {
  if (Array.isArray(value)) return value.join("; ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * @param {import("../lib/api.js").Api} api
 * @param {Entry} entry
 * @param {HTMLElement} place
 */
async function tellEffects(api, entry, place) {
  try {
    const told = await api.get("/journal", { causedBy: entry.id, limit: EFFECTS_MAX });
    if (!told.entries.length) {
      fill(place, h("span", { class: "muted" }, "nothing that names it"));
      return;
    }
    fill(
      place,
      h(
        "ul",
        null,
        told.entries.map((/** @type {Entry} */ one) =>
          h(
            "li",
            null,
            h("a", { href: entryLink(one.id) }, `#${one.id} ${one.kind}`),
            ` ${words(one)}`,
          ),
        ),
      ),
    );
  } catch (error) {
    fill(place, /** @type {Error} */ (error).message);
  }
}
