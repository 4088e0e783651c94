// Owns the button that copies a text.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const DONE_MS = 1_500;

/**
 * Make a button that copies.
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
  const button = h(
    "button",
    { type: "button", "aria-label": label, title: label, onclick: act },
    icon("copy"),
    said,
  );
  return button;
}

/**
 * Copy. Pages that came over plain HTTP from elsewhere have no clipboard, but may still copy what
 * is selected.
 *
 * @param {string} text
 * @param {HTMLElement} near
 */
async function copied(text, near) {
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
