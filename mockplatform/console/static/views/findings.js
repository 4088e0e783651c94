// Owns the way to the pages about findings: all of them, one, the rules, one rule.

import { fill } from "../lib/dom.js";
import { View } from "../lib/view.js";
import { FindingsList } from "./findings-list.js";
import { FindingPage } from "./findings-page.js";
import { RulePage, RulesPage } from "./findings-rules.js";

/** `#/findings`, `#/findings/f3`, `#/findings/rules`, `#/findings/rules/no-backoff`. */
export class FindingsView extends View {
  render() {
    this.#show();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    const isSame = place.rest.join("/") === this.at.rest.join("/");
    super.place(place);
    if (isSame) {
      this.shown?.place(place);
      return;
    }
    this.#show();
    this.closest("main")?.focus({ preventScroll: true });
  }

  #show() {
    this.shown = pageFor(this.at.rest);
    this.shown.ctx = this.ctx;
    this.shown.at = this.at;
    fill(this, this.shown);
  }
}

/**
 * @param {string[]} rest
 * @returns {View}
 */
function pageFor([first, second]) {
  if (first === "rules") return second ? new RulePage() : new RulesPage();
  return first ? new FindingPage() : new FindingsList();
}

customElements.define("mp-findings", FindingsView);
