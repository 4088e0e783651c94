// Owns the page on which an outage of one's own is described and started.

import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { published } from "../lib/schemas.js";
import { troubleOf } from "../lib/trouble.js";
import { View, empty } from "../lib/view.js";
import { SchemaForm } from "../parts/schema-form.js";
import { back } from "./outages-page.js";

/** What the form begins with: small, and it can be started as it stands. */
const EXAMPLE = {
  name: "friday-evening",
  title: "Slow, then down",
  for: "10m",
  steps: [
    {
      for: "5m",
      faults: [{ id: "slow", what: { kind: "latency", delay: "2s" }, where: { phase: "edge" } }],
    },
    {
      at: "5m",
      for: "2m",
      faults: [
        {
          id: "down",
          what: { kind: "status", status: 503, retryAfter: "10s" },
          where: { phase: "edge" },
        },
      ],
    },
  ],
};

/** The page. */
export class OwnOutage extends View {
  render() {
    this.form = new SchemaForm();
    this.wrong = h("p", { class: "wrong", role: "alert" });
    fill(this, back(), h("p", { class: "muted" }, "Asking for the schema …"));
    this.#read();
  }

  async #read() {
    try {
      const document = await published(this.ctx).document;
      this.form?.show(document.components.schemas.PostedOutage, document, EXAMPLE);
      this.#build();
    } catch (error) {
      const { message, hint } = /** @type {import("../lib/api.js").ApiError} */ (error);
      fill(this, back(), empty(message, hint || "Go back, and try again."));
    }
  }

  #build() {
    fill(
      this,
      back(),
      h(
        "form",
        { class: "stack", novalidate: true, onsubmit: (/** @type {Event} */ e) => this.#send(e) },
        h(
          "div",
          { class: "card stack" },
          h("h1", null, "New outage"),
          h(
            "p",
            null,
            "Faults with a course over time. Once started it stands in the list by its name, to be ",
            "started again. An outage's file goes into the JSON field, if it is JSON; for one in ",
            "YAML there is ",
            h("code", null, "mockplatform outage start FILE"),
            ": this page has no parser for it.",
          ),
        ),
        this.wrong,
        this.form,
        h(
          "div",
          { class: "actions sticky" },
          h("button", { class: "primary" }, "Start the outage"),
          h("a", { class: "button", href: link("outages") }, "Cancel"),
        ),
      ),
    );
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const { form, wrong } = this;
    if (!form || !wrong) return;
    wrong.textContent = form.isBroken ? "The JSON cannot be read: mend it, or edit the form." : "";
    if (form.isBroken) return;
    try {
      const made = await this.ctx.api.post("/outages", form.value);
      this.ctx.tell(`${made.name} has started.`, "good");
      troubleOf(this.ctx).refresh();
      this.ctx.router.go(link("outages", [made.name]));
    } catch (error) {
      const problem = /** @type {import("../lib/api.js").ApiError} */ (error);
      const first = form.complain(problem.errors ?? []);
      wrong.textContent = [problem.message, problem.hint].filter(Boolean).join(". ");
      (first ?? wrong).scrollIntoView({ block: "center" });
      first?.focus({ preventScroll: true });
    }
  }
}

customElements.define("mp-own-outage", OwnOutage);
