// Owns how what the API hands out becomes a file of the user's.

import { h } from "./dom.js";

const KEPT_MS = 60_000; // some browsers read it only a while after the click

/**
 * Fetch a document, with the admin token, and save it.
 *
 * @param {import("./api.js").Api} api
 * @param {string} path
 * @param {string} name the file's
 */
export async function save(api, path, name) {
  const response = await api.fetch(api.url(path), {});
  const url = URL.createObjectURL(await response.blob());
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/**
 * Return a file's name that sorts by time.
 *
 * @param {string} what
 * @param {number} now epoch milliseconds
 * @param {string} suffix
 */
export function named(what, now, suffix) {
  const at = new Date(now).toISOString().slice(0, 19).replaceAll(":", "-");
  return `${what}-${at}.${suffix}`;
}
