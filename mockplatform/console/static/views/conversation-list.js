// Owns the list of conversations: all of them, live, by state and queue.

import { VirtualList } from "../parts/virtual-list.js";
import { Board } from "../lib/board.js";
import { STATES, chosen, filterOf } from "../lib/board-filter.js";
import { fill, h } from "../lib/dom.js";
import { length, plural, time } from "../lib/format.js";
import { door } from "../lib/media.js";
import { link } from "../lib/router.js";
import { View, coalesced, empty } from "../lib/view.js";

const TYPED_MS = 120;

/** The link that leads back to the list as it was filtered last. */
export const listLink = { last: link("conversations") };

/** The list, with its filters, which stand in the link. */
export class ConversationList extends View {
  render() {
    const { clock } = this.ctx;
    this.board = new Board(this.ctx);
    /** @type {VirtualList<import("../lib/board.js").Row>} */
    this.list = new VirtualList((row) => this.#line(row), "Conversations");
    this.chips = new Map(STATES.map((state) => [state, this.#chip(state)]));
    this.queue = h("select", { id: "queue", onchange: () => this.#note() });
    this.sort = h(
      "select",
      { id: "sort", onchange: () => this.#note() },
      h("option", { value: "" }, "Newest first"),
      h("option", { value: "changed" }, "Last change first"),
    );
    this.typed = coalesced(() => this.#note(), TYPED_MS);
    this.search = h("input", {
      id: "search",
      type: "search",
      placeholder: "User, name or id",
      spellcheck: "false",
      autocomplete: "off",
      oninput: () => this.typed?.(),
    });
    this.shownCount = h("span", { class: "muted small", role: "status" });
    this.body = h("div", { class: "list-body" }, h("p", { class: "muted" }, "Reading…"));
    this.append(this.#head(), this.body);
    this.own(() => this.board?.end());
    this.own(this.typed.stop);
    this.own(this.board.on("change", () => this.#show()));
    this.own(clock.on("tick", () => this.#tick()));
    this.#take();
    this.attempt(() => /** @type {Board} */ (this.board).read());
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    this.#take();
    this.#show();
  }

  #head() {
    const { search, queue, sort, shownCount } = this;
    return h(
      "div",
      { class: "list-head" },
      h("div", { class: "view-head" }, h("h1", null, "Conversations"), shownCount ?? null),
      h(
        "div",
        { class: "row list-filters" },
        h("div", { class: "row", role: "group", "aria-label": "States" }, [
          ...(this.chips ?? new Map()).values(),
        ]),
        h("span", { class: "spring" }),
        h("label", { class: "visually-hidden", for: "queue" }, "Queue"),
        queue ?? null,
        h("label", { class: "visually-hidden", for: "search" }, "Search"),
        search ?? null,
        h("label", { class: "visually-hidden", for: "sort" }, "Order"),
        sort ?? null,
      ),
    );
  }

  /** @param {string} state */
  #chip(state) {
    const press = () => this.#note({ state: this.filter?.state === state ? "" : state });
    const count = h("span", { class: "count mono" }, "0");
    const mark = h("span", { class: "state-mark", "data-state": state });
    return h(
      "button",
      { type: "button", class: "chip filter", "aria-pressed": "false", onclick: press },
      mark,
      state,
      count,
    );
  }

  /** Take the filter from the link. */
  #take() {
    const filter = filterOf(this.at.query);
    this.filter = filter;
    listLink.last = link("conversations", [], Object.fromEntries(this.at.query));
    if (this.search && this.search.value.trim() !== filter.search) {
      this.search.value = filter.search;
    }
    if (this.sort) this.sort.value = filter.sort;
  }

  /**
   * Put the filter into the link, and act on it.
   *
   * @param {Record<string, string>} [changed]
   */
  #note(changed = {}) {
    const { router } = this.ctx;
    const said = {
      queue: this.queue?.value,
      q: this.search?.value.trim(),
      sort: this.sort?.value,
    };
    router.note({ ...said, ...changed });
    this.at = router.place;
    this.#take();
    this.#show();
  }

  #show() {
    const { board, list, body, filter } = this;
    if (!board?.isRead || !list || !body || !filter) return;
    const { rows, states, queues } = chosen(board.rows.values(), filter);
    for (const [state, chip] of this.chips ?? []) {
      chip.setAttribute("aria-pressed", String(filter.state === state));
      const count = /** @type {HTMLElement} */ (chip.lastElementChild);
      count.textContent = (states.get(state) ?? 0).toLocaleString("en");
    }
    this.#offer(queues, filter.queue);
    const all = board.rows.size;
    const told = rows.length === all ? plural(all, "conversation") : `${rows.length} of ${all}`;
    if (this.shownCount && this.shownCount.textContent !== told) this.shownCount.textContent = told;
    if (rows.length) {
      if (list.parentElement !== body) fill(body, columns(), list);
      list.show(rows);
      this.#tick();
    } else {
      fill(body, all ? this.#noneMatching() : this.#noneAtAll());
    }
  }

  /**
   * Offer the queues that there are.
   *
   * @param {Map<string, {name: string, count: number}>} queues
   * @param {string} wanted
   */
  #offer(queues, wanted) {
    if (wanted && !queues.has(wanted)) queues.set(wanted, { name: wanted, count: 0 });
    const sorted = [...queues].sort(([, a], [, b]) => a.name.localeCompare(b.name));
    const options = [
      { id: "", text: "All queues" },
      ...sorted.map(([id, { name, count }]) => ({ id, text: `${name} (${count})` })),
    ];
    const select = /** @type {HTMLSelectElement} */ (this.queue);
    const now = options.map((one) => `${one.id} ${one.text}`).join("\n");
    if (select.dataset.told !== now) {
      select.dataset.told = now;
      fill(
        select,
        options.map((one) => h("option", { value: one.id }, one.text)),
      );
    }
    select.value = wanted;
  }

  /** Move on what waits: its time passes while nothing happens. */
  #tick() {
    const now = this.ctx.clock.now();
    for (const one of this.list?.querySelectorAll("[data-since]") ?? []) {
      const since = Date.parse(/** @type {HTMLElement} */ (one).dataset.since ?? "");
      one.textContent = length(Math.max(0, Math.floor((now - since) / 1000) * 1000));
    }
  }

  #noneMatching() {
    const clear = () => {
      if (this.search) this.search.value = "";
      if (this.queue) this.queue.value = "";
      this.#note({ state: "", q: "", queue: "" });
    };
    return empty(
      "No conversation is like that",
      h("button", { type: "button", onclick: clear }, "Clear the filters"),
    );
  }

  #noneAtAll() {
    const demo = `${this.ctx.api.prefix}/widget`;
    return empty(
      "No conversation yet",
      "Begin one as a customer: ",
      h("a", { href: demo, target: "_blank" }, "open the demo widget"),
      ". It appears here by itself.",
    );
  }

  /**
   * Tell a time of the tenant's today, else its date.
   *
   * @param {string} at
   */
  #when(at) {
    const today = new Date(this.ctx.clock.now()).toISOString().slice(0, 10);
    return at.startsWith(today) ? time(at) : at.slice(0, 10);
  }

  /** @param {import("../lib/board.js").Row} row */
  #line(row) {
    return h(
      "a",
      { class: "line", href: link("conversations", [row.id]) },
      h("span", { class: "state", "data-state": row.state }, row.state),
      who(row),
      h("span", { class: "line-queue" }, row.queueName ?? row.queue ?? ""),
      h("span", { class: "line-agent" }, handled(row)),
      h("span", { class: "line-count" }, ...counted(row.messageCount, "message")),
      h("span", { class: "line-net" }, ...net(row)),
      h("time", { class: "mono line-time", title: row.updatedAt }, this.#when(row.updatedAt)),
    );
  }
}

/** The names of the columns, for who sees: a line says by itself what it tells. */
function columns() {
  const names = ["State", "Customer", "Queue", "Agent", "Messages", "Sockets", "Last change"];
  return h(
    "div",
    { class: "line columns", "aria-hidden": "true" },
    names.map((name) => h("span", null, name)),
  );
}

/** @param {import("../lib/board.js").Row} row */
function who(row) {
  return h(
    "span",
    { class: "line-who" },
    h("strong", null, row.userName ?? row.userId),
    row.userName ? h("span", { class: "muted mono" }, ` ${row.userId}`) : null,
  );
}

/**
 * Tell who has it, or for how long nobody has; of what has ended, why.
 *
 * @param {import("../lib/board.js").Row} row
 * @returns {import("../lib/dom.js").Child[]}
 */
function handled(row) {
  const agent = row.agentName ?? row.agent;
  const waits = row.waitingSince
    ? [h("span", { class: "waits" }, "waits ", h("span", { "data-since": row.waitingSince }))]
    : [];
  if (row.state === "RINGING") return [`${agent ?? "rings"} · `, ...waits];
  if (waits.length) return waits;
  if (row.closeReason) return [h("span", { class: "muted" }, `closed: ${row.closeReason}`)];
  return [agent ?? ""];
}

/**
 * Tell a count; its noun is for who does not see the column's name.
 *
 * @param {number} count
 * @param {string} noun
 */
function counted(count, noun) {
  const told = plural(count, noun);
  const place = told.indexOf(" ");
  return [told.slice(0, place), h("span", { class: "unit" }, told.slice(place))];
}

/**
 * Tell of its connections: live sockets, how often it came again, by which door.
 *
 * @param {import("../lib/board.js").Row} row
 * @returns {import("../lib/dom.js").Child[]}
 */
function net(row) {
  return [
    row.sockets
      ? h("span", null, ...counted(row.sockets, "socket"))
      : h("span", { class: "muted" }, "none", h("span", { class: "unit" }, " open")),
    row.reconnects
      ? h("span", { class: "warn" }, ` · ${plural(row.reconnects, "reconnect")}`)
      : null,
    row.medium ? h("span", { class: "muted" }, ` · ${door(row.medium)}`) : null,
  ];
}

customElements.define("mp-conversation-list", ConversationList);
