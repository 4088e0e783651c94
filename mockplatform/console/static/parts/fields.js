// Owns fields of forms: a label, a control, its help, and what is wrong with it beside it.

import { h } from "../lib/dom.js";

let count = 0;

/**
 * Make a field. What the API finds wrong with the member of that name is shown beside it.
 *
 * @param {string} name the member's name in the API's body
 * @param {string} label
 * @param {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} control
 * @param {string} [help]
 */
export function field(name, label, control, help = "") {
  count += 1;
  const id = `field-${count}`;
  control.id = id;
  control.name ||= name;
  control.setAttribute("aria-describedby", `${id}-help ${id}-wrong`);
  control.addEventListener("input", () => mark(control, ""));
  return h(
    "div",
    { class: "field", "data-field": name },
    h("label", { for: id }, label),
    control,
    h("p", { class: "help", id: `${id}-help`, hidden: !help }, help),
    h("p", { class: "wrong", id: `${id}-wrong`, hidden: true }),
  );
}

/**
 * Make a field of one line of text.
 *
 * @param {string} name
 * @param {string} label
 * @param {import("../lib/dom.js").Props & {help?: string}} [props]
 */
export function textField(name, label, { help, ...props } = {}) {
  return field(
    name,
    label,
    h("input", { autocomplete: "off", spellcheck: "false", ...props }),
    help,
  );
}

/**
 * Make a field of a choice.
 *
 * @param {string} name
 * @param {string} label
 * @param {[value: string, text: string][]} options
 * @param {string} [help]
 */
export function choiceField(name, label, options, help) {
  const control = h(
    "select",
    null,
    options.map(([value, text]) => h("option", { value }, text)),
  );
  return field(name, label, control, help);
}

/**
 * Return what is given in the fields of a form, trimmed; what is empty is left out.
 *
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export function given(form) {
  const all = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
  return Object.fromEntries(all.filter(([, value]) => value));
}

/**
 * Say what is wrong with a control, or with "" that nothing is.
 *
 * @param {Element} control
 * @param {string} text
 */
export function mark(control, text) {
  const wrong = control.closest(".field")?.querySelector(".wrong");
  if (!(wrong instanceof HTMLElement)) return;
  wrong.hidden = !text;
  wrong.textContent = text;
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
}

/**
 * Show a refusal: beside the fields that it names, and return what is left to be said elsewhere.
 *
 * @param {Element} form
 * @param {unknown} error
 * @returns {string} "" where the fields say it all
 */
export function showRefusal(form, error) {
  const { message, hint, errors = [] } = /** @type {import("../lib/api.js").ApiError} */ (error);
  /** @type {HTMLElement[]} */
  const marked = [];
  for (const one of errors) {
    const name = one.path.replace(/^(\$|settings)\./, "").split(/[.[]/)[0];
    const control = form.querySelector(
      `[data-field="${CSS.escape(name)}"] :is(input, select, textarea)`,
    );
    if (!(control instanceof HTMLElement)) continue;
    mark(control, hint && errors.length === 1 ? `${one.message}. ${hint}` : one.message);
    marked.push(control);
  }
  marked[0]?.focus();
  if (marked.length && marked.length === errors.length) return "";
  return hint ? `${message}. ${hint}` : message;
}
