// Owns the view of what brings a state back: checkpoints, snapshots, resets, and the record.

import { h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { Keyed } from "../lib/keyed.js";
import { View, coalesced, empty } from "../lib/view.js";
import { confirmed } from "../parts/confirm.js";
import { showRefusal, textField } from "../parts/fields.js";
import { recordCard } from "./rewind-record.js";
import { snapshotCard } from "./rewind-snapshot.js";
import { PARTS, reset } from "./tenants.js";

const NEWS_MS = 300;

/** @typedef {{name: string, at: string, conversations: number, events: number}} Checkpoint */

/** The ways back. */
export class Rewind extends View {
  render() {
    const { feed } = this.ctx;
    this.list = h("ul", { class: "checkpoints", "aria-label": "Checkpoints" });
    this.none = empty("No checkpoint yet", "Give the state of now a name, and come back to it.");
    this.rows = new Keyed(
      this.list,
      (/** @type {Checkpoint} */ one) => one.name,
      (/** @type {Checkpoint} */ one) => this.#line(one),
    );
    const record = recordCard(this);
    this.append(
      h("div", { class: "view-head" }, h("h1", null, "Rewind")),
      h(
        "div",
        { class: "ways" },
        this.#checkpoints(),
        snapshotCard(this),
        record.card,
        this.#resets(),
      ),
    );
    const news = coalesced(() => this.#read(record.read), NEWS_MS);
    this.own(news.stop);
    this.own(feed.on("resync", () => this.#read(record.read)));
    this.own(
      feed.on("entries", (/** @type {import("../lib/feed.js").Entry[]} */ entries) => {
        if (entries.some((one) => one.kind === "admin")) news();
      }),
    );
    this.#read(record.read);
  }

  /** @param {() => Promise<void>} readRecord */
  async #read(readRecord) {
    try {
      /** @type {{checkpoints: Checkpoint[]}} */
      const { checkpoints } = await this.ctx.api.get("/checkpoints");
      this.rows?.show([...checkpoints].reverse());
      if (this.none) this.none.hidden = checkpoints.length > 0;
      await readRecord();
    } catch {
      // The shell shows a lost server; what is known stays, and comes anew with it.
    }
  }

  #checkpoints() {
    const name = textField("name", "Name", { placeholder: "before-the-outage", maxlength: 64 });
    const form = h(
      "form",
      { class: "row once" },
      name,
      h("button", { class: "primary" }, "Make a checkpoint"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#make(form);
    });
    return h(
      "section",
      { class: "card stack", "aria-label": "Checkpoints" },
      h("h2", null, "Checkpoints"),
      h(
        "p",
        { class: "muted" },
        "The whole tenant by a name, kept in memory. To rewind closes its sockets with 1012, and its clock goes on from the time of then.",
      ),
      form,
      /** @type {HTMLElement} */ (this.none),
      /** @type {HTMLElement} */ (this.list),
    );
  }

  /** @param {HTMLFormElement} form */
  async #make(form) {
    const name =
      String(new FormData(form).get("name")).trim() ||
      `at-${time(this.ctx.clock.now()).replaceAll(":", "-")}`;
    try {
      await this.ctx.api.post(`/checkpoints/${encodeURIComponent(name)}`);
      form.reset();
      this.ctx.tell(`${name} is kept`);
    } catch (error) {
      const refusal = /** @type {import("../lib/api.js").ApiError} */ (error);
      const rest = showRefusal(form, refusal);
      if (rest) this.ctx.tell(rest, "bad");
    }
  }

  /** @param {Checkpoint} one */
  #line(one) {
    const path = `/checkpoints/${encodeURIComponent(one.name)}`;
    const button = (/** @type {string} */ label, /** @type {() => unknown} */ onclick, kind = "") =>
      h(
        "button",
        { type: "button", class: kind, "aria-label": `${label} ${one.name}`, onclick },
        `${label}…`,
      );
    return h(
      "li",
      { "data-checkpoint": one.name },
      h(
        "div",
        null,
        h("strong", null, one.name),
        h(
          "p",
          { class: "muted small" },
          `${time(one.at, { date: true })} · ${plural(one.conversations, "conversation")} · ${plural(one.events, "event")}`,
        ),
      ),
      h(
        "div",
        { class: "row" },
        button("Rewind to", () => this.#rewind(one.name, path)),
        button("Delete", () => this.#remove(one.name, path), "danger"),
      ),
    );
  }

  /**
   * @param {string} name
   * @param {string} path
   */
  async #rewind(name, path) {
    const done = await confirmed({
      title: `Rewind to ${name}?`,
      text: "What happened since then is gone, and its sockets close with 1012. Checkpoints stay.",
      act: "Rewind",
      run: () => this.ctx.api.post(`${path}/rewind`),
    });
    if (done) this.ctx.tell(`The tenant is what it was at ${name}`);
  }

  /**
   * @param {string} name
   * @param {string} path
   */
  async #remove(name, path) {
    const done = await confirmed({
      title: `Delete the checkpoint ${name}?`,
      text: "The tenant stays as it is; there is no way back to then any more.",
      act: "Delete it",
      run: () => this.ctx.api.call("DELETE", path),
    });
    if (done) this.ctx.tell(`${name} is gone`);
  }

  #resets() {
    const { tenant } = this.ctx.api;
    return h(
      "section",
      { class: "card stack", "aria-label": "Reset" },
      h("h2", null, "Reset"),
      h("p", { class: "muted" }, "Back to what the tenant was made with; or only a part of it."),
      h(
        "div",
        { class: "row" },
        PARTS.map(([part, label]) =>
          h(
            "button",
            {
              type: "button",
              class: part ? "" : "danger",
              onclick: () => reset(this.ctx, tenant, part),
            },
            part ? `The ${label}…` : "All of it…",
          ),
        ),
      ),
    );
  }
}

customElements.define("mp-rewind", Rewind);
