// Owns the desk: be the agent, see what rings and waits, and hold conversations with customers.

import { Board } from "../lib/board.js";
import { fill, h } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { View, empty } from "../lib/view.js";
import { ACTS } from "./desk-acts.js";
import { Crew } from "./desk-crew.js";
import { DeskDuty } from "./desk-duty.js";
import { DeskQueue } from "./desk-queue.js";
import { TalkPane } from "./desk-talk.js";

/** The desk. `#/desk/ID?agent=ana` opens a conversation as an agent. */
export class Desk extends View {
  render() {
    const board = new Board(this.ctx);
    const crew = new Crew(this.ctx);
    this.board = board;
    this.crew = crew;
    this.queue = new DeskQueue(crew);
    this.duty = new DeskDuty(this, crew);
    this.pane = h("section", { class: "desk-pane card", "aria-label": "Conversation" });
    this.heard = h("p", { class: "visually-hidden", role: "status" });
    /** What rang at this desk when it was looked at last. @type {Set<string>} */
    this.ringing = new Set();
    this.append(
      h("h1", { class: "desk-title visually-hidden" }, "Desk"),
      h(
        "div",
        { class: "desk" },
        h("div", { class: "desk-side" }, this.duty, this.queue, keys()),
        this.pane,
      ),
      this.heard,
    );
    this.own(() => board.end());
    this.own(() => crew.end());
    this.own(board.on("change", () => this.#show()));
    this.own(crew.on("change", () => this.#crewChanged()));
    const key = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    addEventListener("keydown", key);
    this.own(() => removeEventListener("keydown", key));
    crew.chosen = this.at.query.get("agent") ?? crew.last;
    this.#open(false);
    this.attempt(() => Promise.all([board.read(), crew.read()]));
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    const before = this.at.rest[0];
    super.place(place);
    const agent = place.query.get("agent");
    if (agent && agent !== this.crew?.chosen) this.crew?.be(agent);
    if (place.rest[0] !== before) this.#open(true);
    this.#show();
  }

  /** Show the conversation of the link. @param {boolean} takesFocus */
  #open(takesFocus) {
    const { crew, pane } = this;
    if (!crew || !pane) return;
    const id = this.at.rest[0];
    this.toggleAttribute("data-open", Boolean(id));
    this.talk = id ? new TalkPane(this, crew, id) : undefined;
    fill(
      pane,
      this.talk ??
        empty("No conversation is open", "Choose one of the list; what waits longest is first."),
    );
    if (takesFocus && this.talk) this.talk.take();
    else if (takesFocus) this.queue?.querySelector("a")?.focus();
  }

  #crewChanged() {
    const { crew } = this;
    if (!crew?.isRead) return;
    if (!crew.me && crew.chosen) crew.chosen = ""; // there is nobody of that name any more
    const agent = crew.me?.id ?? "";
    if ((this.at.query.get("agent") ?? "") !== agent) {
      this.ctx.router.note({ agent });
      super.place(this.ctx.router.place);
    }
    this.#show();
  }

  #show() {
    const { board, crew, queue } = this;
    if (!board?.isRead || !crew?.isRead) return;
    const rows = [...board.rows.values()];
    queue?.show(rows, this.at.rest[0] ?? "");
    this.duty?.show(rows);
    this.#announce(rows);
  }

  /** @param {import("../lib/board.js").Row[]} rows */
  #announce(rows) {
    const me = this.crew?.me?.id;
    const mine = rows.filter((one) => me && one.state === "RINGING" && one.agent === me);
    const fresh = mine.filter((one) => !this.ringing.has(one.id));
    this.ringing = new Set(mine.map((one) => one.id));
    const names = fresh.map((one) => one.userName ?? one.userId).join(", ");
    if (names && this.heard) this.heard.textContent = `${names} rings at your desk`;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog")) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const act = event.shiftKey && ACTS.find(([, key]) => event.code === `Key${key}`);
    if (step) this.#step(step);
    else if (act && this.talk) this.talk.act(act[0]);
    else return;
    event.preventDefault();
  }

  /** @param {1 | -1} step */
  #step(step) {
    const next = this.queue?.beside(this.at.rest[0] ?? "", step);
    if (next) this.ctx.router.go(link("desk", [next], { agent: this.crew?.me?.id }));
  }
}

/** Tell the keys. */
function keys() {
  const rows = /** @type {const} */ ([
    ["Enter", "send"],
    ["Shift+Enter", "new line"],
    ["Alt+↑ Alt+↓", "the conversation before, the next one"],
    ["Alt+Shift+A", "take or accept"],
    ["Alt+Shift+D", "decline"],
    ["Alt+Shift+R", "ring somebody"],
    ["Alt+Shift+T", "transfer"],
    ["Alt+Shift+B", "hand to a bot"],
    ["Alt+Shift+L", "leave"],
    ["Alt+Shift+C", "close"],
  ]);
  return h(
    "details",
    { class: "desk-keys small" },
    h("summary", null, "Keys"),
    h(
      "dl",
      null,
      rows.map(([key, does]) => [h("dt", null, h("kbd", null, key)), h("dd", null, does)]).flat(),
    ),
  );
}

customElements.define("mp-desk", Desk);
