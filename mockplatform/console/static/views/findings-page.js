// Owns the page of one finding.

import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { findingsOf } from "../lib/findings.js";
import { View, empty } from "../lib/view.js";
import { findingBody, often } from "../parts/finding-body.js";
import { back } from "../parts/finding-card.js";
import { severitySign } from "../parts/severity.js";

/** The page, `#/findings/f3`. */
export class FindingPage extends View {
  told = "";

  render() {
    this.found = findingsOf(this.ctx);
    this.own(this.found.on("change", () => this.#show()));
    this.own(this.found.watch());
    fill(this, back(), h("p", { class: "muted" }, "Reading…"));
    this.#show();
  }

  #show() {
    const { found } = this;
    if (!found?.isRead) return;
    const id = this.at.rest[0];
    const finding = found.findings.find((one) => one.id === id);
    const told = finding ? JSON.stringify(finding) : "none";
    if (told === this.told) return;
    this.told = told;
    if (!finding) {
      fill(this, back(), gone(id));
      return;
    }
    const rule = found.rules.find((one) => one.id === finding.rule);
    const focused = this.contains(document.activeElement)
      ? document.activeElement?.getAttribute("href")
      : "";
    fill(
      this,
      back(),
      h(
        "article",
        { class: "card finding-page", "data-severity": finding.severity },
        h(
          "div",
          { class: "row" },
          severitySign(finding.severity),
          h("h1", null, finding.title),
          h("span", { class: "mono muted" }, finding.id),
        ),
        h(
          "p",
          null,
          h("code", null, finding.subject || "nobody known"),
          h("span", { class: "muted" }, ` ${often(finding)}`),
        ),
        h("div", { class: "finding-body" }, ...findingBody(finding, rule)),
      ),
    );
    const same = focused ? this.querySelector(`[href="${CSS.escape(focused)}"]`) : null;
    if (same instanceof HTMLElement) same.focus({ preventScroll: true });
  }
}

/** @param {string} id */
function gone(id) {
  return empty(
    `There is no finding ${id}`,
    "It was cleared, or the tenant was reset. ",
    h("a", { href: link("findings") }, "Show what there is"),
  );
}

customElements.define("mp-finding-page", FindingPage);
