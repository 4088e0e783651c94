// Owns the question for the admin token, where the server asks for one.

import { h } from "../lib/dom.js";

/** @type {HTMLDialogElement | null} */
let asking = null;

/**
 * Ask for the token; it is kept for this tab only.
 *
 * @param {import("../lib/api.js").Api} api
 * @param {() => void} then what to do when it was given
 */
export function askForToken(api, then) {
  if (asking) return;
  const field = h("input", {
    id: "admin-token",
    type: "password",
    autocomplete: "off",
    required: true,
    spellcheck: "false",
    "aria-describedby": "admin-token-wrong",
  });
  const wrong = h(
    "p",
    { class: "wrong", id: "admin-token-wrong", role: "alert" },
    api.token ? "The token that was given is wrong." : "",
  );
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", { id: "admin-token-title" }, "The admin token, please"),
    h(
      "p",
      null,
      "This server asks for one. It is what ",
      h("code", null, "--admin-token"),
      " gave it; else the server has made one, and printed it when it started. This tab keeps it until it is closed.",
    ),
    h("div", { class: "field" }, h("label", { for: "admin-token" }, "Admin token"), field, wrong),
    h("div", { class: "actions" }, h("button", { class: "primary" }, "Use it")),
  );
  const dialog = h("dialog", { "aria-labelledby": "admin-token-title" }, form);
  asking = dialog;
  form.addEventListener("submit", () => {
    api.token = field.value.trim();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    asking = null;
    if (field.value.trim()) then();
  });
  // Without the token nothing works here: Escape would leave a page that only looks dead.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
}
