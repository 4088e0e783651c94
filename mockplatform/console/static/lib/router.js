// Owns the page's links: `#/view/part?name=value`. They are stable, so that they can be sent.

import { Emitter } from "./emitter.js";

/** @typedef {{view: string, rest: string[], query: URLSearchParams}} Place */

/**
 * Read a link.
 *
 * @param {string} hash
 * @returns {Place}
 */
export function read(hash) {
  const whole = hash.replace(/^#\/?/, "");
  const end = whole.indexOf("?");
  const [path, query] = end < 0 ? [whole, ""] : [whole.slice(0, end), whole.slice(end + 1)];
  const [view = "", ...rest] = path.split("/").map(decoded);
  return { view, rest: rest.filter(Boolean), query: new URLSearchParams(query) };
}

/**
 * Mail programs cut links, also in the midst of a character: what is left is taken as it stands.
 *
 * @param {string} segment
 */
function decoded(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/**
 * Write a link.
 *
 * @param {string} view
 * @param {string[]} [rest]
 * @param {Record<string, string | undefined>} [query] members that are "" are left out
 */
export function link(view, rest = [], query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const asked = new URLSearchParams(/** @type {[string, string][]} */ (given));
  const path = [view, ...rest].map(encodeURIComponent).join("/");
  return `#/${path}${given.length ? `?${asked}` : ""}`;
}

/** Follows the address. Event: `place`. */
export class Router extends Emitter {
  constructor() {
    super();
    this.place = read(location.hash);
    addEventListener("hashchange", () => {
      this.place = read(location.hash);
      this.emit("place", this.place);
    });
  }

  /**
   * Go somewhere.
   *
   * @param {string} to a link
   */
  go(to) {
    location.hash = to;
  }

  /**
   * Note something of what is shown in the address, without a step in the history.
   *
   * @param {Record<string, string | undefined>} query
   */
  note(query) {
    const { view, rest } = this.place;
    const now = Object.fromEntries(this.place.query);
    this.stand(link(view, rest, { ...now, ...query }));
  }

  /**
   * Have the address say what is shown already, without a step in the history.
   *
   * @param {string} to a link
   */
  stand(to) {
    history.replaceState(null, "", to);
    this.place = read(to);
  }
}
