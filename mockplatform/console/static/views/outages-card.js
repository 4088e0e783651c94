// Owns an outage as a card: a switch, what it stages, how it is to be started, how it goes.

import { Course } from "../parts/course.js";
import { rowsOf } from "../lib/course.js";
import { fill, h } from "../lib/dom.js";
import { millis } from "../lib/durations.js";
import { length, plural, time } from "../lib/format.js";
import { link } from "../lib/router.js";
import { troubleOf } from "../lib/trouble.js";
import { View } from "../lib/view.js";
import { told } from "../parts/schema-fields.js";
import { StartFields } from "./outages-start.js";

/** @typedef {import("../lib/trouble.js").Outage} Outage */

const STATES = { idle: "off", waiting: "waiting", running: "running", over: "over" };

/** A card. What it shows comes by `show`, each time that something is new. */
export class OutageCard extends View {
  constructor() {
    super();
    /** @type {Outage | null} */
    this.outage = null;
    this.isWhole = false;
    this.isDrawn = "";
    this.course = new Course();
    this.state = h("span", { class: "state" });
    this.left = h("span", { class: "muted small" });
    this.fields = new StartFields();
    this.switch = h("button", {
      role: "switch",
      type: "button",
      class: "switch",
      onclick: () => this.#turn(),
    });
    this.body = h("div", { class: "stack" });
  }

  render() {
    this.own(this.ctx.clock.on("tick", () => this.#tick()));
  }

  /** Whether it runs, or waits to. */
  get isOn() {
    return this.outage?.state === "running" || this.outage?.state === "waiting";
  }

  /** @param {Outage} outage */
  show(outage) {
    const isNew = this.outage === null;
    const was = this.outage?.state;
    this.outage = outage;
    if (isNew) this.#build(outage);
    this.switch.setAttribute("aria-checked", String(this.isOn));
    this.state.dataset.state = outage.state;
    this.state.textContent = STATES[outage.state];
    if (isNew || was !== outage.state) this.#lay();
    this.course.count(outage.name, outage.faults);
    if (this.isOn || this.isWhole) this.#draw(outage);
    this.#tick();
  }

  /** @param {Outage} outage */
  #build(outage) {
    const id = `outage-${outage.name}`;
    this.dataset.outage = outage.name;
    this.className = "card outage";
    this.switch.setAttribute("aria-labelledby", id);
    this.fields.label(outage);
    const title = outage.title || outage.name;
    const heading = this.isWhole
      ? h("h1", { id }, title)
      : h("h3", { id }, h("a", { href: link("outages", [outage.name]) }, title));
    fill(
      this,
      h(
        "div",
        { class: "outage-head" },
        this.switch,
        h("div", { class: "outage-name" }, heading, h("code", { class: "muted" }, outage.name)),
        this.state,
      ),
      outage.stages ? h("p", null, told(outage.stages)) : null,
      outage.client
        ? h("p", { class: "client" }, h("b", null, "A well-behaved client: "), told(outage.client))
        : null,
      this.body,
    );
  }

  #lay() {
    const course = this.isOn || this.isWhole ? this.course : null;
    const fields = this.isOn ? null : this.fields;
    fill(this.body, fields, h("p", { class: "row" }, this.left), course);
  }

  /** @param {Outage} outage */
  async #draw(outage) {
    const mark = `${outage.since} ${outage.state === "idle"}`;
    if (this.isDrawn === mark) return;
    this.isDrawn = mark;
    const whole = outage.steps ? outage : await this.#whole(outage.name);
    if (!whole || this.isDrawn !== mark) return;
    const { since, until } = outage;
    const lasts = since && until ? Date.parse(until) - Date.parse(since) : millis(outage.for);
    const isCut = outage.state === "over";
    this.course.draw(rowsOf(whole), isCut ? millis(outage.for) : lasts);
    this.course.count(outage.name, outage.faults);
    this.#tick();
  }

  /** @param {string} name */
  async #whole(name) {
    try {
      return await this.ctx.api.get(`/outages/${encodeURIComponent(name)}`);
    } catch {
      this.isDrawn = ""; // it is asked for again with the next news
      return null;
    }
  }

  #tick() {
    const { outage } = this;
    if (!outage) return;
    const now = this.ctx.clock.now();
    const since = Date.parse(outage.since ?? "");
    const until = Date.parse(outage.until ?? "");
    const share = this.isOn ? (now - since) / (until - since) : null;
    this.course.at(share);
    const said = progress(outage, now, since, until);
    if (this.left.textContent !== said) this.left.textContent = said;
  }

  async #turn() {
    const { outage } = this;
    if (!outage) return;
    const path = `/outages/${encodeURIComponent(outage.name)}`;
    this.switch.disabled = true;
    try {
      if (this.isOn) this.#take(await this.ctx.api.post(`${path}/stop`, {}));
      else this.#take(await this.ctx.api.post(`${path}/start`, this.fields.body()));
    } catch (error) {
      this.#tell(/** @type {import("../lib/api.js").ApiError} */ (error));
    }
    this.switch.disabled = false;
    this.switch.focus();
  }

  /** @param {Outage} outage */
  #take(outage) {
    this.fields.complain([]);
    this.show(outage);
    troubleOf(this.ctx).refresh();
  }

  /** @param {import("../lib/api.js").ApiError} error */
  #tell(error) {
    if (this.fields.complain(error.errors ?? [])) return;
    this.ctx.tell(error.hint ? `${error.message}. ${error.hint}` : error.message, "bad");
    troubleOf(this.ctx).refresh();
  }
}

/**
 * Tell how far an outage is.
 *
 * @param {Outage} outage
 * @param {number} now
 * @param {number} since
 * @param {number} until
 */
function progress(outage, now, since, until) {
  const counts = `fired ${plural(outage.fired, "time")}, holds ${plural(
    outage.faults.reduce((sum, one) => sum + one.held, 0),
    "call or socket",
    "calls and sockets",
  )}`;
  if (outage.state === "waiting") return `Begins in ${length(Math.max(0, since - now))}`;
  if (outage.state === "running") {
    const how = `intensity ${outage.intensity}, seed ${outage.seed}`;
    return `${length(Math.max(0, until - now))} left, until ${time(until)} · ${counts} · ${how}`;
  }
  if (outage.state === "over") return `Over since ${time(until)} · fired ${outage.fired} times`;
  return `Lasts ${outage.for} unless you say otherwise`;
}

customElements.define("mp-outage-card", OutageCard);
