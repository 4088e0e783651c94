// Owns the page of all staged trouble: what is active, faults of one's own, and the catalogue.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { link } from "../lib/router.js";
import { troubleOf } from "../lib/trouble.js";
import { View } from "../lib/view.js";
import { endAll, summary } from "../parts/trouble-chip.js";
import { FaultTable } from "./faults-table.js";
import { OutageCard } from "./outages-card.js";

/** The page. */
export class OutageList extends View {
  render() {
    this.trouble = troubleOf(this.ctx);
    /** @type {Map<string, OutageCard>} */
    this.cards = new Map();
    this.said = h("p", { class: "muted", role: "status" }, "Asking what is staged …");
    this.end = h(
      "button",
      { class: "danger", type: "button", disabled: true, onclick: () => endAll(this.ctx) },
      "End all",
    );
    this.table = new FaultTable();
    this.table.ctx = this.ctx;
    this.catalogue = h("div", { class: "catalogue" });
    this.append(
      h(
        "div",
        { class: "view-head" },
        h("h1", null, "Outages"),
        this.said,
        h("span", { class: "spring" }),
        h("a", { class: "button primary", href: link("outages", ["fault", "new"]) }, "New fault"),
        h("a", { class: "button", href: link("outages", ["own", "new"]) }, "New outage"),
        this.end,
      ),
      h("section", { "aria-labelledby": "own-faults" }, this.#ownHead(), this.table),
      h("h2", { class: "section-head" }, "The catalogue"),
      this.catalogue,
    );
    this.own(this.trouble.on("change", () => this.#show()));
    this.own(this.trouble.watch());
    if (this.trouble.isRead) this.#show();
  }

  #ownHead() {
    return h("h2", { id: "own-faults", class: "section-head" }, "Your own faults");
  }

  #show() {
    const trouble = /** @type {import("../lib/trouble.js").Trouble} */ (this.trouble);
    const { said, end, table, catalogue, cards } = this;
    if (!said || !end || !table || !catalogue || !cards) return;
    const fired = trouble.faults.reduce((sum, one) => sum + one.fired, 0);
    const active = summary(trouble);
    said.textContent = active
      ? `${active}, fired ${plural(fired, "time")} so far`
      : "Nothing is staged: all works.";
    end.toggleAttribute("disabled", trouble.faults.length === 0);
    table.show(trouble.faults);
    for (const outage of trouble.outages) {
      const card = cards.get(outage.name) ?? this.#card(outage.name);
      card.show(outage);
    }
    if (catalogue.childElementCount !== cards.size) fill(catalogue, inOrder([...cards.values()]));
  }

  /** @param {string} name */
  #card(name) {
    const card = new OutageCard();
    card.ctx = this.ctx;
    this.cards?.set(name, card);
    return card;
  }
}

/**
 * What runs is first when the page opens; later nothing jumps away under a hand.
 *
 * @param {OutageCard[]} cards
 */
function inOrder(cards) {
  return [...cards.filter((one) => one.isOn), ...cards.filter((one) => !one.isOn)];
}

customElements.define("mp-outage-list", OutageList);
