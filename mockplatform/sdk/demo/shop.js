// Owns the page that stands for a shop: what a customer looks at while the widget waits in a corner.

import { h, icon } from "./dom.js";

const GOODS = [
  { name: "Morning cup", price: "12.00", drawn: "cup", tone: "1" },
  { name: "Desk lamp", price: "48.00", drawn: "lamp", tone: "2" },
  { name: "Small fern", price: "19.50", drawn: "plant", tone: "3" },
];

/**
 * @param {import("./dom.js").Child[]} below what stands below the goods
 * @returns {HTMLElement}
 */
export function shopPage(below) {
  const goods = GOODS.map(({ name, price, drawn, tone }) =>
    h(
      "li",
      { class: "good" },
      h("div", { class: "picture", "data-tone": tone }, icon(drawn)),
      h("h2", null, name),
      h("p", { class: "muted" }, `€ ${price}`),
    ),
  );
  const intro =
    "A page that stands for a shop. The chat in its corner is the demo widget; it talks to this platform like any customer's browser would.";
  return h(
    "div",
    { class: "shop" },
    h(
      "header",
      { class: "shop-head" },
      h("p", { class: "shop-name" }, "Corner Shop"),
      h(
        "nav",
        { "aria-label": "Pages" },
        h("a", { href: "?fragile=1" }, "Compare with a fragile widget"),
      ),
    ),
    h(
      "main",
      null,
      h("h1", null, "Things for a good day at home"),
      h("p", { class: "lead" }, intro),
      h("ul", { class: "goods", "aria-label": "Goods" }, ...goods),
      ...below,
    ),
  );
}
