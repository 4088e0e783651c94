// Owns the page on which a fault is set, or set anew: a form built out of the published schemas.

import { fill, h } from "../lib/dom.js";
import { asBody, faultSchema } from "../lib/fault-schema.js";
import { link } from "../lib/router.js";
import { published } from "../lib/schemas.js";
import { troubleOf } from "../lib/trouble.js";
import { View, empty } from "../lib/view.js";
import { SchemaForm } from "../parts/schema-form.js";
import { freshId, told } from "../parts/schema-fields.js";
import { KindPicker } from "./faults-kinds.js";
import { back } from "./outages-page.js";

/** @typedef {import("../lib/fault-schema.js").Kind} Kind */

/** The page: `#/outages/fault/new?kind=status`, `#/outages/fault/ID`. */
export class FaultForm extends View {
  render() {
    this.form = new SchemaForm();
    /** @type {Kind | undefined} */
    this.kind = undefined;
    this.about = h("div", { class: "stack" });
    this.wrong = h("p", { class: "wrong", role: "alert" });
    fill(this, back(), h("p", { class: "muted" }, "Asking for the kinds of faults …"));
    this.#read();
  }

  get #isNew() {
    return this.at.rest[1] === "new" || this.at.rest.length < 2;
  }

  async #read() {
    const { document, kinds } = published(this.ctx);
    try {
      const shown = this.#isNew ? null : await this.#shown();
      const known = await kinds;
      const name = shown?.what.kind ?? this.at.query.get("kind") ?? "";
      const kind = known.find((one) => one.kind === name);
      if (kind) this.#build(known, kind, await document, shown);
      else fill(this, back(), h("h1", null, "New fault"), new KindPicker(known));
    } catch (error) {
      const { message, hint } = /** @type {import("../lib/api.js").ApiError} */ (error);
      fill(this, back(), empty(message, hint || "Go back, and try again."));
    }
  }

  #shown() {
    return this.ctx.api.get(`/faults/${encodeURIComponent(this.at.rest[1])}`);
  }

  /**
   * @param {Kind[]} kinds
   * @param {Kind} kind
   * @param {any} document
   * @param {any} shown the fault that is set anew, if any
   */
  #build(kinds, kind, document, shown) {
    this.kind = kind;
    const { form, wrong } = this;
    if (!form || !wrong) return;
    form.show(faultSchema(document, kind), document, shown ? asBody(shown) : kind.example);
    form.addEventListener("change", () => this.#follow(kinds, document));
    fill(
      this,
      back(),
      h(
        "form",
        { class: "stack", novalidate: true, onsubmit: (/** @type {Event} */ e) => this.#send(e) },
        this.#head(kinds, kind, shown),
        wrong,
        form,
        this.#actions(shown),
      ),
    );
  }

  /**
   * @param {Kind[]} kinds
   * @param {Kind} kind
   * @param {any} shown
   */
  #head(kinds, kind, shown) {
    const id = freshId();
    const choice = h(
      "select",
      {
        id,
        onchange: () =>
          this.ctx.router.go(link("outages", ["fault", "new"], { kind: choice.value })),
      },
      kinds.map((one) => h("option", { value: one.kind, selected: one === kind }, one.kind)),
    );
    this.choice = choice;
    this.#tellAbout(kind);
    return h(
      "div",
      { class: "card stack" },
      h(
        "div",
        { class: "row" },
        h("h1", null, shown ? `Fault ${shown.id}` : "New fault"),
        h("span", { class: "spring" }),
        shown ? null : h("span", { class: "row" }, h("label", { for: id }, "Kind"), choice),
      ),
      this.about,
    );
  }

  /** @param {Kind} kind */
  #tellAbout({ summary, sees }) {
    fill(
      /** @type {HTMLElement} */ (this.about),
      h("p", null, told(summary)),
      h("p", { class: "muted" }, h("b", null, "What the client sees: "), told(sees)),
    );
  }

  /**
   * Show the form of another kind when the JSON names one.
   *
   * @param {Kind[]} kinds
   * @param {any} document
   */
  #follow(kinds, document) {
    const { form } = this;
    const value = /** @type {any} */ (form?.value);
    const kind = kinds.find((one) => one.kind === value?.what?.kind);
    if (!form || !kind || kind === this.kind) return;
    this.kind = kind;
    form.show(faultSchema(document, kind), document, value);
    if (this.choice) this.choice.value = kind.kind;
    this.#tellAbout(kind);
  }

  /** @param {any} shown */
  #actions(shown) {
    const example = () => {
      const { form, kind } = this;
      if (form && kind) form.value = shown ? { id: shown.id, ...kind.example } : kind.example;
    };
    return h(
      "div",
      { class: "actions sticky" },
      h("button", { class: "primary" }, shown ? "Set it anew" : "Set the fault"),
      h("a", { class: "button", href: link("outages") }, "Cancel"),
      h("button", { type: "button", onclick: example }, "Take the example"),
    );
  }

  /** @param {Event} event */
  async #send(event) {
    event.preventDefault();
    const { form, wrong } = this;
    if (!form || !wrong) return;
    wrong.textContent = form.isBroken ? "The JSON cannot be read: mend it, or edit the form." : "";
    if (form.isBroken) return;
    const [method, path] = this.#isNew
      ? ["POST", "/faults"]
      : ["PUT", `/faults/${encodeURIComponent(this.at.rest[1])}`];
    try {
      const made = await this.ctx.api.call(method, path, form.value);
      this.ctx.tell(`${made.id} is set.`, "good");
      troubleOf(this.ctx).refresh();
      this.ctx.router.go(link("outages"));
    } catch (error) {
      this.#tell(/** @type {import("../lib/api.js").ApiError} */ (error));
    }
  }

  /** @param {import("../lib/api.js").ApiError} error */
  #tell(error) {
    const { form, wrong } = this;
    if (!form || !wrong) return;
    const errors = error.errors ?? [];
    const first = form.complain(errors);
    wrong.textContent = errors.length
      ? `Not set: ${errors.length === 1 ? "one thing is" : `${errors.length} things are`} wrong.`
      : [error.message, error.hint].filter(Boolean).join(". ");
    (first ?? wrong).scrollIntoView({ block: "center" });
    first?.focus({ preventScroll: true });
  }
}

customElements.define("mp-fault-form", FaultForm);
