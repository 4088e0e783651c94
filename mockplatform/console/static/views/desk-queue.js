// Owns the list at the desk: what rings here, what is mine, what waits, what others have.

import { fill, h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { link } from "../lib/router.js";
import { empty } from "../lib/view.js";

const SHOWN_MAX = 60;

/** @typedef {import("../lib/board.js").Row} Row */
/** @typedef {import("./desk-crew.js").Crew} Crew */
/** @typedef {{row: Row, key: string, line: HTMLElement}} Known */

const GROUPS = /** @type {const} */ ([
  ["ringing", "Rings at your desk"],
  ["mine", "Yours"],
  ["waiting", "Waiting"],
  ["elsewhere", "With others"],
  ["over", "Just closed"],
]);
const OVER_MAX = 10;

/**
 * Say where a line stands.
 *
 * @param {Row} row
 * @param {string} me an agent's id
 * @returns {typeof GROUPS[number][0]}
 */
export function groupOf(row, me) {
  if (row.state === "OPEN") return "waiting";
  if (row.state === "CLOSED" || row.state === "DELETED") return "over";
  if (!me || row.agent !== me) return "elsewhere";
  return row.state === "RINGING" ? "ringing" : "mine";
}

/** The list. Lines that did not change stay, so that the focus stays on them. */
export class DeskQueue extends HTMLElement {
  /** @param {Crew} crew */
  constructor(crew) {
    super();
    this.crew = crew;
    /** @type {Map<string, Known>} */
    this.lines = new Map();
    /** The ids as they are shown. @type {string[]} */
    this.order = [];
    this.groups = new Map(
      GROUPS.map(([name, title]) => {
        const count = h("span", { class: "muted" });
        const list = h("ul", { "data-group": name });
        const all = h("section", { "aria-label": title }, h("h2", null, title, " ", count), list);
        return [name, { all, list, count }];
      }),
    );
    this.nothing = h("div");
  }

  connectedCallback() {
    this.append(...[...this.groups.values()].map((one) => one.all), this.nothing);
  }

  /**
   * Show what there is.
   *
   * @param {Row[]} rows newest first
   * @param {string} open the conversation that is open
   */
  show(rows, open) {
    const me = this.crew.me?.id ?? "";
    /** @type {Map<string, Row[]>} */
    const sorted = new Map(GROUPS.map(([name]) => [name, []]));
    for (const row of rows) sorted.get(groupOf(row, me))?.push(row);
    sorted.get("waiting")?.reverse(); // who waits longest is first
    this.order = [];
    const seen = new Set();
    for (const [name, group] of this.groups) {
      const all = sorted.get(name) ?? [];
      const shown = all.slice(0, name === "over" ? OVER_MAX : SHOWN_MAX);
      for (const row of shown) seen.add(row.id);
      this.order.push(...shown.map((row) => row.id));
      group.all.hidden = all.length === 0;
      group.count.textContent = String(all.length);
      this.#put(
        group.list,
        shown.map((row) => this.#line(row, row.id === open, me)),
        all.length - shown.length,
      );
    }
    for (const id of this.lines.keys()) if (!seen.has(id)) this.lines.delete(id);
    this.#tellNothing(rows.length === 0);
  }

  /**
   * Return the conversation before or behind another one.
   *
   * @param {string} id
   * @param {1 | -1} step
   */
  beside(id, step) {
    const at = this.order.indexOf(id);
    if (at < 0) return this.order[step > 0 ? 0 : this.order.length - 1];
    return this.order[at + step];
  }

  /**
   * @param {HTMLElement} list
   * @param {HTMLElement[]} lines
   * @param {number} more
   */
  #put(list, lines, more) {
    const rest = more > 0 ? [h("li", { class: "muted small" }, `and ${more} more`)] : [];
    const now = [...list.children];
    if (!rest.length && now.length === lines.length && now.every((one, at) => one === lines[at])) {
      return;
    }
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    const id = focused?.getAttribute("data-id");
    fill(list, lines, rest);
    if (id) this.#focus(id);
  }

  /** @param {string} id */
  #focus(id) {
    const line = this.lines.get(id)?.line;
    line?.querySelector("a")?.focus({ preventScroll: true });
  }

  /**
   * @param {Row} row
   * @param {boolean} isOpen
   * @param {string} me
   */
  #line(row, isOpen, me) {
    const key = `${isOpen} ${me} ${this.crew.agents.length}`;
    const known = this.lines.get(row.id);
    if (known && known.row === row && known.key === key) return known.line;
    const line = known?.line ?? h("li");
    const isFocused = line.contains(document.activeElement);
    fill(line, this.#open(row, isOpen, me));
    if (isFocused) line.querySelector("a")?.focus({ preventScroll: true });
    this.lines.set(row.id, { row, key, line });
    return line;
  }

  /**
   * @param {Row} row
   * @param {boolean} isOpen
   * @param {string} me
   */
  #open(row, isOpen, me) {
    const { agents } = this.crew;
    const agent = agents.find((one) => one.id === row.agent);
    const holder = row.agent && row.agent !== me ? `${agent?.name ?? row.agent}` : "";
    return h(
      "a",
      {
        class: "desk-line",
        href: link("desk", [row.id], { agent: me }),
        "data-id": row.id,
        "aria-current": isOpen ? "true" : false,
      },
      h("span", { class: "state", "data-state": row.state }, row.state),
      h("strong", null, row.userName ?? row.userId),
      h("time", { class: "muted mono", datetime: row.updatedAt }, time(row.updatedAt)),
      h(
        "span",
        { class: "muted small" },
        [this.crew.queueName(row.queue ?? ""), holder, plural(row.messageCount, "message")]
          .filter(Boolean)
          .join(" · "),
      ),
    );
  }

  /** @param {boolean} isEmpty */
  #tellNothing(isEmpty) {
    if (!isEmpty) {
      fill(this.nothing);
    } else if (!this.nothing.firstChild) {
      const widget = `${this.crew.ctx.api.prefix}/widget`;
      fill(
        this.nothing,
        empty(
          "No customer yet",
          "Be one yourself: ",
          h("a", { href: widget, target: "_blank" }, "open the demo widget"),
          " in another window, and write something.",
        ),
      );
    }
  }
}

customElements.define("mp-desk-queue", DeskQueue);
