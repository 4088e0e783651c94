// Owns a finding as a line that opens to all that is told of it.

import { acceptedAs } from "../lib/findings-filter.js";
import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { findingBody, often } from "./finding-body.js";
import { findingLink } from "./finding-links.js";
import { severitySign } from "./severity.js";

/** @typedef {import("../lib/evidence.js").Finding} Finding */
/** @typedef {import("../lib/findings.js").Rule} Rule */

/** A finding; it stays open, and keeps its focus, while its counts go up. */
export class FindingCard extends HTMLElement {
  constructor() {
    super();
    /** @type {Finding | undefined} */
    this.finding = undefined;
    /** @type {Rule | undefined} */
    this.rule = undefined;
    /** What the line and the body show. */
    this.told = "";
    this.line = h("summary", null);
    this.body = h("div", { class: "finding-body" });
    this.details = h(
      "details",
      { class: "finding", ontoggle: () => this.#open() },
      this.line,
      this.body,
    );
  }

  connectedCallback() {
    if (!this.details.isConnected) this.append(this.details);
  }

  /**
   * Show a finding.
   *
   * @param {Finding} finding
   * @param {Rule | undefined} rule
   */
  show(finding, rule) {
    const told = JSON.stringify(finding);
    if (told === this.told) return;
    this.told = told;
    this.finding = finding;
    this.rule = rule;
    this.details.dataset.severity = finding.severity;
    this.details.toggleAttribute("data-accepted", acceptedAs(finding) !== "");
    fill(this.line, ...parts(finding));
    const focused = this.body.contains(document.activeElement)
      ? document.activeElement?.getAttribute("href")
      : "";
    fill(this.body);
    this.#open();
    if (focused) find(this.body, focused)?.focus({ preventScroll: true });
  }

  #open() {
    const { finding, rule, details, body } = this;
    if (!finding || !details.open || body.hasChildNodes()) return;
    fill(
      body,
      ...findingBody(finding, rule),
      h("p", { class: "small" }, h("a", { href: findingLink(finding.id) }, "A link to this one")),
    );
  }
}

/** @param {Finding} finding */
function parts(finding) {
  const accepted = acceptedAs(finding);
  return [
    severitySign(finding.severity),
    h("h3", null, finding.title),
    h("span", { class: "finding-often muted" }, often(finding)),
    h(
      "span",
      { class: "finding-who" },
      h("code", null, finding.subject || "nobody known"),
      accepted ? h("span", { class: "chip" }, accepted) : null,
    ),
    h("span", { class: "finding-id mono muted" }, finding.id),
  ];
}

/**
 * @param {HTMLElement} within
 * @param {string} href
 * @returns {HTMLElement | null}
 */
function find(within, href) {
  return within.querySelector(`[href="${CSS.escape(href)}"]`);
}

/** The way back to all findings. */
export function back() {
  return h("p", { class: "back" }, h("a", { href: link("findings") }, "← All findings"));
}

customElements.define("mp-finding-card", FindingCard);
