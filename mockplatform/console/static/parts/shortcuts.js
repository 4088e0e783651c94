// Owns the keys of the page: which there are, what they do, and that they can be switched off.

import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";

const KEY = "mockplatform.shortcuts";
const OFF = "off";

/**
 * @typedef {object} Place
 * @property {string} name a view's, as in links
 * @property {string} label
 */

/**
 * Listen for the keys.
 *
 * @param {Place[]} views in the order of the menu
 * @param {{go: (to: string) => void}} router
 */
export function shortcuts(views, router) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    if (event.key === "?") return show(views);
    if (localStorage.getItem(KEY) === OFF) return;
    if (event.key === "/") return find(event);
    const view = /^[0-9]$/.test(event.key) && views[(Number(event.key) + 9) % 10];
    if (view) router.go(link(view.name));
  });
}

/**
 * Whether a key is somebody else's: it is written, or a dialog is open.
 *
 * @param {EventTarget | null} target
 */
function isBusy(target) {
  if (document.querySelector("dialog[open]")) return true;
  return (
    target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]")
  );
}

/** @param {KeyboardEvent} event */
function find(event) {
  const field = document.querySelector("main input[type=search]");
  if (!(field instanceof HTMLElement)) return;
  event.preventDefault();
  field.focus();
}

/** @param {Place[]} views */
function show(views) {
  const before = document.activeElement;
  const isOn = localStorage.getItem(KEY) !== OFF;
  const change = () => localStorage.setItem(KEY, use.checked ? "on" : OFF);
  const use = h("input", { type: "checkbox", id: "use-keys", checked: isOn, onchange: change });
  const keys = [
    ...views.slice(0, 10).map(({ label }, place) => [String((place + 1) % 10), label]),
    ["/", "Search in the view"],
    ["Esc", "Close what is open"],
    ["?", "This list"],
  ];
  const dialog = h("dialog", { "aria-labelledby": "keys-title" });
  fill(
    dialog,
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "keys-title" }, "Keys"),
      h(
        "dl",
        { class: "keys" },
        keys.map(([key, what]) =>
          h("div", null, h("dt", null, h("kbd", null, key)), h("dd", null, what)),
        ),
      ),
      h("div", { class: "row" }, use, h("label", { for: "use-keys" }, "Use the keys but for ?")),
      h("div", { class: "actions" }, h("button", { class: "primary" }, "Close")),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
