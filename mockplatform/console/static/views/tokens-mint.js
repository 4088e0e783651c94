// Owns the making of tokens by hand, good or flawed, and how one is shown: once.

import { fill, h } from "../lib/dom.js";
import { length } from "../lib/format.js";
import { copyButton } from "../parts/copy.js";
import { choiceField, field, given, textField } from "../parts/fields.js";
import { asked } from "../parts/form-dialog.js";

const CLAIMS_HELP = 'A JSON object that is put over the token\'s own, as in {"acr": "high"}.';

/** @type {[string, string][]} */
const FLAWS = [
  ["", "none: a good token"],
  ["expired", "expired: its end is over"],
  ["notYetValid", "notYetValid: good in an hour"],
  ["badSignature", "badSignature: signed by nobody"],
  ["wrongIssuer", "wrongIssuer"],
  ["wrongAudience", "wrongAudience"],
  ["unknownKey", "unknownKey: names a key that is none"],
  ["algNone", "algNone: not signed at all"],
];

/**
 * @typedef {object} Minted
 * @property {string} accessToken
 * @property {string} [refreshToken]
 * @property {number} expiresIn
 * @property {string} scope
 * @property {string} [flaw]
 * @property {Record<string, unknown>} claims
 */

/**
 * Ask what a token is to be, have it minted, and show it. Nothing of it is kept here.
 *
 * @param {import("../lib/api.js").Api} api
 */
export async function mint(api) {
  const claims = h("textarea", { class: "mono", rows: 3, spellcheck: "false" });
  const minted = await asked({
    title: "Mint a token",
    act: "Mint it",
    body: [
      h(
        "div",
        { class: "pair" },
        textField("userId", "User", { help: "An agent's is a token of staff. Empty: a guest." }),
        textField("deploymentId", "Deployment", { help: "Empty: the first one." }),
        textField("expiresIn", "Life", { placeholder: "30m", help: "Empty: as the settings say." }),
        choiceField("flaw", "Flaw", FLAWS, "What is to be wrong with it."),
      ),
      textField("scope", "Scope", {
        help: "Names with blanks between. Empty: all that widgets have.",
      }),
      field("claims", "Claims", claims, CLAIMS_HELP),
    ],
    submit: async (form) => {
      const { claims, ...rest } = given(form);
      const body = claims === undefined ? rest : { ...rest, claims: parsed(claims) };
      return /** @type {Minted} */ (await api.post("/tokens", body));
    },
  });
  if (minted) show(minted);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `No JSON: ${/** @type {Error} */ (error).message}`;
    throw Object.assign(new Error(message), { errors: [{ path: "$.claims", message }] });
  }
}

/** @param {Minted} minted */
function show(minted) {
  const before = document.activeElement;
  const dialog = h("dialog", { class: "broad", "aria-labelledby": "minted-title" });
  fill(
    dialog,
    h(
      "form",
      { method: "dialog" },
      h("h2", { id: "minted-title" }, minted.flaw ? `A token, ${minted.flaw}` : "A good token"),
      h(
        "p",
        { class: "muted" },
        minted.flaw
          ? "It is refused for its flaw. "
          : `It lives ${length(minted.expiresIn * 1_000)} on the tenant's clock. `,
        "It is shown this once: copy what you need.",
      ),
      secret("Access token", minted.accessToken),
      minted.refreshToken ? secret("Refresh token", minted.refreshToken) : null,
      shown("Header", decoded(minted.accessToken)),
      shown("Claims", minted.claims),
      h("div", { class: "actions" }, h("button", { class: "primary" }, "Done")),
    ),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {string} label
 * @param {string} text
 */
function secret(label, text) {
  return h(
    "section",
    { class: "field", "aria-label": label },
    h(
      "div",
      { class: "headed" },
      h("span", { class: "label" }, label),
      copyButton(() => text, `Copy the ${label.toLowerCase()}`),
    ),
    h("p", { class: "text mono", tabindex: "0" }, text),
  );
}

/**
 * @param {string} label
 * @param {unknown} value
 */
function shown(label, value) {
  return h(
    "section",
    { class: "field", "aria-label": label },
    h("span", { class: "label" }, label),
    h("pre", { class: "text", tabindex: "0" }, JSON.stringify(value, null, 2)),
  );
}

/** @param {string} token */
function decoded(token) {
  const text = atob(token.split(".")[0].replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(text);
}
