// Owns the start: which page the address asks for, and what is said if there is none.

import { h } from "./dom.js";
import { readParams } from "./params.js";

const params = readParams();
try {
  if (params.isFragile) await (await import("./fragile/page.js")).fragilePage(params);
  else await (await import("./page.js")).demoPage(params);
} catch (error) {
  const { message, hint } = /** @type {Error & {hint?: string}} */ (error);
  const next = h("p", null, hint ?? "Is the platform there? Reload the page to try again.");
  document.body.append(
    h(
      "main",
      { class: "broken", role: "alert" },
      h("h1", null, "No widget here"),
      h("p", null, message),
      next,
    ),
  );
}
