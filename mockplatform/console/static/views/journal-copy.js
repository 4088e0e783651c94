// Owns how something is copied as JSON.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const TOLD_MS = 2_000;

/**
 * Make a button that copies what `value` returns, as JSON.
 *
 * @param {string} label
 * @param {() => unknown} value
 */
export function copyButton(label, value) {
  const text = h("span", null, label);
  const button = h("button", { type: "button" }, icon("copy"), text);
  button.addEventListener("click", async () => {
    const isDone = await copy(JSON.stringify(value(), null, 2));
    text.textContent = isDone ? "Copied" : "The browser refused";
    setTimeout(() => (text.textContent = label), TOLD_MS);
  });
  return button;
}

/**
 * Put a text on the clipboard; where a page may not (plain HTTP elsewhere), by a selection.
 *
 * @param {string} text
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h("textarea", { class: "visually-hidden", "aria-hidden": "true", value: text });
    const before = /** @type {HTMLElement | null} */ (document.activeElement);
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    before?.focus();
    return isDone;
  }
}
