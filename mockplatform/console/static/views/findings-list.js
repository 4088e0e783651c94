// Owns the page of all findings: the worst first, filtered, live; taken along as a file, accepted.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";
import { findingsOf } from "../lib/findings.js";
import { SEVERITIES, chosen, filterOf } from "../lib/findings-filter.js";
import { View, coalesced, empty } from "../lib/view.js";
import { FindingCard } from "../parts/finding-card.js";
import { severitySign } from "../parts/severity.js";
import { tools } from "./findings-tools.js";

const TYPED_MS = 120;
const ID_CHARS = 8;
const WHICH = /** @type {const} */ ([
  ["", "New ones"],
  ["all", "Accepted ones too"],
  ["accepted", "Only accepted ones"],
]);

/** @typedef {import("../lib/evidence.js").Finding} Finding */

/** The list, with its filters, which stand in the link. */
export class FindingsList extends View {
  constructor() {
    super();
    /** @type {Map<string, FindingCard>} */
    this.cards = new Map();
    this.said = h("p", { class: "small muted", role: "status" }, "Reading…");
    this.chips = new Map(SEVERITIES.map(([name]) => [name, this.#chip(name)]));
    this.typed = coalesced(() => this.#note(), TYPED_MS);
    this.rule = h("select", { id: "findings-rule", onchange: () => this.#note() });
    this.which = h(
      "select",
      { id: "findings-which", onchange: () => this.#note() },
      WHICH.map(([value, label]) => h("option", { value }, label)),
    );
    this.search = h("input", {
      id: "findings-search",
      type: "search",
      placeholder: "Client, title or id",
      spellcheck: "false",
      autocomplete: "off",
      oninput: () => this.typed(),
    });
    this.talk = h("a", { class: "chip", hidden: true });
    this.groups = new Map(SEVERITIES.map(([name, label, help]) => [name, group(label, help)]));
    this.doubts = h("div", { class: "findings-doubts", role: "status", hidden: true });
    this.body = h("div", { class: "stack findings-body" });
  }

  render() {
    this.found = findingsOf(this.ctx);
    this.filter = filterOf(this.at.query);
    this.append(
      h(
        "div",
        { class: "view-head" },
        h("h1", null, "Findings"),
        this.said,
        h("span", { class: "spring" }),
        h("a", { class: "button", href: link("findings", ["rules"]) }, "The rules"),
        ...tools(this, this.found),
      ),
      this.#filters(),
      this.doubts,
      this.body,
    );
    this.own(this.typed.stop);
    this.own(this.found.on("change", () => this.#show()));
    this.own(this.found.watch());
    this.#take();
    this.#show();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    this.#take();
    this.#show();
  }

  #filters() {
    const labelled = (/** @type {string} */ text, /** @type {HTMLElement} */ control) => [
      h("label", { class: "visually-hidden", for: control.id }, text),
      control,
    ];
    return h(
      "div",
      { class: "row findings-filters", role: "search", "aria-label": "Which findings" },
      h("div", { class: "row", role: "group", "aria-label": "Severities" }, [
        ...this.chips.values(),
      ]),
      this.talk,
      h("span", { class: "spring" }),
      labelled("Rule", this.rule),
      labelled("Search", this.search),
      labelled("Accepted or not", this.which),
    );
  }

  /** @param {string} name */
  #chip(name) {
    const press = () => this.#note({ severity: this.filter?.severity === name ? "" : name });
    return h(
      "button",
      { type: "button", class: "chip filter", "aria-pressed": "false", onclick: press },
      severitySign(name),
      h("span", { class: "mono" }, "0"),
    );
  }

  /** Take the filter from the link. */
  #take() {
    const filter = filterOf(this.at.query);
    this.filter = filter;
    if (this.search.value.trim().toLowerCase() !== filter.search) {
      this.search.value = this.at.query.get("q") ?? "";
    }
    this.which.value = filter.which;
    this.#tellTalk(filter.conversation);
    this.rule.value = filter.rule;
  }

  /**
   * Say of which conversation they are, and lead to all.
   *
   * @param {string} id
   */
  #tellTalk(id) {
    const rest = Object.fromEntries(this.at.query);
    delete rest.conversation;
    delete rest.user;
    this.talk.hidden = !id;
    this.talk.href = link("findings", [], rest);
    this.talk.title = "Show those of all conversations";
    fill(this.talk, `Conversation ${id.slice(0, ID_CHARS)}…`, icon("close"));
  }

  /**
   * Put the filter into the link, and act on it.
   *
   * @param {Record<string, string>} [changed]
   */
  #note(changed = {}) {
    const { rule, which, search } = this;
    const said = { rule: rule.value, which: which.value, q: search.value.trim() };
    this.ctx.router.note({ ...said, ...changed });
    super.place(this.ctx.router.place);
    this.#take();
    this.#show();
  }

  #show() {
    const { found, filter, said } = this;
    if (!found?.isRead || !filter) return;
    const { findings, rules } = found;
    this.#offer();
    this.#doubt(found.doubts);
    const { shown, severities, accepted } = chosen(findings, rules, filter);
    for (const [name, chip] of this.chips) {
      chip.setAttribute("aria-pressed", String(filter.severity === name));
      const count = /** @type {HTMLElement} */ (chip.lastElementChild);
      count.textContent = (severities.get(name) ?? 0).toLocaleString("en");
    }
    const all = plural(findings.length, "finding");
    const told = shown.length === findings.length ? all : `${shown.length} of ${all}`;
    if (said.textContent !== told) said.textContent = told;
    if (shown.length) this.#put(shown);
    else fill(this.body, this.#none(findings.length, accepted));
  }

  /** @param {string[]} doubts */
  #doubt(doubts) {
    this.doubts.hidden = doubts.length === 0;
    if (this.doubts.textContent === doubts.join("")) return;
    fill(
      this.doubts,
      doubts.map((one) => h("p", null, one)),
    );
  }

  /** Offer the rules that have found something, and the one that is asked for. */
  #offer() {
    const { findings = [], rules = [] } = this.found ?? {};
    const wanted = this.filter?.rule ?? "";
    const used = new Set(findings.map((one) => one.rule));
    if (wanted) used.add(wanted);
    const names = [...new Set([...rules.map(({ id }) => id), ...used])].filter((id) =>
      used.has(id),
    );
    const state = names.join();
    if (this.rule.dataset.state !== state) {
      this.rule.dataset.state = state;
      fill(
        this.rule,
        h("option", { value: "" }, "All rules"),
        names.map((id) => h("option", { value: id }, id)),
      );
    }
    this.rule.value = wanted;
  }

  /** @param {Finding[]} shown */
  #put(shown) {
    const rules = new Map(this.found?.rules.map((one) => [one.id, one]));
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (ids.has(id)) continue;
      card.remove();
      this.cards.delete(id);
    }
    for (const [name, { section, list, count }] of this.groups) {
      const own = shown.filter((one) => one.severity === name);
      section.hidden = own.length === 0;
      count.textContent = String(own.length);
      own.forEach((one, place) => {
        const card = this.cards.get(one.id) ?? new FindingCard();
        this.cards.set(one.id, card);
        card.show(one, rules.get(one.rule));
        if (list.children[place] !== card) list.insertBefore(card, list.children[place] ?? null);
      });
    }
    const sections = [...this.groups.values()].map(({ section }) => section);
    if (sections[0].parentElement !== this.body) fill(this.body, sections);
  }

