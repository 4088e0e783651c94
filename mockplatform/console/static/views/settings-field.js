// Owns one setting as it is shown and changed: its value, what it may be, and the way back.

import { h } from "../lib/dom.js";
import { choices, range } from "../lib/settings.js";
import { mark, showRefusal } from "../parts/fields.js";

/** @typedef {import("../lib/settings.js").Setting} Setting */

/** A setting; a change is sent when the control is left, and what is wrong with it stands there. */
export class SettingField extends HTMLElement {
  /**
   * @param {Setting} setting
   * @param {(name: string, value: unknown) => Promise<void>} change throws what the API refuses
   */
  of(setting, change) {
    this.setting = setting;
    this.change = change;
    this.className = "field setting";
    this.dataset.field = setting.name;
    const id = `setting-${setting.name}`;
    this.control = control(setting);
    this.control.id = id;
    this.control.setAttribute("aria-describedby", `${id}-help ${id}-about ${id}-wrong`);
    this.control.addEventListener("change", () => this.#send(this.#value()));
    this.back = h(
      "button",
      {
        type: "button",
        class: "quiet small",
        hidden: true,
        "aria-label": `Back to default: ${setting.name}`,
        onclick: () => this.#send(setting.default),
      },
      "Back to default",
    );
    this.changed = h("span", { class: "chip", hidden: true }, "changed");
    const about = [`default ${text(setting.default)}`, range(setting), `source: ${setting.source}`];
    this.append(
      h(
        "div",
        { class: "headed" },
        h("label", { for: id, class: "mono" }, setting.name),
        this.changed,
      ),
      h("p", { id: `${id}-help` }, setting.help),
      h("div", { class: "row" }, this.control, this.back),
      h("p", { class: "wrong", id: `${id}-wrong`, role: "alert", hidden: true }),
      h("p", { class: "help", id: `${id}-about` }, about.filter(Boolean).join(" · ")),
    );
    return this;
  }

  /**
   * Show the value that it has; not into a control in which somebody writes.
   *
   * @param {unknown} value
   */
  show(value) {
    const { setting, control, back, changed } = this;
    if (!setting || !control || !back || !changed) return;
    const isChanged = !isSame(value, setting.default);
    this.toggleAttribute("data-changed", isChanged);
    changed.hidden = !isChanged;
    back.hidden = !isChanged;
    this.value = value;
    if (control === document.activeElement && control.type === "text") return;
    if (control.hasAttribute("aria-invalid")) return;
    if (control.type === "checkbox")
      /** @type {HTMLInputElement} */ (control).checked = value === true;
    else control.value = text(value);
  }

  #value() {
    const control = /** @type {HTMLInputElement} */ (this.control);
    if (this.setting?.unit === "boolean") return control.checked;
    if (this.setting?.unit === "count") return control.value.trim() ? Number(control.value) : null;
    if (this.setting?.unit === "list") return listed(control.value);
    return control.value.trim();
  }

  /** @param {unknown} value */
  async #send(value) {
    const { control, setting } = this;
    if (!control || !setting) return;
    mark(control, "");
    if (isSame(value, this.value)) return;
    try {
      await this.change?.(setting.name, value);
      if (control.type !== "checkbox") control.value = text(this.value);
    } catch (error) {
      const refusal = /** @type {import("../lib/api.js").ApiError} */ (error);
      const rest = showRefusal(/** @type {Element} */ (this.parentElement), refusal);
      const what = refusal.errors?.[0]?.message;
      if (rest) mark(control, rest);
      else if (refusal.hint === setting.help) mark(control, what); // it stands there already
    }
  }
}

/**
 * @param {Setting} setting
 * @returns {HTMLInputElement | HTMLSelectElement}
 */
function control(setting) {
  const { unit, min, max } = setting;
  if (unit === "boolean") return h("input", { type: "checkbox", role: "switch" });
  if (unit === "choice") {
    return h(
      "select",
      null,
      choices(setting).map((value) => h("option", { value }, value)),
    );
  }
  if (unit === "count") return h("input", { type: "number", min, max, step: 1 });
  return h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
}

/** @param {string} text texts with commas between */
function listed(text) {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}

/** @param {unknown} one @param {unknown} other */
function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {unknown} value */
function text(value) {
  if (Array.isArray(value)) return value.join(", ");
  if (value === true) return "on";
  if (value === false) return "off";
  return value === "0ms" ? "0" : String(value ?? "");
}

customElements.define("mp-setting", SettingField);
