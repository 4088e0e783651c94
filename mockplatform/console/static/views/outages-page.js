// Owns the page of one outage: its card with the whole course, and its faults with what they do.

import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { troubleOf } from "../lib/trouble.js";
import { View, empty } from "../lib/view.js";
import { inALine } from "../lib/fault-schema.js";
import { OutageCard } from "./outages-card.js";

/** The page. */
export class OutagePage extends View {
  render() {
    this.trouble = troubleOf(this.ctx);
    this.card = new OutageCard();
    this.card.ctx = this.ctx;
    this.card.isWhole = true;
    this.parts = h("tbody");
    fill(this, back(), h("p", { class: "muted" }, "Asking for the outage …"));
    this.own(this.trouble.on("change", () => this.#show()));
    this.own(this.trouble.watch());
    this.#read();
  }

  get #name() {
    return this.at.rest[0];
  }

  async #read() {
    try {
      const outage = await this.ctx.api.get(`/outages/${encodeURIComponent(this.#name)}`);
      this.#build(outage);
    } catch (error) {
      const { message, hint } = /** @type {import("../lib/api.js").ApiError} */ (error);
      fill(this, back(), empty(message, hint || "See the catalogue for what there is."));
    }
  }

  /** @param {import("../lib/trouble.js").Outage} outage */
  #build(outage) {
    const head = ["Fault", "Does", "Where", "When"].map((name) => h("th", null, name));
    fill(/** @type {HTMLElement} */ (this.parts), partsOf(outage).map(partRow));
    fill(
      this,
      back(),
      h(
        "div",
        { class: "stack" },
        this.card,
        h(
          "section",
          { class: "card" },
          h("h2", null, "Its faults"),
          h(
            "div",
            { class: "scroll-x", tabindex: "0", role: "region", "aria-label": "Its faults" },
            h("table", null, h("thead", null, h("tr", null, head)), this.parts),
          ),
        ),
      ),
    );
    this.card?.show(outage);
  }

  #show() {
    const found = this.trouble?.outages.find((one) => one.name === this.#name);
    if (found && this.card?.outage) this.card.show(found);
  }
}

/** The way back to all of them. */
export function back() {
  return h("p", { class: "back" }, h("a", { href: link("outages") }, "← All outages and faults"));
}

/** @param {import("../lib/trouble.js").Outage} outage */
function partsOf({ steps, ramps }) {
  return [
    ...(steps ?? []).flatMap((step) =>
      step.faults.map((/** @type {any} */ part) => ({ part, course: inALine(step, "faults") })),
    ),
    ...(ramps ?? []).map((ramp) => ({ part: ramp.fault, course: inALine(ramp, "fault") })),
  ];
}

/** @param {{part: any, course: string}} one */
function partRow({ part, course }) {
  const when = [course, inALine(part.when ?? {})].filter(Boolean).join(" ");
  return h(
    "tr",
    null,
    h("td", null, h("code", null, part.id)),
    h("td", null, part.what.kind, " ", h("code", { class: "muted" }, inALine(part.what, "kind"))),
    h("td", null, h("code", null, inALine(part.where ?? {}))),
    h("td", null, h("code", null, when || "all the time")),
  );
}

customElements.define("mp-outage-page", OutagePage);
