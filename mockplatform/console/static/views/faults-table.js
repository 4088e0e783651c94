// Owns the table of the faults that are set by hand: where, when, what, and how often they fired.

import { fill, h } from "../lib/dom.js";
import { length } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { inALine } from "../lib/fault-schema.js";
import { link } from "../lib/router.js";
import { outageOf, troubleOf } from "../lib/trouble.js";
import { View, empty } from "../lib/view.js";

/** @typedef {import("../lib/trouble.js").Fault} Fault */

/** The table. A line stays the same element while its fault is set: the focus stays in it. */
export class FaultTable extends View {
  constructor() {
    super();
    /** @type {Map<string, Line>} */
    this.lines = new Map();
    this.rows = h("tbody");
    const names = ["Fault", "Does", "Where", "When", "State", "Fired", "Holds", ""];
    const head = h(
      "tr",
      null,
      names.map((name) => h("th", { scope: "col" }, name)),
    );
    this.table = h(
      "div",
      { class: "card scroll-x", tabindex: "0", role: "region", "aria-label": "Faults" },
      h("table", { class: "faults" }, h("thead", null, head), this.rows),
    );
  }

  render() {
    this.own(this.ctx.clock.on("tick", () => this.#tick()));
  }

  /** @param {Fault[]} faults */
  show(faults) {
    const own = faults.filter((one) => !outageOf(one.id));
    if (own.length === 0) {
      this.lines.clear();
      fill(this, none());
      return;
    }
    const ids = new Set(own.map((one) => one.id));
    for (const [id, line] of this.lines) {
      if (ids.has(id)) continue;
      line.element.remove();
      this.lines.delete(id);
    }
    for (const fault of own) this.#put(fault);
    if (!this.table.isConnected) fill(this, this.table);
    this.#tick();
  }

  /** @param {Fault} fault */
  #put(fault) {
    const known = this.lines.get(fault.id);
    if (known?.fault.setAt === fault.setAt) {
      known.show(fault);
      return;
    }
    const line = new Line(fault, () => this.#remove(fault.id));
    if (known) known.element.replaceWith(line.element);
    else this.rows.append(line.element);
    this.lines.set(fault.id, line);
  }

  /** @param {string} id */
  async #remove(id) {
    const path = `/faults/${encodeURIComponent(id)}`;
    await this.attempt(() => this.ctx.api.call("DELETE", path), `${id} is gone.`);
    troubleOf(this.ctx).refresh();
  }

  #tick() {
    for (const line of this.lines.values()) line.tick(this.ctx.clock.now());
  }
}

/** A fault's line. */
class Line {
  /**
   * @param {Fault} fault
   * @param {() => void} remove
   */
  constructor(fault, remove) {
    this.fault = fault;
    this.state = h("span", { class: "state" });
    this.window = h("span", { class: "muted small" });
    this.fired = h("a", { href: link("journal", [], { fault: fault.id }) });
    this.held = h("td", { class: "number" });
    const edit = link("outages", ["fault", fault.id]);
    const label = `Take ${fault.id} away`;
    this.element = h(
      "tr",
      { "data-fault": fault.id },
      h("td", null, h("a", { href: edit, title: "Edit" }, h("code", null, fault.id))),
      h("td", null, fault.what.kind, " ", said(inALine(fault.what, "kind"))),
      h("td", null, said(inALine(fault.where))),
      h("td", null, said(inALine(fault.when, "after", "for") || "always")),
      h("td", null, this.state, " ", this.window),
      h("td", { class: "number" }, this.fired),
      this.held,
      h(
        "td",
        { class: "tools" },
        h("a", { class: "button", href: edit, "aria-label": `Edit ${fault.id}` }, "Edit"),
        h(
          "button",
          { type: "button", "aria-label": label, title: label, onclick: remove },
          icon("close"),
        ),
      ),
    );
    this.show(fault);
  }

  /** @param {Fault} fault */
  show(fault) {
    this.fault = fault;
    this.state.dataset.state = fault.state;
    this.state.textContent = fault.state;
    this.fired.textContent = String(fault.fired);
    this.fired.setAttribute("aria-label", `Fired ${fault.fired} times: open its firings`);
    this.held.textContent = String(fault.held);
  }

  /** @param {number} now */
  tick(now) {
    const { state, opensAt, shutsAt, endsAt } = this.fault;
    const next = state === "waiting" ? ["opens in", opensAt] : ["shuts in", shutsAt];
    const [verb, at] = next[1] && state !== "shut" ? next : ["goes in", endsAt];
    const text = at ? `${verb} ${length(Math.max(0, Date.parse(at) - now))}` : "";
    if (this.window.textContent !== text) this.window.textContent = text;
  }
}

/** @param {string} text */
function said(text) {
  return h("code", { class: "said" }, text);
}

function none() {
  const make = h("a", { href: link("outages", ["fault", "new"]) }, "Set a fault");
  return empty(
    "No fault of your own is set",
    make,
    " to break one call, one user or one frame; or switch on an outage of the catalogue below.",
  );
}

customElements.define("mp-fault-table", FaultTable);
