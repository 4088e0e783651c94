// Owns the view of one conversation: its head, its timeline, and what stands beside that.

import { Story } from "../lib/story.js";
import { copied } from "../parts/copy.js";
import { Timeline } from "../parts/timeline.js";
import { fill, h } from "../lib/dom.js";
import { length, plural, time } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { door } from "../lib/media.js";
import { link } from "../lib/router.js";
import { View, coalesced, empty } from "../lib/view.js";
import { aboutConversation } from "../lib/evidence.js";
import { findingsOf } from "../lib/findings.js";
import { acceptedAs, inOrder } from "../lib/findings-filter.js";
import { listLink } from "./conversation-list.js";
import { panels } from "./conversation-panels.js";

const NEWS_MS = 400;

/** One conversation. */
export class Conversation extends View {
  toldFindings = "";

  render() {
    const { feed, clock, router } = this.ctx;
    this.id = this.at.rest[0];
    this.head = h("div", { class: "talk-head" });
    this.side = h("aside", { class: "talk-side", "aria-label": "About the conversation" });
    this.main = h("div", { class: "talk-main" });
    this.tabs = this.#tabs();
    this.parts = [this.head, this.tabs, h("div", { class: "talk-body" }, this.main, this.side)];
    this.append(...this.parts);
    this.news = coalesced(() => this.#freshen(), NEWS_MS);
    this.own(this.news.stop);
    this.own(feed.on("resync", () => this.news?.()));
    this.own(feed.on("entries", (entries) => this.#hear(entries)));
    this.own(clock.on("tick", () => this.#tick()));
    this.own(() => this.story?.end());
    this.found = findingsOf(this.ctx);
    this.own(this.found.on("change", () => this.#mark()));
    this.#tab(router.place.query.get("tab") ?? "");
    this.#read();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    this.timeline?.hide(place.query.get("hide") ?? "");
    this.#mark();
    this.#tab(place.query.get("tab") ?? "");
  }

  /** In a narrow page, timeline and panels take turns. */
  #tabs() {
    const tab = (/** @type {string} */ name, /** @type {string} */ label) => {
      const choose = () => {
        this.ctx.router.note({ tab: name });
        this.#tab(name);
      };
      return h("button", { type: "button", "data-tab": name, onclick: choose }, label);
    };
    const props = { class: "talk-tabs", role: "group", "aria-label": "Parts" };
    return h("div", props, tab("", "Timeline"), tab("about", "About"));
  }

  /** @param {string} name */
  #tab(name) {
    this.dataset.tab = name === "about" ? "about" : "";
    for (const button of this.tabs?.querySelectorAll("button") ?? []) {
      button.setAttribute("aria-pressed", String(button.dataset.tab === this.dataset.tab));
    }
  }

  async #read() {
    const known = await this.#get();
    if (!known || !this.isConnected) return;
    this.story = new Story(this.ctx, known.id, known.userId);
    const noted = (/** @type {string} */ hide) => this.ctx.router.note({ hide });
    this.timeline = new Timeline(this.story, noted, (act) => this.attempt(act));
    fill(/** @type {HTMLElement} */ (this.main), this.timeline);
    this.timeline.hide(this.at.query.get("hide") ?? "");
    this.#mark();
    await this.attempt(() => /** @type {Story} */ (this.story).read());
  }

  /** Have the timeline mark what is evidence, and the head and the side tell of it. */
  #mark() {
    const { found, timeline, known } = this;
    if (!found?.isRead || !timeline || !known) return;
    timeline.mark(found.findings, this.at.query.get("evidence") ?? "");
    const about = aboutConversation(found.findings, known);
    const told = JSON.stringify(about.map(({ id, count }) => [id, count]));
    if (told === this.toldFindings) return;
    this.toldFindings = told;
    this.#show(known);
  }

  /** Ask for the conversation, and show it; return undefined where there is none. */
  async #get() {
    const path = `/conversations/${encodeURIComponent(this.id ?? "")}`;
    try {
      const known = await this.ctx.api.get(path, { transcript: false });
      if (this.isConnected) this.#show(known);
      return known;
    } catch (error) {
      const { status } = /** @type {import("../lib/api.js").ApiError} */ (error);
      if (status === 404 && this.isConnected) this.#gone();
      else if (status) await this.attempt(() => Promise.reject(error));
      return undefined;
    }
  }

  async #freshen() {
    if (this.isReading) return;
    this.isReading = true;
    try {
      await (this.story ? this.#get() : this.#read());
    } finally {
      this.isReading = false;
    }
  }

  /** @param {import("../lib/feed.js").Entry[]} entries */
  #hear(entries) {
    if (entries.some((one) => one.conversationId === this.id && one.kind !== "http")) this.news?.();
  }

  /** Say that there is none; should it come back with a rewind, all is read anew. */
  #gone() {
    this.story?.end();
    this.story = undefined;
    fill(
      this,
      empty(
        "There is no such conversation",
        "It was forgotten, or the tenant was reset. ",
        h("a", { href: listLink.last }, "All conversations"),
      ),
    );
  }

