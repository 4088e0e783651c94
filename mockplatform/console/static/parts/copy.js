// Owns how a text is copied, and the button that does it.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const DONE_MS = 1_500;
const AS_JSON = "Copy as JSON";

/**
 * Make a button that copies. What stands on it changes for a while, to tell how that went; so does
 * its name where the two are the same.
 *
 * @param {() => string} text
 * @param {string} label what it copies: "Copy the token"
 * @param {string} [shown] what stands on it
 */
export function copyButton(text, label, shown = "Copy") {
  const said = h("span", { "aria-live": "polite" }, shown);
  const act = async () => {
    said.textContent = (await copied(text(), button)) ? "Copied" : "Select it, and copy by hand";
    setTimeout(() => (said.textContent = shown), DONE_MS);
  };
  const name = label !== shown && { "aria-label": label, title: label };
  const button = h("button", { type: "button", ...name, onclick: act }, icon("copy"), said);
  return button;
}

/**
 * Make a button that copies something as JSON.
 *
 * @param {() => unknown} value
 */
export function jsonButton(value) {
  return copyButton(() => JSON.stringify(value(), null, 2), AS_JSON, AS_JSON);
}

/**
 * Copy. Pages that came over plain HTTP from elsewhere have no clipboard, but may still copy what
 * is selected.
 *
 * @param {string} text
 * @param {HTMLElement} near what has the focus afterwards
 */
export async function copied(text, near) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = h("textarea", { class: "visually-hidden", "aria-hidden": "true", value: text });
    near.after(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    near.focus();
    return done;
  }
}
