// Owns what the page's address asks for, and where the platform is that the page came from.

/** The first deployment of the fixture that a platform begins with. */
const DEPLOYMENT = "shop-web";

/**
 * @typedef {object} Params
 * @property {string} deploymentId
 * @property {string | undefined} userId a guest without it
 * @property {boolean} sync whether the tabs of this browser merge what they share
 * @property {string | null} instance what this tab's widget is called, unless another tab is
 * @property {boolean} isOpen whether the chat opens by itself
 * @property {boolean} isFragile whether the page is that of the mistakes
 * @property {string | null} pair names the two customers of that page
 */

/**
 * @param {string} [search]
 * @returns {Params}
 */
export function readParams(search = location.search) {
  const asked = new URLSearchParams(search);
  return {
    deploymentId: asked.get("deployment") || DEPLOYMENT,
    userId: asked.get("user") || undefined,
    sync: isOn(asked.get("sync")),
    instance: asked.get("instance"),
    isOpen: isOn(asked.get("open")),
    isFragile: isOn(asked.get("fragile")),
    pair: asked.get("pair"),
  };
}

/**
 * @returns {string} the platform's base URL, a tenant's prefix included, without a slash at the end
 */
export function baseUrl() {
  return new URL(".", location.href).href.replace(/\/$/, "");
}

/**
 * Return this page's address with some parameters changed.
 *
 * @param {Record<string, string | null>} changes null takes one away
 * @returns {string}
 */
export function addressWith(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

/** @param {string | null} text */
function isOn(text) {
  return text !== null && !["", "0", "false", "no"].includes(text);
}
