// Owns the list of conversations: all of them, live, by state and queue.

import { VirtualList } from "../parts/virtual-list.js";
import { Board } from "../lib/board.js";
import { fill, h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { link } from "../lib/router.js";
import { View, empty } from "../lib/view.js";

const STATES = ["OPEN", "RINGING", "ACTIVE", "CLOSED", "DELETED"];

/** The list. */
export class Conversations extends View {
  render() {
    this.board = new Board(this.ctx);
    this.own(() => this.board?.end());
    /** @type {VirtualList<import("../lib/board.js").Row>} */
    this.list = new VirtualList(line);
    this.filters = h("div", { class: "row", role: "group", "aria-label": "States" });
    this.place_ = h("div");
    this.append(
      h(
        "div",
        { class: "view-head" },
        h("h1", null, "Conversations"),
        h("span", { class: "spring" }),
        this.filters,
      ),
      this.place_,
    );
    this.own(this.board.on("change", () => this.#show()));
    this.attempt(() => /** @type {Board} */ (this.board).read());
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    this.#show();
  }

  #show() {
    const board = /** @type {Board} */ (this.board);
    const wanted = this.at.query.get("state") ?? "";
    const rows = [...board.rows.values()].filter((row) => !wanted || row.state === wanted);
    fill(
      /** @type {HTMLElement} */ (this.filters),
      STATES.map((state) => this.#filter(state, state === wanted)),
    );
    const { list } = this;
    if (!list) return;
    list.show(rows);
    const place = /** @type {HTMLElement} */ (this.place_);
    if (rows.length) {
      if (list.parentElement !== place) fill(place, list);
    } else {
      fill(
        place,
        empty(
          "No conversation yet",
          "Begin one as a customer: ",
          h(
            "a",
            { href: `${this.ctx.api.prefix}/widget`, target: "_blank" },
            "open the demo widget",
          ),
          ".",
        ),
      );
    }
  }

  /**
   * @param {string} state
   * @param {boolean} isOn
   */
  #filter(state, isOn) {
    const count = this.board?.counts[state] ?? 0;
    const to = link("conversations", [], { state: isOn ? "" : state });
    return h(
      "a",
      { class: "chip", href: to, "aria-current": isOn ? "true" : false },
      `${state} ${count}`,
    );
  }
}

/** @param {import("../lib/board.js").Row} row */
function line(row) {
  return h(
    "a",
    { class: "line", href: link("conversations", [row.id]), "data-id": row.id },
    h("span", { class: "state", "data-state": row.state }, row.state),
    h("strong", null, row.userName ?? row.userId),
    h("span", { class: "muted" }, row.queue ?? ""),
    h("span", { class: "muted" }, plural(row.messageCount, "message")),
    h("time", { class: "muted mono" }, time(row.updatedAt)),
  );
}

customElements.define("mp-conversations", Conversations);
