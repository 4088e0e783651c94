// Owns what can be done to both widgets at once, by buttons: each is a situation of the guide.

import { h } from "../dom.js";
import { emptyStorage, fillStorage } from "../hood/bytes.js";
import { renewNow } from "../hood/renew.js";
import { dropSockets, loseNextAnswers } from "../hood/sockets.js";
import { addressWith } from "../params.js";

const FILLER_NAME = "widget_demo_filler_";
/** Letters of two bytes each: fewer than 16,384 units, and more than 16,384 bytes. */
const HEAVY_CHARS = 9_000;

/** @typedef {import("./page.js").FragilePage} FragilePage */

/**
 * @param {FragilePage} page
 * @returns {HTMLElement}
 */
export function situations(page) {
  const all = /** @type {[string, string, () => unknown][]} */ ([
    ["renew", "Renew both tokens", () => renewBoth(page)],
    ["drop", "Drop both sockets", () => dropBoth(page)],
    ["lose", "Lose the next answers", () => loseAnswers(page)],
    ["end", "End both elsewhere", () => endBoth(page)],
    ["heavy", "Heavy routing data", () => heavyRouting(page)],
    ["routing", "Route as this tab", () => routeAsTab(page)],
    ["fill", "Fill the storage", () => fillBoth()],
    ["empty", "Empty it", () => emptyBoth()],
    ["tab", "Second tab", () => window.open(addressWith({}), "_blank")],
    ["reload", "Reload", () => location.reload()],
  ]);
  return h(
    "div",
    { class: "row situations", role: "group", "aria-label": "Make it difficult" },
    ...all.map(([id, label, act]) => button(page, id, label, act)),
  );
}

/**
 * A button that leaves the focus where it is: what happens to a field in which somebody writes is
 * part of what is shown.
 *
 * @param {FragilePage} page
 * @param {string} id
 * @param {string} label
 * @param {() => unknown} act
 */
function button(page, id, label, act) {
  return h(
    "button",
    {
      type: "button",
      "data-testid": `do-${id}`,
      onpointerdown: (/** @type {Event} */ event) => event.preventDefault(),
      onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
      onclick: () => page.attempt(act),
    },
    label,
  );
}

/** @param {FragilePage} page */
async function renewBoth({ sdk, client, parts: { base, deploymentId, pair } }) {
  await Promise.all([renewNow(sdk, base, deploymentId, `careful-${pair}`), client.refresh()]);
  return "Both have a new token. Was somebody writing?";
}

/** @param {FragilePage} page */
function dropBoth({ parts: { sockets } }) {
  dropSockets(sockets.open);
  return "Both sockets are gone; both widgets come back in their own way.";
}

/** @param {FragilePage} page */
function loseAnswers({ parts: { sockets } }) {
  loseNextAnswers(sockets);
  return "The next message of each is stored, and its socket is gone before the answer. Say something.";
}

/** @param {FragilePage} page */
async function endBoth({ judges }) {
  await Promise.all([judges.left.endAll(), judges.right.endAll()]);
  return "Both customers have ended their conversations on another device.";
}

/** @param {FragilePage} page */
async function heavyRouting({ sdk, client }) {
  const data = { notes: "ü".repeat(HEAVY_CHARS) };
  await client.setRoutingData(data);
  const refused = await sdk.setRoutingData(data).catch((error) => error);
  return refused ? `The SDK says: ${refused.message}` : "Both took it.";
}

/** @param {FragilePage} page */
async function routeAsTab({ sdk, client, watch }) {
  const data = { [`tab_${(sdk.instanceId || "tab").slice(-6)}`]: true };
  watch.saidRouting(data);
  await Promise.all([sdk.setRoutingData(data), client.setRoutingData(data)]);
  return `Both told routing ${JSON.stringify(data)}. Do the same in a second tab.`;
}

function fillBoth() {
  fillStorage(localStorage, FILLER_NAME);
  fillStorage(sessionStorage, FILLER_NAME);
  return "localStorage and sessionStorage are full. Say something.";
}

function emptyBoth() {
  emptyStorage(localStorage, FILLER_NAME);
  emptyStorage(sessionStorage, FILLER_NAME);
  return "The filler is gone.";
}
