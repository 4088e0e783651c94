// Owns the tenant's time in the page's head.

import { fill, h } from "../lib/dom.js";
import { time } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";

/** Tells the tenant's time, and whether it is not this machine's. */
export class ClockChip extends HTMLElement {
  /** @param {import("../lib/clock.js").TenantClock} clock */
  on(clock) {
    const now = h("time", { class: "mono" });
    const state = h("span", { class: "clock-state" });
    fill(
      this,
      h(
        "a",
        { class: "chip", href: link("clock"), title: "The tenant's clock, in UTC" },
        icon("clock"),
        now,
        state,
      ),
    );
    clock.on("tick", () => {
      now.textContent = time(clock.now());
      state.textContent = clock.isPaused ? "paused" : rate(clock.told?.rate ?? 1);
      this.toggleAttribute("data-paused", clock.isPaused);
    });
    return this;
  }
}

/** @param {number} rate */
function rate(rate) {
  return rate === 1 ? "" : `×${rate}`;
}
