// Owns the panel of a conversation's live sockets: how far each has heard, and how to end it.

import { h } from "../lib/dom.js";
import { length, time } from "../lib/format.js";
import { panel } from "./conversation-panels.js";

/** With which codes a socket can be closed here, and what a client takes them for. */
const CODES = /** @type {const} */ ([
  [1001, "going away"],
  [1011, "internal error"],
  [1012, "restart"],
  [1013, "try again later"],
  [4401, "token ended"],
  [4408, "silent"],
]);

/**
 * Make the panel.
 *
 * @param {any} known the conversation, as the admin API shows it
 * @param {import("../lib/view.js").View} view
 */
export function sockets(known, view) {
  const live = known.channels ?? [];
  return panel(
    "Sockets",
    live.length
      ? h(
          "ul",
          { class: "sockets" },
          live.map((/** @type {any} */ one) => socket(one, known.version, view)),
        )
      : h("p", { class: "muted small" }, "No socket is open."),
  );
}

/**
 * @param {any} one
 * @param {number} version
 * @param {import("../lib/view.js").View} view
 */
function socket(one, version, view) {
  const behind = one.behind > 0;
  const end = one.tokenExp ? new Date(one.tokenExp * 1000).toISOString() : "";
  return h(
    "li",
    null,
    h(
      "div",
      { class: "row" },
      h("strong", { class: "mono" }, one.id),
      h(
        "span",
        { class: behind ? "warn" : "muted" },
        `cursor ${one.cursor} of ${version}${behind ? `, ${one.behind} behind` : ""}`,
      ),
    ),
    h(
      "p",
      { class: "small muted" },
      `${one.dialect} · opened ${time(one.openedAt)} · silent for ${length(one.silentFor * 1000)}`,
      one.instanceId ? ` · instance ${one.instanceId}` : "",
    ),
    end ? h("p", { class: "small" }, "token ends ", h("span", { "data-until": end })) : null,
    drops(one.id, view),
  );
}

/**
 * @param {string} id
 * @param {import("../lib/view.js").View} view
 */
function drops(id, view) {
  const { api } = view.ctx;
  const drop = (/** @type {object} */ body, /** @type {string} */ done) =>
    view.attempt(() => api.post(`/channels/${encodeURIComponent(id)}/drop`, body), done);
  const cut = () => drop({ how: "abort" }, `${id} is cut, without a word`);
  const close = () => {
    const code = Number(codes.value);
    drop({ how: "close", code }, `${id} is closed with ${code}`);
  };
  const codes = h(
    "select",
    { id: `code-${id}`, "aria-label": `Code to close ${id} with` },
    CODES.map(([code, means]) => h("option", { value: code }, `${code} ${means}`)),
  );
  const named = { type: "button", class: "small" };
  return h(
    "div",
    { class: "row", role: "group", "aria-label": `Drop ${id}` },
    h("button", { ...named, id: `cut-${id}`, onclick: cut }, "Drop: cut it"),
    h("button", { ...named, id: `close-${id}`, onclick: close }, "Drop: close with"),
    codes,
  );
}
