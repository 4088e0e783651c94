// Owns the form that is built of a JSON Schema, with its value as JSON beside it.

import { fill, h } from "../lib/dom.js";
import { control, placed } from "../lib/schema.js";
import {
  ChoiceField,
  ConstantField,
  JsonField,
  ShareField,
  SwitchField,
  ValueField,
  freshId,
} from "./schema-fields.js";
import { GroupField, ListField, MapField, UnionField } from "./schema-groups.js";

/** @typedef {import("./schema-fields.js").Field} Field */

const HOLDERS = { group: GroupField, list: ListField, map: MapField, union: UnionField };
const FIELDS = {
  constant: ConstantField,
  text: ValueField,
  number: ValueField,
  mixed: ValueField,
  switch: SwitchField,
  choice: ChoiceField,
  json: JsonField,
};
const SHARE_MAX = 1;

/**
 * @param {import("../lib/schema.js").Control} control
 * @param {string} path
 * @param {() => void} changed
 * @returns {Field}
 */
function makeField(control, path, changed) {
  const { type, schema } = control;
  if (type in HOLDERS) {
    const Held = HOLDERS[/** @type {keyof typeof HOLDERS} */ (type)];
    return new Held(control, path, changed, makeField);
  }
  const end = schema.maximum ?? schema.exclusiveMaximum;
  if (type === "number" && schema.type === "number" && end <= SHARE_MAX && schema.minimum === 0) {
    return new ShareField(control, path, changed);
  }
  return new FIELDS[/** @type {keyof typeof FIELDS} */ (type)](control, path, changed);
}

/** A form of a schema. Event: `change`, whenever its value is another one. */
export class SchemaForm extends HTMLElement {
  constructor() {
    super();
    /** @type {Field | null} */
    this.field = null;
    const id = freshId();
    this.text = h("textarea", {
      id,
      class: "mono",
      spellcheck: "false",
      rows: 16,
      oninput: () => this.#read(),
    });
    this.textWrong = h("p", { class: "wrong", role: "status" });
    this.place = h("div", { class: "schema-fields" });
    this.aside = h(
      "div",
      { class: "field schema-json" },
      h("label", { for: id }, "As JSON"),
      h("p", { class: "help" }, "What is sent. Edit either side; the other follows."),
      this.text,
      this.textWrong,
    );
  }

  connectedCallback() {
    if (!this.place.isConnected) this.append(this.place, this.aside);
  }

  /**
   * Build the form.
   *
   * @param {import("../lib/schema.js").Schema} schema
   * @param {import("../lib/schema.js").Schema} root where its references lead
   * @param {unknown} value what it is to hold first
   */
  show(schema, root, value) {
    const whole = control({ ...schema, description: "" }, root, { isRequired: true });
    this.field = makeField(whole, "$", () => this.#changed());
    fill(this.place, this.field.element);
    this.value = value;
  }

  /** What the form holds, as it is to be sent. */
  get value() {
    return this.field?.get();
  }

  set value(value) {
    this.field?.set(value);
    this.#write();
  }

  /** Whether the JSON beside the form cannot be read as it stands. */
  get isBroken() {
    return this.textWrong.textContent !== "";
  }

  /**
   * Show what the API says is wrong, each at its field.
   *
   * @param {{path: string, message: string}[]} errors
   * @returns {HTMLElement | undefined} the first field with an error, for the focus
   */
  complain(errors) {
    const fields = this.field ? all(this.field) : [];
    const said = placed(
      errors,
      fields.map((field) => field.path),
    );
    for (const field of fields) field.complain(said.get(field.path) ?? "");
    const first = fields.find((field) => said.has(field.path));
    return first?.element.querySelector("input, select, textarea") ?? undefined;
  }

  #changed() {
    this.#write();
    this.dispatchEvent(new Event("change"));
  }

  #write() {
    this.text.value = JSON.stringify(this.value, null, 2);
    this.textWrong.textContent = "";
  }

  #read() {
    try {
      this.field?.set(JSON.parse(this.text.value));
      this.textWrong.textContent = "";
    } catch (error) {
      this.textWrong.textContent = `No JSON yet: ${/** @type {Error} */ (error).message}`;
    }
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * @param {Field} field
 * @returns {Field[]} it and all in it
 */
function all(field) {
  return [field, ...field.inner().flatMap(all)];
}

customElements.define("mp-schema-form", SchemaForm);
