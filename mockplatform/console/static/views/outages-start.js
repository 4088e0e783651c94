// Owns how an outage is to be started: intensity, how long, and the seed of its luck.

import { fill, h } from "../lib/dom.js";
import { freshId } from "../parts/schema-fields.js";

const FULL = 1;

/** The fields. */
export class StartFields extends HTMLElement {
  constructor() {
    super();
    const id = freshId();
    this.slider = h("input", {
      id,
      type: "range",
      min: 0,
      max: 1,
      step: 0.05,
      value: FULL,
      oninput: () => (this.number.value = this.slider.value),
    });
    this.number = h("input", {
      type: "text",
      inputmode: "decimal",
      value: String(FULL),
      "aria-label": "Intensity, as a number from 0 to 1",
      oninput: () => (this.slider.value = this.number.value),
    });
    this.lasts = h("input", { id: `${id}-for`, type: "text", spellcheck: "false" });
    this.seed = h("input", {
      id: `${id}-seed`,
      type: "text",
      inputmode: "numeric",
      placeholder: "the tenant's",
    });
    this.wrong = h("p", { class: "wrong", role: "status" });
  }

  /** @param {import("../lib/trouble.js").Outage} outage */
  label(outage) {
    this.lasts.placeholder = outage.for;
    this.lasts.value = outage.for;
    const { slider, number, lasts, seed } = this;
    fill(
      this,
      field("Intensity", slider.id, h("div", { class: "slider" }, slider, number)),
      field("For", lasts.id, lasts),
      field("Seed", seed.id, seed),
      this.wrong,
    );
  }

  /** What is to be sent; what is left empty is left out. */
  body() {
    const { number, lasts, seed } = this;
    const given = { intensity: number.value, for: lasts.value.trim(), seed: seed.value.trim() };
    return Object.fromEntries(
      Object.entries(given)
        .filter(([, value]) => value !== "")
        .map(([name, value]) => [name, name === "for" ? value : asNumber(value)]),
    );
  }

  /**
   * Show what the API says is wrong.
   *
   * @param {{path: string, message: string}[]} errors
   * @returns {boolean} whether there was something to show
   */
  complain(errors) {
    const inputs = { intensity: this.number, for: this.lasts, seed: this.seed };
    for (const [name, input] of Object.entries(inputs)) {
      const isWrong = errors.some(({ path }) => path === `$.${name}`);
      input.setAttribute("aria-invalid", String(isWrong));
    }
    const said = errors.map(({ path, message }) => `${path.replace("$.", "")}: ${message}`);
    this.wrong.textContent = said.join(" ");
    return errors.length > 0;
  }
}

/**
 * @param {string} label
 * @param {string} id
 * @param {HTMLElement} input
 */
function field(label, id, input) {
  return h("div", { class: "field" }, h("label", { for: id }, label), input);
}

/** @param {string} text what is no number stays a text: the API says what is wrong with it */
function asNumber(text) {
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}

customElements.define("mp-start-fields", StartFields);
