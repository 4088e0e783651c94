// Owns what can be done with all findings: take them along as a file, accept them, clear them.

import { h } from "../lib/dom.js";
import { acceptedAs } from "../lib/findings-filter.js";
import { plural } from "../lib/format.js";
import { named, save } from "../lib/saving.js";
import { confirmed } from "../parts/confirm.js";

/** The formats: as the API names them, as people do, and the file's suffix. */
const FORMATS = /** @type {const} */ ([
  ["sarif", "SARIF", "sarif"],
  ["junit", "JUnit", "xml"],
  ["markdown", "Markdown", "md"],
  ["json", "JSON", "json"],
]);

/**
 * Make the controls; those that need findings are off while there are none.
 *
 * @param {import("../lib/view.js").View} view
 * @param {import("../lib/findings.js").Findings} found
 */
export function tools(view, found) {
  const accept = button("Accept all", "", () => acceptAll(view, found));
  const clear = button("Clear", "danger", () => clearAll(view, found));
  const take = download(view);
  const show = () => {
    accept.disabled = found.findings.every(acceptedAs);
    clear.disabled = found.findings.length === 0;
  };
  view.own(found.on("change", show));
  show();
  return [take, accept, clear];
}

/**
 * @param {string} label
 * @param {string} kind
 * @param {() => void} onclick
 */
function button(label, kind, onclick) {
  return h("button", { type: "button", class: kind, onclick }, label);
}

/**
 * A choice of formats is a button each behind one: it is known what is saved before it is.
 *
 * @param {import("../lib/view.js").View} view
 */
function download(view) {
  const { api, clock } = view.ctx;
  const get = (/** @type {string} */ format, /** @type {string} */ suffix) => {
    details.open = false;
    details.querySelector("summary")?.focus();
    const name = named(`${api.tenant}-findings`, clock.now(), suffix);
    view.attempt(() => save(api, `/findings?format=${format}`, name));
  };
  const items = FORMATS.map(([format, label, suffix]) =>
    button(label, "quiet", () => get(format, suffix)),
  );
  const details = h(
    "details",
    { class: "findings-file" },
    h("summary", { class: "button" }, "Download"),
    h("div", { class: "card", role: "group", "aria-label": "Formats" }, items),
  );
  details.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  });
  details.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !details.contains(relatedTarget)) details.open = false;
  });
  return details;
}

/**
 * @param {import("../lib/view.js").View} view
 * @param {import("../lib/findings.js").Findings} found
 */
async function acceptAll(view, found) {
  const fresh = found.findings.filter((one) => !acceptedAs(one));
  const done = await confirmed({
    title: `Accept ${plural(fresh.length, "finding")} as known?`,
    text:
      "They become the baseline: they are marked and not counted, and no check fails for them " +
      "any more. What is found from now on is new.",
    act: "Accept them",
    isDanger: false,
    run: () => view.ctx.api.call("PUT", "/findings/baseline"),
  });
  if (!done) return;
  view.ctx.tell("The present findings are the baseline");
  await found.refresh();
}

/**
 * @param {import("../lib/view.js").View} view
 * @param {import("../lib/findings.js").Findings} found
 */
async function clearAll(view, found) {
  const done = await confirmed({
    title: `Clear ${plural(found.findings.length, "finding")}?`,
    text: "What was found is forgotten, and the review begins anew. The journal stays as it is.",
    act: "Clear them",
    run: () => view.ctx.api.call("DELETE", "/findings"),
  });
  if (!done) return;
  view.ctx.tell("There are no findings any more");
  await found.refresh();
}
