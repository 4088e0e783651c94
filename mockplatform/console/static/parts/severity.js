// Owns the sign of a severity: a shape and a word, beside its colour.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const SIGNS = /** @type {const} */ ({
  error: ["error", "Error"],
  warning: ["warning", "Warning"],
  note: ["remark", "Note"],
});

/**
 * Make the sign.
 *
 * @param {string} severity
 */
export function severitySign(severity) {
  const [name, word] = SIGNS[/** @type {keyof typeof SIGNS} */ (severity)] ?? SIGNS.note;
  return h("span", { class: "severity", "data-severity": severity }, icon(name), word);
}