  /** @param {any} known */
  #show(known) {
    this.known = known;
    if (!this.head?.isConnected) fill(this, .../** @type {HTMLElement[]} */ (this.parts));
    document.title = `${known.userName ?? known.userId} · ${this.ctx.api.tenant} · mockplatform`;
    fill(/** @type {HTMLElement} */ (this.head), ...this.#head(known));
    const side = /** @type {HTMLElement} */ (this.side);
    const open = new Set([...side.querySelectorAll("details[open]")].map((one) => one.id));
    const focused = side.contains(document.activeElement) ? document.activeElement?.id : "";
    fill(side, ...panels(known, this, this.#about(known)));
    for (const id of open) side.querySelector(`#${id}`)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    this.#tick();
  }

  /** @param {any} known */
  #about(known) {
    const { findings = [], rules = [] } = this.found ?? {};
    return inOrder(aboutConversation(findings, known), rules);
  }

  /** @param {any} known */
  #head(known) {
    const found = this.#about(known).filter((one) => !acceptedAs(one)).length;
    const name = known.userName ?? known.userId;
    return [
      h(
        "div",
        { class: "row" },
        h("a", { href: listLink.last, class: "back" }, "← All"),
        h("h1", null, name),
        h("span", { class: "state", "data-state": known.state }, known.state),
        found ? findingsChip(known, found) : null,
        h("span", { class: "spring" }),
        this.#copy(known.id),
        h(
          "a",
          { class: "button", href: link("journal", [], { conversationId: known.id }) },
          "Journal",
        ),
        h("a", { class: "button", href: link("desk", [known.id]) }, icon("desk"), "Open the desk"),
      ),
      h("p", { class: "talk-facts" }, facts(known)),
    ];
  }

  /** @param {string} id */
  #copy(id) {
    const copy = async () =>
      (await copied(id, button))
        ? this.ctx.tell("The conversation's id is copied", "good")
        : this.ctx.tell("The browser refused. The id stands in the page's address.", "bad");
    const props = { type: "button", class: "quiet mono", title: `Copy ${id}`, onclick: copy };
    const button = h("button", props, icon("copy"), `${id.slice(0, 8)}…`);
    return button;
  }

  /** Move on what is counted down, on the tenant's clock. */
  #tick() {
    const now = this.ctx.clock.now();
    for (const one of this.querySelectorAll("[data-until]")) {
      const left = Date.parse(/** @type {HTMLElement} */ (one).dataset.until ?? "") - now;
      one.textContent = left > 0 ? `in ${length(Math.ceil(left / 1000) * 1000)}` : "due now";
    }
  }
}

/**
 * @param {{id: string, userId: string}} known
 * @param {number} count
 */
function findingsChip({ id, userId }, count) {
  const href = link("findings", [], { conversation: id, user: userId });
  const props = { class: "chip finding-chip", href };
  return h("a", props, icon("findings"), plural(count, "finding"));
}

/** @param {any} known */
function facts(known) {
  const told = [
    ["customer", known.userName ? known.userId : ""],
    ["queue", known.queue?.name],
    ["agent", known.agent?.name],
    ["door", door(known.medium)],
    ["channel", known.case?.channel.name],
    ["case", known.case && `${known.case.number}, ${known.case.status}`],
    ["thread", known.case && (known.case.threadName ?? known.case.thread)],
    ["began", time(known.createdAt, { date: true })],
    ["last change", time(known.updatedAt)],
    ["ended", known.endedAt ? `${time(known.endedAt)} (${known.closeReason ?? "deleted"})` : ""],
    ["", plural(known.messageCount, "message")],
    ["version", known.version],
    ["", known.reconnects ? plural(known.reconnects, "reconnect") : ""],
  ];
  const shown = told.filter(([, value]) => value !== undefined && value !== "");
  const parts = shown.map(([name, value]) =>
    h("span", null, name ? h("span", { class: "muted" }, `${name} `) : null, String(value)),
  );
  if (known.inactivityExpiresAt) {
    const until = h("span", { "data-until": known.inactivityExpiresAt });
    parts.push(h("span", null, h("span", { class: "muted" }, "closes by itself "), until));
  }
  return parts;
}

customElements.define("mp-conversation", Conversation);
