// Owns the snapshot's card: the whole tenant as a file, and back.

import { fill, h } from "../lib/dom.js";
import { size } from "../lib/format.js";
import { named, save } from "../lib/saving.js";
import { confirmed } from "../parts/confirm.js";

/** @param {import("../lib/view.js").View} view */
export function snapshotCard(view) {
  const { api, clock } = view.ctx;
  const wrong = h("div", { role: "alert" });
  const file = h("input", {
    type: "file",
    accept: "application/json,.json",
    "aria-label": "A snapshot's file to put in this tenant's place",
    onchange: () => putBack(view, file, wrong),
  });
  const download = () =>
    view.attempt(() =>
      save(api, "/snapshot", named(`${api.tenant}-snapshot`, clock.now(), "json")),
    );
  return h(
    "section",
    { class: "card stack", "aria-label": "Snapshot" },
    h("h2", null, "Snapshot"),
    h(
      "p",
      { class: "muted" },
      "All that the tenant is but sockets and journal, as one document: to keep with a test, or to take to another server. Its private keys stand in it.",
    ),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "primary", onclick: download }, "Download"),
    ),
    h("div", { class: "field" }, h("span", { class: "label" }, "Put one back"), file),
    wrong,
  );
}

/**
 * @param {import("../lib/view.js").View} view
 * @param {HTMLInputElement} field
 * @param {Element} wrong
 */
async function putBack(view, field, wrong) {
  const file = field.files?.[0];
  fill(wrong);
  if (!file) return;
  const { api } = view.ctx;
  /** @type {unknown} */
  let refused;
  const done = await confirmed({
    title: `Put ${file.name} in ${api.tenant}'s place?`,
    text: `The tenant becomes what these ${size(file.size)} say. What it is now is gone, its sockets close with 1012.`,
    act: "Put it back",
    run: async () => {
      try {
        await api.fetch(api.url("/snapshot"), {
          method: "PUT",
          headers: { "Content-Type": "application/json" },
          body: file,
        });
      } catch (error) {
        refused = error;
      }
    },
  });
  field.value = "";
  if (refused !== undefined) tell(wrong, refused);
  else if (done) view.ctx.tell(`The tenant is what ${file.name} says`);
}

/**
 * @param {Element} wrong
 * @param {unknown} error
 */
function tell(wrong, error) {
  const { message, hint, errors } = /** @type {import("../lib/api.js").ApiError} */ (error);
  fill(
    wrong,
    h("p", { class: "wrong" }, "It is not put back, and nothing has changed. ", hint),
    h(
      "ul",
      { class: "text" },
      (errors?.length ? errors : [{ path: "", message }]).map((one) =>
        h("li", null, one.path ? h("code", null, one.path) : null, ` ${one.message}`),
      ),
    ),
  );
}
