// Owns the panel of what was found in a conversation.

import { h } from "../lib/dom.js";
import { acceptedAs } from "../lib/findings-filter.js";
import { link } from "../lib/router.js";
import { often } from "../parts/finding-body.js";
import { findingLink } from "../parts/finding-links.js";
import { severitySign } from "../parts/severity.js";
import { panel } from "./conversation-panels.js";

/** @typedef {import("../lib/evidence.js").Finding} Finding */

/**
 * Make the panel.
 *
 * @param {{id: string}} known the conversation
 * @param {Finding[]} found
 */
export function findings(known, found) {
  return panel(
    "Findings",
    h(
      "ul",
      { class: "talk-findings" },
      found.map((one) => line(known.id, one)),
    ),
  );
}

/**
 * @param {string} talk
 * @param {Finding} finding
 */
function line(talk, finding) {
  const { id, title, severity } = finding;
  const evidence = link("conversations", [talk], { evidence: id });
  const accepted = acceptedAs(finding);
  return h(
    "li",
    null,
    severitySign(severity),
    h("a", { href: findingLink(id), id: `finding-${id}` }, title),
    h(
      "span",
      { class: "muted small talk-finding-how" },
      [often(finding), accepted].filter(Boolean).join(" · "),
    ),
    h("a", { href: evidence, class: "small", id: `evidence-${id}` }, `Show its evidence`),
  );
}
