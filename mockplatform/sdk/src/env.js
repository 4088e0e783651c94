// Owns the way out into the browser: time, luck, network, storage, locks, and what it tells of itself.
// Nothing else in the SDK touches a global, so that a test or a host page can hand in another world.

/**
 * What the SDK sees of the world. Every member is looked up when it is used and never kept, since
 * pages replace globals late: test clocks, polyfills, instrumented `fetch`.
 * @typedef {ReturnType<typeof browserEnv>} Env
 *
 * What `setTimeout` returns: a number in browsers.
 * @typedef {ReturnType<typeof setTimeout>} TimerId
 */

/** Where a page notes what its widgets hold, whichever copy of this script they came from. */
const CLAIMS = Symbol.for("mockplatform.widget.claims");

/** The world of a browser's page; what this browser lacks is null. */
export function browserEnv() {
  return {
    /** Epoch milliseconds of the device, which may be wrong. */
    now: () => Date.now(),
    /** From 0 to below 1. */
    random: () => Math.random(),
    uuid: randomUuid,
    digest: sha256Hex,
    /** @type {(fn: () => void, ms: number) => TimerId} */
    setTimeout: (fn, ms) => globalThis.setTimeout(fn, ms),
    /** @param {TimerId | undefined} id */
    clearTimeout: (id) => globalThis.clearTimeout(id),
    idle: whenIdle,
    /** @type {(url: string, init?: RequestInit) => Promise<Response>} */
    fetch: (url, init) => globalThis.fetch(url, init),
    get WebSocket() {
      return globalThis.WebSocket;
    },
    get sessionStorage() {
      return storageOf("sessionStorage");
    },
    get localStorage() {
      return storageOf("localStorage");
    },
    get BroadcastChannel() {
      return globalThis.BroadcastChannel ?? null;
    },
    /** Only where the page came by HTTPS, or from this machine. */
    get locks() {
      return globalThis.navigator?.locks ?? null;
    },
    /** What the widgets of this page hold. */
    get claims() {
      return claimsOn(globalThis);
    },
    /** What the browser says of its disk, or undefined. */
    estimate: async () => globalThis.navigator?.storage?.estimate?.(),
    /** False is sure; true means only that there is a network, not where it leads. */
    online: () => globalThis.navigator?.onLine ?? true,
    visible: () => globalThis.document?.visibilityState !== "hidden",
    /** @param {() => void} fn */
    onOnline: (fn) => listen(globalThis, "online", fn),
    /** @param {() => void} fn */
    onOffline: (fn) => listen(globalThis, "offline", fn),
    /** @param {() => void} fn */
    onVisible: (fn) => {
      const ends = [
        listen(globalThis.document, "visibilitychange", () => isHidden() || fn()),
        listen(globalThis, "pageshow", fn), // out of the back/forward cache
      ];
      return () => ends.forEach((end) => end());
    },
    /** `pagehide` comes where `unload` does not: on phones, and into the back/forward cache.
     * @param {() => void} fn */
    onHide: (fn) => listen(globalThis, "pagehide", fn),
  };
}

/**
 * @param {object} page
 * @returns {Set<string>}
 */
function claimsOn(page) {
  const noted = /** @type {{[CLAIMS]?: Set<string>}} */ (page);
  noted[CLAIMS] ??= new Set();
  return noted[CLAIMS];
}

/** @returns {boolean} */
function isHidden() {
  return globalThis.document?.visibilityState === "hidden";
}

/**
 * Even to look at a storage throws where cookies are blocked.
 * @param {"sessionStorage" | "localStorage"} name
 * @returns {Storage | null}
 */
function storageOf(name) {
  try {
    return globalThis[name] ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {EventTarget | undefined} target
 * @param {string} name
 * @param {() => void} fn
 * @returns {() => void} ends it
 */
function listen(target, name, fn) {
  target?.addEventListener?.(name, fn);
  return () => target?.removeEventListener?.(name, fn);
}

/**
 * Runs something when the page has nothing better to do, and within a second at the latest
 * (Guide, edge case 1: what is heavy waits for an idle frame).
 * @param {() => void} fn
 */
function whenIdle(fn) {
  // Safari has no requestIdleCallback.
  if (globalThis.requestIdleCallback) globalThis.requestIdleCallback(fn, { timeout: 1_000 });
  else globalThis.setTimeout(fn, 1);
}

/**
 * `crypto.randomUUID` is for secure contexts only, and a test page often is none.
 * @returns {string} a random UUID (RFC 9562, version 4)
 */
function randomUuid() {
  if (globalThis.crypto.randomUUID) return globalThis.crypto.randomUUID();
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (Number(bytes[6]) & 0x0f) | 0x40;
  bytes[8] = (Number(bytes[8]) & 0x3f) | 0x80;
  return hexOf(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {string} text
 * @returns {Promise<string | null>} SHA-256 of its UTF-8 bytes in hex; null outside secure contexts
 */
async function sha256Hex(text) {
  if (!globalThis.crypto?.subtle) return null;
  const bytes = new TextEncoder().encode(text);
  return hexOf(new Uint8Array(await globalThis.crypto.subtle.digest("SHA-256", bytes)));
}

/**
 * @param {Uint8Array} bytes
 * @returns {string}
 */
function hexOf(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
