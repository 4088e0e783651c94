// Owns the head of the desk: who I am, whether I am there, and what acts by itself.

import { fill, h } from "../lib/dom.js";

/** @typedef {import("./desk-crew.js").Crew} Crew */

/** Who sits here, and the two settings that decide whether anything is left to do. */
export class DeskDuty extends HTMLElement {
  /**
   * @param {import("../lib/view.js").View} view
   * @param {Crew} crew
   */
  constructor(view, crew) {
    super();
    this.view = view;
    this.crew = crew;
    this.who = h("select", { id: "desk-me", onchange: () => crew.be(this.who.value) });
    this.present = this.#check("desk-present", "Present", () => this.#attend());
    this.bots = this.#check("desk-bots", "Bots act", (on) => crew.set({ botsAct: on }));
    this.agents = this.#check("desk-agents", "Offer by itself", (on) =>
      crew.set({ agentsAct: on }),
    );
    this.said = h("p", { class: "small desk-note" });
    this.hire = h(
      "button",
      { type: "button", hidden: true, onclick: () => view.attempt(() => crew.hire("agent-1")) },
      "Make an agent",
    );
    this.drawn = "";
  }

  connectedCallback() {
    this.append(
      h("h1", null, "Desk"),
      h(
        "div",
        { class: "row" },
        h("label", { for: "desk-me" }, "You are"),
        this.who,
        this.present.label,
        this.hire,
      ),
      h(
        "fieldset",
        { class: "row" },
        h("legend", { class: "visually-hidden" }, "What acts by itself"),
        this.bots.label,
        this.agents.label,
      ),
      this.said,
    );
  }

  /**
   * Show who is here.
   *
   * @param {import("../lib/board.js").Row[]} rows
   */
  show(rows) {
    const { crew } = this;
    this.#offer();
    this.who.value = crew.me?.id ?? "";
    this.present.box.checked = crew.me?.present ?? false;
    this.present.box.disabled = !crew.me;
    this.bots.box.checked = crew.botsAct;
    this.agents.box.checked = crew.agentsAct;
    this.hire.hidden = crew.agents.length > 0;
    const text = this.#explained(rows);
    if (this.said.textContent !== text) this.said.textContent = text;
  }

  /** Offer whom one can be; the choice is left alone where nothing changed. */
  #offer() {
    const { people } = this.crew;
    const drawn = JSON.stringify(people.map(({ id, name, kind }) => [id, name, kind]));
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    fill(
      this.who,
      h("option", { value: "" }, "choose who you are"),
      people.map((one) =>
        h("option", { value: one.id }, one.kind === "bot" ? `${one.name} (bot)` : one.name),
      ),
    );
  }

  /** @param {import("../lib/board.js").Row[]} rows */
  #explained(rows) {
    const { crew } = this;
    const { me } = crew;
    if (!crew.agents.length) return "The tenant has no agent yet: make one to begin.";
    if (!me) return "Choose who you are; then take what waits.";
    const bots = crew.agents.filter((one) => one.kind === "bot" && one.present);
    if (crew.botsAct && bots.length && me.kind !== "bot") {
      const names = bots.map((one) => one.name).join(", ");
      return `${names} (bot) answers by itself, so little waits for you. Switch “Bots act” off to answer yourself, or take a conversation over.`;
    }
    if (!crew.agentsAct) return "Nothing is offered by itself: take or ring what waits.";
    if (!me.present) return "You are away: nothing rings here by itself. Take what waits, or come.";
    const serves = me.queues.map((id) => crew.queueName(id)).join(", ") || "all queues";
    const held = rows.filter((one) => one.agent === me.id && one.state !== "CLOSED").length;
    if (held >= me.capacity)
      return `You have ${held} of ${me.capacity}: no more ring by themselves.`;
    return `What comes into ${serves} rings here.`;
  }

  async #attend() {
    const { me } = this.crew;
    if (me) await this.crew.attend(me, this.present.box.checked);
  }

  /**
   * @param {string} id
   * @param {string} text
   * @param {(on: boolean) => Promise<unknown>} act
   */
  #check(id, text, act) {
    const box = h("input", {
      id,
      type: "checkbox",
      onchange: async () => {
        await this.view.attempt(() => act(box.checked));
        await this.crew.read().catch(() => {});
      },
    });
    return { box, label: h("label", { class: "desk-check", for: id }, box, text) };
  }
}

customElements.define("mp-desk-duty", DeskDuty);
