// Owns what is asked when a tenant is made.

import { h } from "../lib/dom.js";
import { field, given, textField } from "../parts/fields.js";
import { asked } from "../parts/form-dialog.js";

const SETTINGS_HELP = 'A JSON object over the fixture\'s, as in {"inactivity": "5m"}.';

/**
 * Ask, and make it.
 *
 * @param {import("../lib/api.js").Api} api
 * @returns {Promise<{id: string} | undefined>}
 */
export function makeTenant(api) {
  const settings = h("textarea", { class: "mono", rows: 2, spellcheck: "false" });
  return asked({
    title: "Make a tenant",
    act: "Make it",
    body: [
      h(
        "div",
        { class: "pair" },
        textField("id", "Id", { help: "Letters, digits, . _ ~ -. Empty: one is drawn." }),
        textField("fixture", "Fixture", {
          help: "A shipped one's name. Empty: as the default tenant.",
        }),
        textField("seed", "Seed", { inputmode: "numeric", help: "A whole number. Empty: drawn." }),
        textField("ttl", "Time to live", { help: "It goes so long after its last use, as 10m." }),
        textField("clock", "Clock begins at", { help: "As 2030-01-01T00:00:00Z. Empty: now." }),
      ),
      field("settings", "Settings", settings, SETTINGS_HELP),
    ],
    submit: (form) => api.post("/tenants", body(given(form))),
  });
}

/** @param {Record<string, string>} fields */
function body({ seed, settings, ...texts }) {
  return {
    ...texts,
    ...(seed === undefined ? {} : { seed: parsed("seed", seed) }),
    ...(settings === undefined ? {} : { settings: parsed("settings", settings) }),
  };
}

/**
 * @param {string} name
 * @param {string} text
 */
function parsed(name, text) {
  try {
    return JSON.parse(text);
  } catch {
    const message = name === "seed" ? "is no whole number" : "is no JSON object";
    throw Object.assign(new Error(message), { errors: [{ path: `$.${name}`, message }] });
  }
}
