// Owns what a widget is configured with: from code, from the script's tag, and by default.

import { Misuse } from "./errors.js";

/** A tenant's prefix at the beginning of a page's path. */
const TENANT_PREFIX = /^\/t\/[^/]+/;
/** Where the platform hands the SDK out. */
const CDN_PATH = "/cdn/";

/**
 * @typedef {import("../widget-sdk.d.ts").WidgetOptions} WidgetOptions
 */

/**
 * Returns what the tag of a classic script configures: `data-deployment-id` and so on.
 * @param {{dataset: Record<string, string | undefined>} | null} script `document.currentScript`,
 *   which is there only while the script runs, and never for a module
 * @returns {Partial<WidgetOptions>}
 */
export function tagOptions(script) {
  const { deploymentId, userId, name, baseUrl, scope, sync } = script?.dataset ?? {};
  const told = { deploymentId, userId, name, baseUrl, scope };
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value));
  return sync === undefined ? given : { ...given, sync: sync !== "false" };
}

/**
 * Returns where the platform is if nobody says so: where the script came from, if that is its CDN;
 * else where the page is, with its tenant's prefix.
 * @param {string | undefined} scriptUrl
 * @param {string} pageUrl
 * @returns {string}
 */
export function defaultBaseUrl(scriptUrl, pageUrl) {
  const cdn = scriptUrl?.indexOf(CDN_PATH) ?? -1;
  if (scriptUrl && cdn > 0) return scriptUrl.slice(0, cdn);
  const { origin, pathname } = new URL(pageUrl);
  return origin + (TENANT_PREFIX.exec(pathname)?.[0] ?? "");
}

/**
 * Returns the options to work with.
 * @param {Partial<WidgetOptions>} given
 * @param {{scriptUrl?: string, pageUrl: string}} where
 * @returns {WidgetOptions & {baseUrl: string}}
 * @throws {Misuse} the deployment is missing
 */
export function resolveOptions(given, { scriptUrl, pageUrl }) {
  const { deploymentId } = given;
  if (!deploymentId) {
    throw new Misuse({
      code: "deployment.missing",
      message: "The widget does not know its deployment",
      hint: 'Call configure({deploymentId: "…"}), or give the script tag data-deployment-id="…".',
    });
  }
  const baseUrl = (given.baseUrl ?? defaultBaseUrl(scriptUrl, pageUrl)).replace(/\/+$/, "");
  return { ...given, deploymentId, baseUrl };
}
