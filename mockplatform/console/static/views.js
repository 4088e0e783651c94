// Owns which views there are, in the order of the menu. Each is loaded when it is first shown.

/**
 * @typedef {object} Shown
 * @property {string} name as it stands in links
 * @property {string} label
 * @property {string} tag its custom element
 * @property {() => Promise<unknown>} load
 */

/** @type {Shown[]} */
export const VIEWS = [
  {
    name: "conversations",
    label: "Conversations",
    tag: "mp-conversations",
    load: () => import("./views/conversations.js"),
  },
  {
    name: "desk",
    label: "Desk",
    tag: "mp-desk",
    load: () => import("./views/desk.js"),
  },
  {
    name: "findings",
    label: "Findings",
    tag: "mp-findings",
    load: () => import("./views/findings.js"),
  },
  {
    name: "outages",
    label: "Outages",
    tag: "mp-outages",
    load: () => import("./views/outages.js"),
  },
  {
    name: "clock",
    label: "Clock",
    tag: "mp-clock",
    load: () => import("./views/clock.js"),
  },
  {
    name: "tokens",
    label: "Tokens",
    tag: "mp-tokens",
    load: () => import("./views/tokens.js"),
  },
  {
    name: "journal",
    label: "Journal",
    tag: "mp-journal",
    load: () => import("./views/journal.js"),
  },
  {
    name: "herd",
    label: "Herd",
    tag: "mp-herd",
    load: () => import("./views/herd.js"),
  },
  {
    name: "tenants",
    label: "Tenants",
    tag: "mp-tenants",
    load: () => import("./views/tenants.js"),
  },
  {
    name: "settings",
    label: "Settings",
    tag: "mp-settings",
    load: () => import("./views/settings.js"),
  },
  {
    name: "rewind",
    label: "Rewind",
    tag: "mp-rewind",
    load: () => import("./views/rewind.js"),
  },
];
