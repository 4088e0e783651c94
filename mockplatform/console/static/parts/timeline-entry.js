// Owns one entry of a timeline: a line that opens to all that is known of it.

import { fill, h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { link } from "../lib/router.js";
import { KINDS, tell } from "../lib/story-kinds.js";
import { markChips } from "./evidence-marks.js";
import { findingLink } from "./finding-links.js";

/** @typedef {import("../lib/story-kinds.js").Item} Item */

/** @typedef {(id: number, from: HTMLElement) => void} FollowCause Goes to the entry that led here. */

/** What stands in the line already, or is of no use to who reads it. */
const LEFT_OUT = new Set(["id", "kind", "at", "seq"]);

/**
 * Make an entry's element.
 *
 * @param {Item} item
 * @param {FollowCause} follow
 * @param {import("../lib/evidence.js").Mark[]} [shows] what it is evidence of
 */
export function entry(item, follow, shows = []) {
  const { text, detail, tone } = tell(item);
  const isMessage = item.kind === "message";
  const from = isMessage ? (item.body?.sender?.purpose ?? "") : "";
  const props = { class: "event", "data-kind": item.kind, "data-tone": tone, "data-from": from };
  const line = h(
    "summary",
    null,
    h("time", { class: "mono", title: stamp(item) }, time(item.at, { millis: true })),
    sign(item.kind),
    h(
      "span",
      { class: "event-text" },
      isMessage && detail ? h("span", { class: "event-who" }, `${detail} `) : null,
      h("span", { class: "event-said" }, text),
      !isMessage && detail ? h("span", { class: "event-detail" }, ` ${detail}`) : null,
    ),
    markChips(shows),
  );
  const more = h("div", { class: "event-more" });
  const open = () => details.open && !more.hasChildNodes() && fill(more, ...members(item, follow));
  const details = h("details", { ...props, ontoggle: open }, line, more);
  return details;
}

/**
 * Make the element of frames that came one behind the other: their line, and each when it is open.
 *
 * @param {Item[]} items
 * @param {FollowCause} follow
 * @param {import("../lib/evidence.js").Mark[]} [shows] what it is evidence of, if it is one frame
 */
export function frames(items, follow, shows = []) {
  if (items.length === 1) return entry(items[0], follow, shows);
  const types = new Map();
  for (const one of items) {
    const { text } = tell(one);
    types.set(text, (types.get(text) ?? 0) + 1);
  }
  const told = [...types].map(([text, count]) => (count > 1 ? `${text} ×${count}` : text));
  const more = h("div", { class: "event-frames" });
  const open = () => {
    if (details.open && !more.hasChildNodes())
      fill(more, ...items.map((one) => entry(one, follow)));
  };
  const details = h(
    "details",
    { class: "event", "data-kind": "frame", ontoggle: open },
    h(
      "summary",
      null,
      h("time", { class: "mono", title: stamp(items[0]) }, time(items[0].at, { millis: true })),
      sign("frame"),
      h(
        "span",
        { class: "event-text" },
        h("span", { class: "event-said" }, plural(items.length, "frame")),
        h("span", { class: "event-detail" }, ` ${told.join(", ")}`),
      ),
    ),
    more,
  );
  return details;
}

/** @param {string} kind */
function sign(kind) {
  const { label, icon: name } = KINDS[/** @type {keyof typeof KINDS} */ (kind)];
  return h(
    "span",
    { class: "event-sign" },
    icon(name),
    h("span", { class: "visually-hidden" }, label),
  );
}

/** @param {Item} item */
function stamp({ at, entry }) {
  const real = entry?.wallAt ? `; real time ${time(entry.wallAt, { millis: true })}` : "";
  return `${time(at, { millis: true, date: true })} of the tenant's clock${real}`;
}

/**
 * @param {Item} item
 * @param {FollowCause} follow
 */
function members(item, follow) {
  const known = { ...item.entry, ...item.body };
  const rows = Object.entries(known).filter(([name]) => !LEFT_OUT.has(name));
  const list = rows.flatMap(([name, value]) => [
    h("dt", null, name),
    h("dd", { class: "mono" }, shown(value)),
  ]);
  const { entry: told } = item;
  return [
    h("dl", null, list),
    h(
      "p",
      { class: "row small" },
      told
        ? h("a", { href: link("journal", ["entry", String(told.id)]) }, `Entry ${told.id}`)
        : null,
      told?.causedBy ? cause(told.causedBy, follow) : null,
      told?.correlationId
        ? h(
            "a",
            { href: link("journal", [], { correlationId: told.correlationId }) },
            "All of this request",
          )
        : null,
      told?.correlationId
        ? h("a", { href: link("journal", ["explain", told.correlationId]) }, "Explain")
        : null,
      told?.kind === "finding"
        ? h("a", { href: findingLink(told.findingId) }, `Finding ${told.findingId}`)
        : null,
      told ? null : h("span", { class: "muted" }, "The journal's ring has dropped its entry."),
    ),
  ];
}

/**
 * @param {number} id
 * @param {FollowCause} follow
 */
function cause(id, follow) {
  const go = (/** @type {Event} */ event) =>
    follow(id, /** @type {HTMLElement} */ (event.currentTarget));
  return h("button", { type: "button", class: "quiet small", onclick: go }, `Caused by ${id}`);
}

/** @param {unknown} value */
function shown(value) {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
