// Owns the view of tokens: all that live, with their time; to end, to revoke, to make.

import { fill, h } from "../lib/dom.js";
import { plural } from "../lib/format.js";
import { Keyed } from "../lib/keyed.js";
import { View, coalesced, empty } from "../lib/view.js";
import { confirmed } from "../parts/confirm.js";
import { mint } from "./tokens-mint.js";
import { Keys } from "./tokens-keys.js";
import { LeaseItem } from "./tokens-lease.js";

const NEWS_MS = 300;
const SHOWN_MAX = 200;
const USUAL_MS = 1_800_000;

/** @typedef {import("./tokens-lease.js").Lease} Lease */

/** The tokens. */
export class Tokens extends View {
  render() {
    const { feed, clock } = this.ctx;
    this.news = coalesced(() => this.#read(), NEWS_MS);
    this.users = h("datalist", { id: "token-users" });
    this.asked = h("input", {
      type: "search",
      list: "token-users",
      placeholder: "All users",
      "aria-label": "Only the tokens of this user",
      value: this.at.query.get("user") ?? "",
      onchange: () => this.#ask(),
    });
    this.note = h("p", { class: "muted", role: "status" });
    this.acts = h("div", { class: "row" });
    this.list = h("div", { class: "leases", role: "list", "aria-label": "Live tokens" });
    this.rows = new Keyed(
      this.list,
      (/** @type {Lease} */ lease) => lease.jti,
      (/** @type {Lease} */ lease) => new LeaseItem().of(lease, this.#ofOne()),
    );
    this.none = h("div");
    this.keys = new Keys().of(this.ctx);
    this.append(this.#head(), this.users, this.note, this.none, this.list, this.keys);
    this.own(this.news.stop);
    this.own(feed.on("resync", () => this.#read()));
    this.own(feed.on("entries", (entries) => this.#hear(entries)));
    this.own(clock.on("tick", () => this.#tick()));
    this.#read();
  }

  #head() {
    return h(
      "div",
      { class: "view-head" },
      h("h1", null, "Tokens"),
      this.asked ?? null,
      h("span", { class: "spring" }),
      this.acts ?? null,
      h(
        "button",
        { type: "button", class: "primary", onclick: () => mint(this.ctx.api) },
        "Mint a token…",
      ),
    );
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    super.place(place);
    if (this.asked) this.asked.value = this.#user;
    this.#read();
  }

  get #user() {
    return this.at.query.get("user") ?? "";
  }

  #ask() {
    this.ctx.router.note({ user: this.asked?.value.trim() });
    this.at = this.ctx.router.place;
    this.#read();
  }

  /** @param {import("../lib/feed.js").Entry[]} entries */
  #hear(entries) {
    const isNews = entries.some(
      ({ kind, stream }) =>
        kind === "socket" ||
        kind === "clock" ||
        (kind === "event" && (stream === "family" || stream === "tenant")),
    );
    if (isNews) this.news?.();
  }

  async #read() {
    const { api } = this.ctx;
    const userId = this.#user;
    try {
      const [told, { channels }] = await Promise.all([
        api.get("/tokens", { userId, limit: SHOWN_MAX }),
        api.get("/channels"),
        this.keys?.read(),
      ]);
      if (userId === this.#user) this.#show(told, channels);
    } catch {
      // The shell shows a lost server; what is known stays, and comes anew with it.
    }
  }

  /**
   * @param {{tokens: Lease[], total: number}} told
   * @param {{id: string, conversationId: string, tokenId: string | null}[]} channels
   */
  #show({ tokens, total }, channels) {
    for (const lease of tokens) {
      lease.sockets = channels
        .filter((one) => one.tokenId === lease.jti)
        .map(({ id, conversationId }) => ({ id, conversationId }));
    }
    this.rows?.show(tokens);
    const shown = tokens.length < total ? `, the first ${tokens.length} to end are shown` : "";
    if (this.note) this.note.textContent = `${plural(total, "live token")}${shown}`;
    if (!this.#user && this.users) {
      const users = [...new Set(tokens.map((one) => one.userId))].sort();
      fill(
        this.users,
        users.map((value) => h("option", { value })),
      );
    }
    this.#showNone(total);
    this.#showActs(total);
    this.#tick();
  }

  /** @param {number} total */
  #showNone(total) {
    if (!this.none || !this.list) return;
    this.list.hidden = !total;
    this.none.hidden = total > 0;
    if (total) {
      fill(this.none);
    } else if (this.#user) {
      fill(
        this.none,
        empty(`No live token of ${this.#user}`, "Users are found by their whole id."),
      );
    } else {
      const widget = h(
        "a",
        { href: `${this.ctx.api.prefix}/widget`, target: "_blank" },
        "demo widget",
      );
      fill(
        this.none,
        empty("No live token", "Mint one here, or open the ", widget, ": it takes one."),
      );
    }
  }

  /** @param {number} total */
  #showActs(total) {
    if (!this.acts) return;
    const whose = this.#user ? `all of ${this.#user}` : "all";
    const props = { type: "button", disabled: !total };
    fill(
      this.acts,
      h("button", { ...props, onclick: () => this.#endMany("expire") }, `Expire ${whose}…`),
      h(
        "button",
        { ...props, class: "danger", onclick: () => this.#endMany("revoke") },
        `Revoke ${whose}…`,
      ),
    );
  }

  /** @returns {import("./tokens-lease.js").Acts} */
  #ofOne() {
    const { api } = this.ctx;
    return {
      expire: ({ jti, userId }) =>
        this.attempt(() => api.post("/tokens/expire", { jti }), `A token of ${userId} has ended`),
      revoke: ({ jti, userId }) =>
        this.attempt(() => api.post("/tokens/revoke", { jti }), `A token of ${userId} is revoked`),
    };
  }

  /** @param {"expire" | "revoke"} act */
  async #endMany(act) {
    const user = this.#user;
    const body = user ? { userId: user } : { all: true };
    const isEnd = act === "expire";
    const whose = user ? `all tokens of ${user}` : "all tokens of all users";
    const done = await confirmed({
      title: `${isEnd ? "Expire" : "Revoke"} ${whose}?`,
      text: isEnd
        ? "They end now, as at their exp: calls get 401 token.expired, sockets close. Refresh tokens go on."
        : "They are refused from now on with 401 token.revoked, their refresh tokens too; sockets close.",
      act: isEnd ? "Expire them" : "Revoke them",
      run: () => this.ctx.api.post(`/tokens/${act}`, body),
    });
    if (done) this.ctx.tell(isEnd ? "They have ended" : "They are revoked");
  }

  #tick() {
    const now = this.ctx.clock.now();
    for (const item of this.list?.children ?? []) {
      if (item instanceof LeaseItem) item.tick(now, USUAL_MS);
    }
  }
}

customElements.define("mp-tokens", Tokens);
