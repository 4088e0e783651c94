// Owns the pages of the rules: what each looks for, what is no mistake, why, and what to do.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { link } from "../lib/router.js";
import { findingsOf } from "../lib/findings.js";
import { SEVERITIES, countsBy } from "../lib/findings-filter.js";
import { View, empty } from "../lib/view.js";
import { often } from "../parts/finding-body.js";
import { findingLink, ruleLink } from "../parts/finding-links.js";
import { back } from "../parts/finding-card.js";
import { prose } from "../parts/prose.js";
import { severitySign } from "../parts/severity.js";

/** @typedef {import("../lib/findings.js").Rule} Rule */
/** @typedef {import("../lib/evidence.js").Finding} Finding */

/** What both pages are: something that is shown of the rules, and again when it changed. */
class OfRules extends View {
  told = "";

  render() {
    this.found = findingsOf(this.ctx);
    this.own(this.found.on("change", () => this.#look()));
    fill(this, back(), h("p", { class: "muted" }, "Reading…"));
    this.#look();
  }

  #look() {
    const { found } = this;
    if (!found?.isRead) return;
    const told = JSON.stringify([found.rules, found.findings.map(({ id, count }) => [id, count])]);
    if (told === this.told) return;
    this.told = told;
    const at = this.contains(document.activeElement)
      ? document.activeElement?.getAttribute("href")
      : "";
    fill(this, ...this.parts(found.rules, found.findings));
    const same = at ? this.querySelector(`[href="${CSS.escape(at)}"]`) : null;
    if (same instanceof HTMLElement) same.focus({ preventScroll: true });
  }

  /**
   * @param {Rule[]} _rules
   * @param {Finding[]} _findings
   * @returns {HTMLElement[]}
   */
  parts(_rules, _findings) {
    return [];
  }
}

/** The index, `#/findings/rules`. */
export class RulesPage extends OfRules {
  /**
   * @param {Rule[]} rules
   * @param {Finding[]} findings
   */
  parts(rules, findings) {
    const counts = countsBy(findings, "rule");
    return [
      back(),
      h(
        "div",
        { class: "view-head" },
        h("h1", null, "Rules"),
        h("p", { class: "small muted" }, `${plural(rules.length, "rule")}, judged all the time`),
      ),
      ...SEVERITIES.map(([severity, label, help]) => {
        const own = rules.filter((one) => one.severity === severity);
        if (!own.length) return h("div", { hidden: true });
        return h(
          "section",
          { class: "rules", "aria-label": label },
          h(
            "div",
            { class: "row findings-head" },
            h("h2", null, label),
            h("span", { class: "muted small" }, help),
          ),
          h(
            "ul",
            { class: "card rules-list" },
            own.map((one) => line(one, counts.get(one.id) ?? 0)),
          ),
        );
      }),
    ];
  }
}

/**
 * @param {Rule} rule
 * @param {number} count
 */
function line({ id, title, severity }, count) {
  return h(
    "li",
    null,
    severitySign(severity),
    h("a", { href: ruleLink(id) }, h("code", null, id)),
    h("span", { class: "rules-title" }, title),
    count
      ? h("a", { href: link("findings", [], { rule: id, which: "all" }) }, plural(count, "finding"))
      : h("span", { class: "muted" }, "none"),
  );
}

/** The page of a rule, `#/findings/rules/no-backoff`. */
export class RulePage extends OfRules {
  /**
   * @param {Rule[]} rules
   * @param {Finding[]} findings
   */
  parts(rules, findings) {
    const id = this.at.rest[1];
    const up = h(
      "p",
      { class: "back" },
      h("a", { href: link("findings", ["rules"]) }, "← All rules"),
    );
    const rule = rules.find((one) => one.id === id);
    if (!rule) return [up, empty(`There is no rule ${id}`, "The list has all that there are.")];
    const own = findings.filter((one) => one.rule === id);
    return [
      up,
      h(
        "article",
        { class: "card rule" },
        h("div", { class: "row" }, severitySign(rule.severity), h("h1", null, rule.title)),
        h("p", null, h("code", null, rule.id)),
        ...told("When it is found", rule.when),
        ...told("What is no mistake", rule.notWhen),
        ...told("Why it matters", rule.why),
        ...told("What to do", rule.remedy),
        ...told("Source", rule.source),
      ),
      h(
        "section",
        { class: "card rule-found" },
        h("h2", null, "Who did it"),
        own.length ? h("ul", null, own.map(one)) : h("p", { class: "muted" }, "Nobody until now."),
      ),
    ];
  }
}

/**
 * @param {string} name
 * @param {string} text
 */
function told(name, text) {
  return text ? [h("h2", null, name), h("p", null, ...prose(text))] : [];
}

/** @param {Finding} finding */
function one(finding) {
  return h(
    "li",
    null,
    h("a", { href: findingLink(finding.id) }, h("code", null, finding.subject || finding.id)),
    h("span", { class: "muted" }, ` ${often(finding)}`),
  );
}

customElements.define("mp-rules", RulesPage);
customElements.define("mp-rule", RulePage);
