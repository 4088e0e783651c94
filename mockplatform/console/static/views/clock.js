// Owns the page of the tenant's clock: what it tells, how it is steered, what that led to.

import { h } from "../lib/dom.js";
import { past } from "../lib/deadlines.js";
import { length, plural, time } from "../lib/format.js";
import { View, coalesced } from "../lib/view.js";
import { freshId } from "../parts/schema-fields.js";
import { Advances } from "./clock-advances.js";
import { Deadlines } from "./clock-deadlines.js";

const NEWS_MS = 1_000;
const RATES = [1, 10, 60];
const STEPS = /** @type {const} */ ([
  ["5m", "5 min"],
  ["31m", "31 min"],
]);
const OF_DEADLINES = new Set(["event", "admin", "fault", "clock", "socket"]);

/** The page. */
export class Clock extends View {
  render() {
    const { clock, feed } = this.ctx;
    this.now = h("time", { class: "big-time mono" });
    this.date = h("span", { class: "muted" });
    this.how = h("p", { class: "row", role: "status" });
    this.toggle = h("button", { type: "button", onclick: () => this.#toggle() });
    this.rates = RATES.map((rate) =>
      h("button", { type: "button", class: "rate", onclick: () => this.#rate(rate) }, `×${rate}`),
    );
    this.wrong = h("p", { class: "wrong", role: "alert" });
    this.next = h(
      "button",
      { type: "button", disabled: true, onclick: () => this.#next() },
      "To the next deadline",
    );
    this.deadlines = new Deadlines((at) => this.#advance({ to: past(at) }));
    this.advances = new Advances(this.ctx.api.tenant);
    this.append(
      h("div", { class: "view-head" }, h("h1", null, "Clock")),
      h("div", { class: "clock-top" }, this.#telling(), this.#steering()),
      this.deadlines,
      this.advances,
    );
    const news = coalesced(() => clock.refresh(), NEWS_MS);
    this.own(news.stop);
    this.own(
      feed.on("entries", (/** @type {import("../lib/feed.js").Entry[]} */ entries) => {
        if (entries.some((one) => OF_DEADLINES.has(one.kind))) news();
      }),
    );
    this.own(clock.on("change", () => this.#show()));
    this.own(clock.on("tick", () => this.#tick(news)));
    clock.refresh();
    this.#show();
  }

  #telling() {
    return h(
      "section",
      { class: "card stack", "aria-label": "Now" },
      h("div", null, this.date, h("div", null, this.now, h("span", { class: "muted" }, " UTC"))),
      this.how,
      h(
        "div",
        { class: "row" },
        this.toggle,
        h("span", { class: "row", role: "group", "aria-label": "Rate" }, this.rates),
        this.#own("Another rate", "rate", "such as 3600", "Set", (text) =>
          this.#rate(asNumber(text)),
        ),
      ),
      h(
        "div",
        { class: "row" },
        h("button", { type: "button", onclick: () => this.#reset() }, "Back to real time"),
        h(
          "span",
          { class: "muted small" },
          "The only way back. Faults and outages keep the time that they had left.",
        ),
      ),
    );
  }

  #steering() {
    return h(
      "section",
      { class: "card stack", "aria-labelledby": "advance" },
      h("h2", { id: "advance" }, "Advance"),
      h(
        "div",
        { class: "row" },
        STEPS.map(([by, label]) =>
          h("button", { type: "button", onclick: () => this.#advance({ by }) }, `+ ${label}`),
        ),
        this.next,
        this.#own("By a while of one's own", "by", "such as 1h30m", "Advance", (by) =>
          this.#advance({ by }),
        ),
      ),
      this.wrong,
      h(
        "p",
        { class: "muted small" },
        "An advance takes no real time. All that falls due on the way is done first, in its order: ",
        "tokens end, offers lapse, silent conversations close, agents and bots act, faults open and ",
        "shut. What the browser measures by its own clock, such as a widget's timers, does not move.",
      ),
    );
  }

  /**
   * Return a field of one's own with its button.
   *
   * @param {string} label
   * @param {string} name
   * @param {string} placeholder
   * @param {string} verb
   * @param {(text: string) => void} act
   */
  #own(label, name, placeholder, verb, act) {
    const input = h("input", {
      id: freshId(),
      name,
      type: "text",
      "aria-label": label,
      placeholder,
      class: "own",
      spellcheck: "false",
      autocomplete: "off",
    });
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      if (input.value.trim()) act(input.value.trim());
    };
    return h(
      "form",
      { class: "row", novalidate: true, onsubmit: submit },
      input,
      h("button", null, verb),
    );
  }

  #show() {
    const { clock } = this.ctx;
    const told = clock.told;
    const { toggle, next, deadlines, how, rates } = this;
    if (!told || !toggle || !next || !deadlines || !how || !rates) return;
    toggle.textContent = clock.isPaused ? "Resume" : "Pause";
    for (const [place, button] of rates.entries()) {
      const isOn = !clock.isPaused && told.rate === RATES[place];
      button.setAttribute("aria-pressed", String(isOn));
    }
    how.textContent = said(told);
    const [first] = told.nextDeadlines;
    next.toggleAttribute("disabled", !first);
    next.title = first ? `${first.what} at ${time(first.at, { date: true })}` : "Nothing is due";
    deadlines.show(told.nextDeadlines, clock.now());
    this.#tick();
  }

  /** @param {() => void} [news] */
  #tick(news) {
    const { clock } = this.ctx;
    const now = clock.now();
    const { now: shown, date, deadlines } = this;
    if (!shown || !date || !deadlines) return;
    shown.textContent = time(now);
    shown.setAttribute("datetime", new Date(now).toISOString());
    date.textContent = new Date(now).toUTCString().slice(0, 16);
    const isOver = deadlines.tick(now);
    if (isOver && !clock.isPaused) news?.();
  }

  #toggle() {
    const { clock } = this.ctx;
    return this.#steer(clock.isPaused ? "/clock/resume" : "/clock/pause", {});
  }

  /** @param {number | string} rate */
  #rate(rate) {
    return this.#steer("/clock/resume", { rate });
  }

  #reset() {
    return this.#steer("/clock/reset", {});
  }

  /**
   * @param {string} path
   * @param {unknown} body
   */
  #steer(path, body) {
    return this.#try(async () => this.ctx.clock.take(await this.ctx.api.post(path, body)));
  }

  #next() {
    const [first] = this.ctx.clock.told?.nextDeadlines ?? [];
    return first && this.#advance({ to: past(first.at) });
  }

  /** @param {{by: string} | {to: string}} how */
  #advance(how) {
    return this.#try(async () => {
      const from = new Date(this.ctx.clock.now()).toISOString();
      const answer = await this.ctx.api.post("/clock/advance", how);
      this.advances?.add({ from, to: answer.now, ...answer });
      this.ctx.tell(`It is ${time(answer.now)}: ${plural(answer.firedCount, "thing")} fell due.`);
      await this.ctx.clock.refresh();
    });
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    const wrong = /** @type {HTMLElement} */ (this.wrong);
    try {
      await act();
      wrong.textContent = "";
    } catch (error) {
      const { message, hint } = /** @type {import("../lib/api.js").ApiError} */ (error);
      wrong.textContent = [message.replace(/^\$\.?/, ""), hint].filter(Boolean).join(". ");
    }
  }
}

/** @param {any} told */
function said({ offset, mode, rate }) {
  const ms = offset * 1_000;
  const away =
    Math.abs(ms) < 1_000
      ? "real time"
      : `${length(Math.abs(ms))} ${ms > 0 ? "ahead of" : "behind"} real time`;
  return mode === "paused" ? `Stands still · ${away}` : `Runs at ×${rate} · ${away}`;
}

/** @param {string} text what is no number stays a text: the API says what is wrong with it */
function asNumber(text) {
  const value = Number(text.replace(/^[×x]/, ""));
  return Number.isNaN(value) ? text : value;
}

customElements.define("mp-clock", Clock);
