// Owns the fields of a form that hold one value each: texts, numbers, choices, switches, JSON.

import { h } from "../lib/dom.js";
import { bounds, complaint, parsed, written } from "../lib/schema.js";

/** @typedef {import("../lib/schema.js").Control} Control */

/**
 * @typedef {object} Field What a form is made of.
 * @property {HTMLElement} element
 * @property {string} path as errors of the API name it: `$.what.status`
 * @property {() => unknown} get its value; undefined where it is left out
 * @property {(value: any) => void} set
 * @property {(text: string) => void} complain
 * @property {() => Field[]} inner the fields in it
 */

let count = 0;

/** Return an id for an element that labels name. */
export function freshId() {
  count += 1;
  return `field-${count}`;
}

/** A field with a label, help, and a place for what is wrong with it. */
export class ValueField {
  /**
   * @param {Control} control
   * @param {string} path
   * @param {() => void} changed
   */
  constructor(control, path, changed) {
    this.control = control;
    this.path = path;
    this.changed = changed;
    /** @type {unknown} */
    this.value = undefined;
    const id = freshId();
    this.input = this.make(id);
    this.wrong = h("p", { class: "wrong", id: `${id}-wrong` });
    this.input.setAttribute("aria-describedby", `${id}-help ${id}-wrong`);
    this.element = h(
      "div",
      { class: "field", "data-path": path, "data-type": control.type },
      this.label(id),
      this.body(),
      h("p", { class: "help", id: `${id}-help` }, told(control.help), this.hint()),
      this.wrong,
    );
  }

  /** @param {string} id */
  label(id) {
    const { name, isRequired } = this.control;
    return h("label", { for: id }, name || "value", isRequired && name ? " (needed)" : null);
  }

  /** What stands in the field's place: the input, with what goes beside it. */
  body() {
    return /** @type {HTMLElement} */ (this.input);
  }

  /** What follows the help: which values are taken, what holds if it is left out. */
  hint() {
    const { schema } = this.control;
    const limits = bounds(this.control);
    const fallback = schema.default ?? null;
    const isTold = fallback !== null && typeof fallback !== "object" && fallback !== "";
    return [limits, isTold && `${fallback} if left out`]
      .filter(Boolean)
      .map((text) => ` (${text})`)
      .join("");
  }

  /**
   * @param {string} id
   * @returns {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement}
   */
  make(id) {
    const { control } = this;
    const isNumber = control.type === "number";
    return h("input", {
      id,
      type: "text",
      autocomplete: "off",
      spellcheck: "false",
      inputmode: isNumber ? "decimal" : false,
      placeholder: control.schema.examples ? `like ${control.schema.examples[0]}` : false,
      oninput: () => this.typed(this.input.value),
    });
  }

  /** @param {string} text */
  typed(text) {
    this.value = parsed(this.control, text);
    this.complain(complaint(this.control, this.value));
    this.changed();
  }

  get() {
    return this.value;
  }

  /** @param {unknown} value */
  set(value) {
    this.value = value ?? undefined;
    this.show();
    this.complain("");
  }

  show() {
    this.input.value = written(this.control, this.value);
  }

  /** @param {string} text */
  complain(text) {
    this.wrong.textContent = text;
    this.input.setAttribute("aria-invalid", String(text !== ""));
  }

  /** @returns {Field[]} */
  inner() {
    return [];
  }
}

/** A share between two bounds that are close: a slider beside the number. */
export class ShareField extends ValueField {
  body() {
    const { minimum: low, maximum, exclusiveMaximum } = this.control.schema;
    this.slider = h("input", {
      type: "range",
      min: low,
      max: maximum ?? exclusiveMaximum,
      step: 0.01,
      "aria-label": `${this.control.name}, by a slider`,
      oninput: () => this.#slid(),
    });
    return h("div", { class: "slider" }, this.slider, this.input);
  }

  #slid() {
    this.input.value = this.slider?.value ?? "";
    this.typed(this.input.value);
  }

  /** @param {string} text */
  typed(text) {
    super.typed(text);
    this.#follow();
  }

  show() {
    super.show();
    this.#follow();
  }

  #follow() {
    const value = this.value ?? this.control.schema.default ?? 0;
    if (this.slider) this.slider.value = String(value);
  }
}

/** One of some words. */
export class ChoiceField extends ValueField {
  /** @param {string} id */
  make(id) {
    const { schema, isRequired } = this.control;
    const fallback = schema.default ?? "";
    const none = fallback ? `${fallback} (left out)` : "(left out)";
    return h(
      "select",
      { id, onchange: () => this.typed(this.input.value) },
      isRequired ? null : h("option", { value: "" }, none),
      schema.enum.map((/** @type {string} */ one) => h("option", { value: one }, one)),
    );
  }

  hint() {
    return "";
  }

  show() {
    const known = [...this.input.children].map((one) => Reflect.get(one, "value"));
    const value = String(this.value ?? "");
    if (!known.includes(value)) this.input.append(h("option", { value }, value));
    this.input.value = value;
  }
}

/** Yes or no; what is as it would be anyway is left out. */
export class SwitchField extends ValueField {
  /** @param {string} id */
  make(id) {
    return h("input", { id, type: "checkbox", onchange: () => this.#turned() });
  }

  get #box() {
    return /** @type {HTMLInputElement} */ (this.input);
  }

  #turned() {
    const isDefault = this.#box.checked === (this.control.schema.default ?? null);
    this.value = isDefault ? undefined : this.#box.checked;
    this.complain("");
    this.changed();
  }

  show() {
    this.#box.checked = (this.value ?? this.control.schema.default) === true;
  }

  hint() {
    return "";
  }
}

/** Anything: JSON, or a text where it is none. */
export class JsonField extends ValueField {
  /** @param {string} id */
  make(id) {
    return h("textarea", {
      id,
      rows: 2,
      class: "mono",
      spellcheck: "false",
      oninput: () => this.typed(this.input.value),
    });
  }

  hint() {
    return " What is no JSON goes as a text.";
  }
}

/** What can only be one thing: it is shown, and always there. */
export class ConstantField extends ValueField {
  /** @param {string} id */
  make(id) {
    const [only] = this.control.schema.enum;
    this.value = only;
    return h("input", { id, type: "text", readonly: true, value: only });
  }

  /** @param {unknown} value */
  set(value) {
    const [only] = this.control.schema.enum;
    this.value = value ?? only;
    this.show();
    this.element.hidden = this.control.isRequired && this.value === only;
  }

  hint() {
    return "";
  }
}

/**
 * Return a text in which what stands between backticks is code.
 *
 * @param {string} text
 */
export function told(text) {
  return h(
    "span",
    null,
    text.split("`").map((part, place) => (place % 2 ? h("code", null, part) : part)),
  );
}
