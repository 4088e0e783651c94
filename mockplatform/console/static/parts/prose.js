// Owns texts of rules: what stands between backticks in them is code.

import { h } from "../lib/dom.js";

/**
 * Make the children of a text.
 *
 * @param {string} text
 * @returns {import("../lib/dom.js").Child[]}
 */
export function prose(text) {
  return text.split("`").map((part, place) => (place % 2 ? h("code", null, part) : part));
}
