// Owns all that is told of a finding: its story, why it matters, what to do, and where to look.

import { conversationsOf, timesOf } from "../lib/evidence.js";
import { acceptedAs } from "../lib/findings-filter.js";
import { h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";
import { words } from "../views/journal-words.js";
import { histogram } from "./histogram.js";
import { ruleLink } from "./finding-links.js";
import { prose } from "./prose.js";

/** @typedef {import("../lib/evidence.js").Finding} Finding */
/** @typedef {import("../lib/evidence.js").Occurrence} Occurrence */
/** @typedef {import("../lib/findings.js").Rule} Rule */

const ID_CHARS = 8;

/** Why a finding is not counted. */
const ACCEPTED = {
  known: "Accepted as known: it is in the baseline, and no check fails for it.",
  suppressed: "Suppressed by the setting suppressFindings: no check fails for it.",
};

/**
 * Make the parts.
 *
 * @param {Finding} finding
 * @param {Rule | undefined} rule
 * @returns {HTMLElement[]}
 */
export function findingBody(finding, rule) {
  const accepted = acceptedAs(finding);
  return [
    ...(accepted ? [h("p", { class: "finding-accepted" }, ACCEPTED[accepted])] : []),
    ...stories(finding),
    ...figures(finding),
    h(
      "dl",
      { class: "finding-about" },
      ...pair("Why it matters", prose(rule?.why ?? "")),
      ...pair("What to do", prose(finding.advice)),
      ...pair("Source", [finding.guide]),
      ...pair("Rule", [h("a", { href: ruleLink(finding.rule) }, h("code", null, finding.rule))]),
    ),
    places(finding),
  ];
}

/**
 * @param {string} name
 * @param {import("../lib/dom.js").Child[]} told
 */
function pair(name, told) {
  return told.some(Boolean) ? [h("dt", null, name), h("dd", null, ...told)] : [];
}

/** @param {Finding} finding */
function stories(finding) {
  const times = timesOf(finding);
  const names =
    times.length > 1
      ? ["The first time", `The last of ${finding.count.toLocaleString("en")} times`]
      : ["What happened"];
  return times.map((one, place) =>
    h(
      "section",
      { "aria-label": names[place], class: "finding-time" },
      h(
        "p",
        { class: "finding-when" },
        h("strong", null, names[place]),
        h("span", { class: "muted" }, ` ${time(one.at, { date: true })}`),
      ),
      story(one),
    ),
  );
}

/** @param {Occurrence} occurrence */
function story({ story: lines }) {
  return h(
    "ol",
    { class: "finding-story" },
    lines.map(({ says, entry }) =>
      h(
        "li",
        null,
        h("time", { class: "mono muted" }, time(entry.at, { millis: true })),
        h(
          "span",
          { class: "finding-said" },
          says,
          h("span", { class: "finding-entry mono muted" }, inAWord(entry)),
        ),
        h(
          "a",
          { href: link("journal", ["entry", String(entry.id)]), class: "mono" },
          `#${entry.id}`,
          h("span", { class: "visually-hidden" }, " in the journal"),
        ),
      ),
    ),
  );
}

/** @param {import("../lib/feed.js").Entry} entry */
function inAWord(entry) {
  const answer = entry.status ? `→ ${entry.status}` : "";
  return [entry.kind, words(entry), answer].filter(Boolean).join(" ");
}

/** @param {Finding} finding */
function figures(finding) {
  const shown = timesOf(finding).findLast((one) => one.arrivals)?.arrivals;
  return shown ? [histogram(shown)] : [];
}

/** @param {Finding} finding */
function places(finding) {
  const found = conversationsOf(finding);
  if (!found.length) {
    return h("p", { class: "small muted" }, "None of it belongs to a conversation.");
  }
  const isOne = found.length === 1;
  const links = found.map((id) =>
    h(
      "a",
      {
        class: "button",
        href: link("conversations", [id], { evidence: finding.id }),
        title: `Conversation ${id}`,
      },
      icon("conversations"),
      isOne ? "Show it in the timeline" : `In the timeline of ${id.slice(0, ID_CHARS)}…`,
    ),
  );
  const label = `Where the evidence of ${finding.id} stands`;
  return h("div", { class: "row", role: "group", "aria-label": label }, links);
}

/**
 * Tell how often, and from when to when.
 *
 * @param {Finding} finding
 */
export function often({ count, first, last }) {
  if (count === 1) return `once, at ${time(first.at)}`;
  return `${plural(count, "time")}, ${time(first.at)} to ${time(last.at)}`;
}
