// Owns the links to findings and rules. They are stable: reports of a run have them too.

import { link } from "../lib/router.js";

/** @param {string} id */
export function findingLink(id) {
  return link("findings", [id]);
}

/** @param {string} id */
export function ruleLink(id) {
  return link("findings", ["rules", id]);
}
