// Owns the record's card: a run is written down, and saved to be replayed.

import { fill, h } from "../lib/dom.js";
import { plural, size } from "../lib/format.js";
import { named, save } from "../lib/saving.js";
import { confirmed } from "../parts/confirm.js";

/** @typedef {{state: string, ended?: string, lines: number, bytes: number, bytesMax: number}} Told */

/**
 * @param {import("../lib/view.js").View} view
 * @returns {{card: HTMLElement, read: () => Promise<void>}}
 */
export function recordCard(view) {
  const { api, clock } = view.ctx;
  const state = h("p", { role: "status" });
  const acts = h("div", { class: "row" });
  const read = async () => show(await api.get("/record/state"));
  /** @param {Told} told */
  const show = (told) => {
    fill(state, ...sentence(told));
    fill(acts, ...(told.state === "recording" ? whileRecording : whenNot(told)));
  };
  const post = (/** @type {string} */ act) => async () => {
    const told = await view.attempt(() => api.post(`/record/${act}`));
    if (told) show(told);
  };
  const download = () =>
    view.attempt(() => save(api, "/record", named(`${api.tenant}-record`, clock.now(), "jsonl")));
  const remove = async () => {
    const done = await confirmed({
      title: "Take the record away?",
      text: "Download it first if it is to be replayed.",
      act: "Take it away",
      run: () => api.call("DELETE", "/record"),
    });
    if (done) await read();
  };
  const start = h("button", { type: "button", class: "primary", onclick: post("start") }, "Record");
  const save_ = h("button", { type: "button", onclick: download }, "Download");
  const away = h("button", { type: "button", class: "danger", onclick: remove }, "Take away…");
  const whileRecording = [
    h("button", { type: "button", class: "primary", onclick: post("stop") }, "Stop"),
    save_,
  ];
  const whenNot = (/** @type {Told} */ told) =>
    told.state === "none" ? [start] : [start, save_, away];
  const card = h(
    "section",
    { class: "card stack", "aria-label": "Record" },
    h("h2", null, "Record"),
    h(
      "p",
      { class: "muted" },
      "All that reaches the tenant from now on, line by line, for ",
      h("code", null, "mockplatform replay"),
      ".",
    ),
    state,
    acts,
  );
  return { card, read };
}

/** @param {Told} told */
function sentence({ state, ended, lines, bytes, bytesMax }) {
  if (state === "none") return ["Nothing is recorded."];
  const much = `${plural(lines, "line")}, ${size(bytes)} of ${size(bytesMax)}`;
  const is = state === "recording" ? "Recording" : `Ended (${ended})`;
  return [
    h("span", { class: "state", "data-state": state === "recording" ? "ACTIVE" : "CLOSED" }, is),
    ` ${much}`,
  ];
}
