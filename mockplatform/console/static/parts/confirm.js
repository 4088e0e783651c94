// Owns the question before what cannot be taken back: what goes, and where it matters its name.

import { h } from "../lib/dom.js";
import { field } from "./fields.js";
import { asked } from "./form-dialog.js";

/**
 * Ask whether something is to be done, and do it. It stays open while that goes wrong.
 *
 * @param {object} how
 * @param {string} how.title a question: "Delete the tenant demo?"
 * @param {string} how.text what it does, and what stays
 * @param {string} how.act what the button says that does it: "Delete it"
 * @param {() => unknown} how.run what it does; may be async
 * @param {string} [how.name] what is to be typed first, where it would hurt
 * @param {boolean} [how.isDanger] whether the button warns; it does, unless said otherwise
 * @returns {Promise<boolean>} whether it was done
 */
export async function confirmed({ title, text, act, run, name, isDanger = true }) {
  const typed = h("input", { autocomplete: "off", spellcheck: "false" });
  const done = await asked({
    title,
    body: [
      h("p", null, text),
      name === undefined ? null : field("typed", `Type ${name} to go on`, typed),
    ],
    act,
    isDanger,
    isReady: () => name === undefined || typed.value === name,
    submit: async () => {
      await run();
      return true;
    },
  });
  return done ?? false;
}
