// Owns what is said of staged trouble in the page's head, and the button that ends all of it.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";
import { troubleOf } from "../lib/trouble.js";

/** Tells how much is staged; it is there only while something is. */
export class TroubleChip extends HTMLElement {
  /** @param {import("../lib/view.js").Context} ctx */
  on(ctx) {
    const trouble = troubleOf(ctx);
    const text = h("span", { role: "status" });
    const end = h("button", { type: "button", onclick: () => endAll(ctx) }, "End all");
    const open = h("a", { class: "chip", href: link("outages") }, icon("outages"), text);
    this.hidden = true;
    fill(this, open, end);
    trouble.on("change", () => {
      const said = summary(trouble);
      if (text.textContent !== said) text.textContent = said;
      this.hidden = said === "";
    });
    return this;
  }
}

/**
 * Tell how much is active; "" if nothing is.
 *
 * @param {import("../lib/trouble.js").Trouble} trouble
 */
export function summary({ own, running }) {
  const parts = [
    running.length ? plural(running.length, "outage") : "",
    own.length ? plural(own.length, "fault") : "",
  ].filter(Boolean);
  return parts.length ? `${parts.join(", ")} active` : "";
}

/**
 * End all faults and outages, and say so.
 *
 * @param {import("../lib/view.js").Context} ctx
 */
export async function endAll(ctx) {
  try {
    await troubleOf(ctx).endAll();
    ctx.tell("All faults and outages are over; what they held goes on.");
  } catch (error) {
    const { message, hint } = /** @type {import("../lib/api.js").ApiError} */ (error);
    ctx.tell(`${message}. ${hint}`, "bad");
  }
}

customElements.define("mp-trouble-chip", TroubleChip);
