// Owns the way to the pages about staged trouble: all of it, one outage, one fault, one's own.

import { fill } from "../lib/dom.js";
import { View } from "../lib/view.js";
import { FaultForm } from "./faults-form.js";
import { OutageList } from "./outages-list.js";
import { OutagePage } from "./outages-page.js";
import { OwnOutage } from "./outages-own.js";

/** The view; which page of it is shown, the link says. */
export class Outages extends View {
  render() {
    this.#show();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    const isSame = place.rest.join("/") === this.at.rest.join("/");
    const isSameKind = place.query.get("kind") === this.at.query.get("kind");
    super.place(place);
    if (!isSame || !isSameKind) this.#show();
  }

  #show() {
    const page = pageFor(this.at.rest);
    page.ctx = this.ctx;
    page.at = this.at;
    fill(this, page);
  }
}

/**
 * @param {string[]} rest
 * @returns {View}
 */
function pageFor([first, second]) {
  if (first === "fault") return new FaultForm();
  if (first === "own" && second === "new") return new OwnOutage();
  return first ? new OutagePage() : new OutageList();
}

customElements.define("mp-outages", Outages);
