// Owns the question for the admin token, where the server asks for one.

import { isSendable } from "../lib/api.js";
import { h } from "../lib/dom.js";

const ODD =
  "This has signs that no token has: quotes, spaces or letters beyond ASCII. Copy it once more.";

/** @type {HTMLDialogElement | null} */
let asking = null;

/**
 * Ask for the token; it is kept for this tab only. Who closes the dialog is asked by the banner.
 *
 * @param {import("../lib/api.js").Api} api
 * @param {(isGiven: boolean) => void} then
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
  let isGiven = false;
  form.addEventListener("submit", (event) => {
    const token = field.value.trim();
    isGiven = token !== "" && isSendable(token);
    if (isGiven) {
      api.token = token;
      return;
    }
    event.preventDefault();
    wrong.textContent = token ? ODD : "Nothing is given.";
    field.setAttribute("aria-invalid", "true");
    field.focus();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    asking = null;
    then(isGiven);
  });
  document.body.append(dialog);
  dialog.showModal();
}