  /**
   * @param {number} all
   * @param {number} accepted
   */
  #none(all, accepted) {
    if (!all) return this.found?.isOff ? off() : nothing(this.ctx.api);
    const { filter } = this;
    const isNew = !filter?.which && accepted === all;
    const isFiltered = filter?.severity || filter?.rule || filter?.search || filter?.conversation;
    if (isNew && !isFiltered) {
      return empty(
        "Nothing new was found",
        "All that was found is accepted. ",
        h("a", { href: link("findings", [], { which: "all" }) }, "Show what is accepted"),
      );
    }
    return empty("No finding fits", h("a", { href: link("findings") }, "Show all new findings"));
  }
}

/**
 * @param {string} label
 * @param {string} help
 */
function group(label, help) {
  const count = h("span", { class: "mono muted" }, "0");
  const list = h("div", { class: "findings-list" });
  const section = h(
    "section",
    { "aria-label": label, hidden: true },
    h(
      "div",
      { class: "row findings-head" },
      h("h2", null, label),
      count,
      h("span", { class: "muted small" }, help),
    ),
    list,
  );
  return { section, list, count };
}

function off() {
  return empty(
    "The review is switched off",
    "Nothing is found while the setting ",
    h("a", { href: link("settings", [], { q: "findings" }) }, "findings"),
    " is off.",
  );
}

/** @param {import("../lib/api.js").Api} api */
function nothing(api) {
  return empty(
    "Nothing was found",
    "The platform reviews whatever talks to it: each mistake of a client stands here, with its " +
      "evidence, what it costs and what to do instead. To see some, open ",
    h("a", { href: `${api.prefix}/widget?fragile=1`, target: "_blank" }, "the fragile widget"),
    ", which was built to make mistakes, and start an ",
    h("a", { href: link("outages") }, "outage"),
    "; or read ",
    h("a", { href: link("findings", ["rules"]) }, "what is looked for"),
    ".",
  );
}

customElements.define("mp-findings-list", FindingsList);
