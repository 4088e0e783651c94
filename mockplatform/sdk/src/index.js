// Owns what the SDK gives to pages: one object that is ready, and how to make more.

import { tagOptions } from "./options.js";
import { Widget } from "./sdk.js";

/** A classic script knows its own tag only while it runs; a module never does. */
const TAG = /** @type {HTMLScriptElement | null} */ (globalThis.document?.currentScript ?? null);

/**
 * Makes an SDK of its own, for a page with several widgets.
 * @param {Partial<import("../widget-sdk.d.ts").WidgetOptions>} [options]
 * @returns {import("../widget-sdk.d.ts").WidgetSDK}
 */
export function createWidgetSDK(options = {}) {
  const pageUrl = globalThis.location?.href ?? "http://localhost/";
  return new Widget({ ...tagOptions(TAG), ...options }, { scriptUrl: TAG?.src, pageUrl });
}

/** The page's SDK. */
export const widgetSDK = createWidgetSDK();
