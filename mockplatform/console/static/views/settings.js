// Owns the view of the settings: all of them by groups, searched, changed, put back.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { grouped, isAskedFor } from "../lib/settings.js";
import { View, coalesced, empty } from "../lib/view.js";
import { confirmed } from "../parts/confirm.js";
import { SettingField } from "./settings-field.js";

const NEWS_MS = 300;

/** @typedef {import("../lib/settings.js").Setting} Setting */

/** The settings. */
export class Settings extends View {
  render() {
    /** @type {SettingField[]} */
    this.fields = [];
    this.body = h("div", { class: "stack" });
    this.none = h("div");
    this.count = h("p", { class: "muted", role: "status" });
    this.search = h("input", {
      type: "search",
      placeholder: "Search",
      "aria-label": "Search the settings",
      value: this.at.query.get("q") ?? "",
      oninput: () => this.#ask(),
    });
    this.back = h(
      "button",
      { type: "button", disabled: true, onclick: () => this.#putBack() },
      "All back to default…",
    );
    this.append(
      h(
        "div",
        { class: "view-head" },
        h("h1", null, "Settings"),
        this.search,
        h("span", { class: "spring" }),
        this.back,
      ),
      this.count,
      this.none,
      this.body,
    );
    const news = coalesced(() => this.#refresh(), NEWS_MS);
    this.own(news.stop);
    this.own(this.ctx.feed.on("resync", () => this.#refresh()));
    this.own(
      this.ctx.feed.on("entries", (/** @type {import("../lib/feed.js").Entry[]} */ entries) => {
        if (entries.some((one) => one.type === "SettingsChanged")) news();
      }),
    );
    this.#refresh();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    if (this.search) this.search.value = place.query.get("q") ?? "";
    this.#filter();
  }

  async #refresh() {
    const { api } = this.ctx;
    try {
      if (!this.fields?.length) {
        const { settings } = await api.get("/settings/schema");
        if (!this.fields?.length) this.#build(settings);
      }
      this.#show(await api.get("/settings"));
    } catch {
      // The shell shows a lost server; what is known stays, and comes anew with it.
    }
  }

  /** @param {Setting[]} settings */
  #build(settings) {
    const change = async (/** @type {string} */ name, /** @type {unknown} */ value) =>
      this.#show(await this.ctx.api.call("PATCH", "/settings", { [name]: value }));
    this.fields = settings.map((setting) => new SettingField().of(setting, change));
    const fieldOf = new Map(this.fields.map((one) => [one.setting, one]));
    fill(
      /** @type {Element} */ (this.body),
      grouped(settings).map(([title, found]) =>
        h(
          "section",
          { class: "card", "aria-label": title },
          h("h2", null, title),
          h(
            "div",
            { class: "settings" },
            found.map((one) => fieldOf.get(one)),
          ),
        ),
      ),
    );
    this.#filter();
  }

  /** @param {Record<string, unknown>} values */
  #show(values) {
    this.values = values;
    for (const field of this.fields ?? []) field.show(values[String(field.setting?.name)]);
    this.#tell();
  }

  #ask() {
    this.ctx.router.note({ q: this.search?.value.trim() });
    this.at = this.ctx.router.place;
    this.#filter();
  }

  #filter() {
    const words = this.at.query.get("q") ?? "";
    for (const field of this.fields ?? []) {
      field.hidden = !isAskedFor(/** @type {Setting} */ (field.setting), words);
    }
    for (const group of this.body?.children ?? []) {
      /** @type {HTMLElement} */ (group).hidden = !group.querySelector("mp-setting:not([hidden])");
    }
    const isNone = !(this.fields ?? []).some((one) => !one.hidden);
    fill(
      /** @type {Element} */ (this.none),
      isNone && this.fields?.length ? empty("No such setting", "Search for less.") : null,
    );
    this.#tell();
  }

  #tell() {
    const changed = (this.fields ?? []).filter((one) => one.hasAttribute("data-changed")).length;
    const shown = (this.fields ?? []).filter((one) => !one.hidden).length;
    if (this.back) this.back.disabled = !changed;
    if (this.count) {
      this.count.textContent = `${plural(shown, "setting")} shown; ${changed || "none"} of all changed`;
    }
  }

  async #putBack() {
    const changed = (this.fields ?? []).filter((one) => one.hasAttribute("data-changed"));
    const body = Object.fromEntries(
      changed.map(({ setting }) => [setting?.name, setting?.default]),
    );
    const done = await confirmed({
      title: "Put all settings back?",
      text: `These become their defaults: ${changed.map((one) => one.setting?.name).join(", ")}.`,
      act: "Put them back",
      run: async () => this.#show(await this.ctx.api.call("PATCH", "/settings", body)),
    });
    if (done) this.ctx.tell("All settings are their defaults");
  }
}

customElements.define("mp-settings", Settings);
