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
  });
  const wrong = h("p", { class: "bad" }, api.token ? "The token that was given is wrong." : "");
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", null, "The admin token, please"),
    h(
      "p",
      null,
      "This server asks for one: it was printed when it started, or given by --admin-token.",
    ),
    wrong,
    h("label", { for: "admin-token" }, "Admin token"),
    field,
    h("div", { class: "actions" }, h("button", { class: "primary" }, "Use it")),
  );
  asking = h("dialog", { "aria-label": "Admin token" }, form);
  form.addEventListener("submit", () => {
    api.token = field.value.trim();
    asking?.remove();
    asking = null;
    then();
  });
  document.body.append(asking);
  asking.showModal();
}
