// Owns the fields of a form that hold others: groups, lists, maps, unions.

import { fill, h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { item, members, variantOf, variants } from "../lib/schema.js";
import { freshId, told } from "./schema-fields.js";

/** @typedef {import("../lib/schema.js").Control} Control */
/** @typedef {import("./schema-fields.js").Field} Field */
/** @typedef {(control: Control, path: string, changed: () => void) => Field} Make */

/** What fields that hold others have in common. */
class Holder {
  /**
   * @param {Control} control
   * @param {string} path
   * @param {() => void} changed
   * @param {Make} make
   */
  constructor(control, path, changed, make) {
    this.control = control;
    this.path = path;
    this.changed = changed;
    this.make = make;
    this.wrong = h("p", { class: "wrong" });
    this.body = h("div", { class: "fields" });
    this.element = h(
      "fieldset",
      { "data-path": path, "data-type": control.type },
      control.name ? h("legend", null, control.name) : null,
      control.help ? h("p", { class: "help" }, told(control.help)) : null,
      this.wrong,
      this.body,
    );
  }

  /** @param {string} text */
  complain(text) {
    this.wrong.textContent = text;
  }
}

/** Members with names. Such as it does not know stay as they are: the API tells what of them. */
export class GroupField extends Holder {
  /**
   * @param {Control} control
   * @param {string} path
   * @param {() => void} changed
   * @param {Make} make
   */
  constructor(control, path, changed, make) {
    super(control, path, changed, make);
    this.fields = members(control).map((one) => {
      return /** @type {const} */ ([one.name, make(one, `${path}.${one.name}`, changed)]);
    });
    /** @type {Record<string, unknown>} */
    this.unknown = {};
    fill(
      this.body,
      this.fields.map(([, field]) => field.element),
    );
  }

  get() {
    const given = this.fields
      .map(([name, field]) => [name, field.get()])
      .filter(([, value]) => value !== undefined);
    const value = { ...Object.fromEntries(given), ...this.unknown };
    return Object.keys(value).length || this.control.isRequired ? value : undefined;
  }

  /** @param {any} value */
  set(value) {
    const { ...left } = typeof value === "object" && value !== null ? value : {};
    for (const [name, field] of this.fields) {
      field.set(left[name]);
      delete left[name];
    }
    this.unknown = left;
    this.complain("");
  }

  inner() {
    return this.fields.map(([, field]) => field);
  }
}

/** Items in an order. */
export class ListField extends Holder {
  /** @type {Field[]} */
  fields = [];

  get() {
    const value = this.fields.map((field) => field.get() ?? null);
    return value.length || this.control.isRequired ? value : undefined;
  }

  /** @param {any} value */
  set(value) {
    const items = Array.isArray(value) ? value : [];
    this.fields = items.map((one, place) => this.#field(place, one));
    this.#draw();
    this.complain("");
  }

  /**
   * @param {number} place
   * @param {unknown} value
   */
  #field(place, value) {
    const field = this.make(item(this.control), `${this.path}[${place}]`, this.changed);
    field.set(value);
    return field;
  }

  #draw() {
    const add = h(
      "button",
      { type: "button", class: "add", onclick: () => this.#change([...this.#values(), undefined]) },
      `Add to ${this.control.name}`,
    );
    fill(
      this.body,
      this.fields.map((field, place) => this.#item(field, place)),
      add,
    );
  }

  /**
   * @param {Field} field
   * @param {number} place
   */
  #item(field, place) {
    const away = removal(`Remove ${this.control.name} ${place + 1}`, () =>
      this.#change(this.#values().filter((_, other) => other !== place)),
    );
    return h("div", { class: "item" }, field.element, away);
  }

  #values() {
    return this.fields.map((field) => field.get());
  }

  /** @param {unknown[]} values */
  #change(values) {
    this.set(values);
    this.changed();
  }

  inner() {
    return this.fields;
  }
}

/** Values by names of one's own, such as headers. */
export class MapField extends Holder {
  /** @type {{name: HTMLInputElement, field: Field}[]} */
  lines = [];

  get() {
    const given = this.lines
      .map(({ name, field }) => [name.value, field.get() ?? ""])
      .filter(([name]) => name !== "");
    return given.length ? Object.fromEntries(given) : undefined;
  }

  /** @param {any} value */
  set(value) {
    const given = typeof value === "object" && value !== null ? Object.entries(value) : [];
    this.lines = given.map(([name, one]) => this.#line(name, one));
    this.#draw();
    this.complain("");
  }

  /**
   * @param {string} named
   * @param {unknown} value
   */
  #line(named, value) {
    const field = this.make(item(this.control), `${this.path}.${named}`, this.changed);
    field.set(value);
    const name = h("input", {
      id: freshId(),
      type: "text",
      value: named,
      placeholder: "Name",
      "aria-label": `${this.control.name}: a name`,
      spellcheck: "false",
      oninput: () => this.changed(),
    });
    return { name, field };
  }

  #draw() {
    const add = h(
      "button",
      { type: "button", class: "add", onclick: () => this.#add() },
      `Add to ${this.control.name}`,
    );
    const lines = this.lines.map((line) => {
      const away = removal(`Remove ${line.name.value || "this line"}`, () => this.#remove(line));
      return h("div", { class: "item pair" }, line.name, line.field.element, away);
    });
    fill(this.body, lines, add);
  }

  #add() {
    const line = this.#line("", "");
    this.lines.push(line);
    this.#draw();
    line.name.focus();
  }

  /** @param {{name: HTMLInputElement, field: Field}} line */
  #remove(line) {
    this.lines = this.lines.filter((one) => one !== line);
    this.#draw();
    this.changed();
  }

  inner() {
    return this.lines.map(({ field }) => field);
  }
}

/** One of several things; which, is chosen. */
export class UnionField extends Holder {
  /**
   * @param {Control} control
   * @param {string} path
   * @param {() => void} changed
   * @param {Make} make
   */
  constructor(control, path, changed, make) {
    super(control, path, changed, make);
    this.variants = variants(control);
    /** @type {Field | null} */
    this.field = null;
    this.place = h("div");
    const id = freshId();
    this.choice = h(
      "select",
      { id, onchange: () => this.#choose() },
      h("option", { value: "" }, control.isRequired ? "Choose one" : "(left out)"),
      [...this.variants.keys()].map((tag) => h("option", { value: tag }, tag)),
    );
    const label = control.schema.discriminator?.propertyName ?? "which";
    fill(
      this.body,
      h("div", { class: "field" }, h("label", { for: id }, label), this.choice),
      this.place,
    );
  }

  #choose() {
    this.#show(this.choice.value, undefined);
    this.changed();
  }

  /**
   * @param {string} tag
   * @param {unknown} value
   */
  #show(tag, value) {
    this.choice.value = tag;
    const chosen = this.variants.get(tag);
    this.field = chosen ? this.make(chosen, this.path, this.changed) : null;
    this.field?.set(value);
    fill(this.place, this.field?.element);
  }

  get() {
    return this.field?.get();
  }

  /** @param {any} value */
  set(value) {
    this.#show(value === undefined ? "" : variantOf(this.control, value), value);
    this.complain("");
  }

  /** The chosen one has the same path: what is said of it is said there. */
  inner() {
    return this.field?.inner() ?? [];
  }
}

/**
 * @param {string} label
 * @param {() => void} act
 */
function removal(label, act) {
  const props = { type: "button", class: "quiet", "aria-label": label, title: label, onclick: act };
  return h("button", props, icon("close"));
}
