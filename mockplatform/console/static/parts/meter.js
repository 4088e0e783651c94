// Owns a bar that shows how much of what may be there is there.

import { h } from "../lib/dom.js";
import { size } from "../lib/format.js";

const NEAR = 0.8;

/**
 * Show bytes against their limit.
 *
 * @param {string} label
 * @param {number} bytes
 * @param {number} max
 */
export function meter(label, bytes, max) {
  const share = Math.min(1, bytes / max);
  const level = share >= 1 ? "full" : share >= NEAR ? "near" : "low";
  const told = `${size(bytes)} of ${size(max)}`;
  const fill = h("span", { class: "meter-fill" });
  fill.style.setProperty("width", `${(share * 100).toFixed(2)}%`);
  return h(
    "div",
    { class: "meter" },
    h(
      "div",
      { class: "meter-text" },
      h("span", null, label),
      h("span", { class: "mono" }, `${told} · ${percent(share)}`),
    ),
    h(
      "div",
      {
        class: "meter-bar",
        role: "meter",
        "data-level": level,
        "aria-label": label,
        "aria-valuemin": 0,
        "aria-valuemax": max,
        "aria-valuenow": bytes,
        "aria-valuetext": told,
      },
      fill,
    ),
  );
}

/** @param {number} share */
function percent(share) {
  const exact = share * 100;
  return exact > 0 && exact < 1 ? "under 1 %" : `${Math.round(exact)} %`;
}
