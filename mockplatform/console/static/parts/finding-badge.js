// Owns the count of warnings and errors in the menu; it is there only while there are some.

import { h } from "../lib/dom.js";
import { findingsOf } from "../lib/findings.js";
import { grave } from "../lib/findings-filter.js";

/** The count: accepted ones are not in it. */
export class FindingBadge extends HTMLElement {
  /** @param {import("../lib/view.js").Context} ctx */
  on(ctx) {
    const found = findingsOf(ctx);
    const number = h("span", { class: "mono" });
    this.hidden = true;
    this.append(number, h("span", { class: "visually-hidden" }, " warnings and errors"));
    found.on("change", () => {
      const { count, worst } = grave(found.findings);
      const said = count.toLocaleString("en");
      if (number.textContent !== said) number.textContent = said;
      this.dataset.severity = worst;
      this.hidden = count === 0;
    });
    return this;
  }
}

customElements.define("mp-finding-badge", FindingBadge);
