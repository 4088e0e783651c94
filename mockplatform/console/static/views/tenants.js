// Owns the view of tenants: all that there are, to look into, make, put back and take away.

import { h } from "../lib/dom.js";
import { plural, time } from "../lib/format.js";
import { Keyed } from "../lib/keyed.js";
import { View, coalesced } from "../lib/view.js";
import { confirmed } from "../parts/confirm.js";
import { copyButton } from "../parts/copy.js";
import { consoleOf } from "../parts/tenant-menu.js";
import { makeTenant } from "./tenants-make.js";

const DEFAULT = "default";
const NEWS_MS = 2_000; // all tenants are asked for, and there may be hundreds
const LOOK_MS = 5_000; // other tenants are in no journal of this one

/** @type {[part: string, label: string, text: string][]} */
const PARTS = [
  [
    "",
    "all",
    "Conversations, tokens' revocations, faults, journal, clock, settings and agents are as when it was made. Keys stay, so tokens go on. Sockets close.",
  ],
  ["/conversations", "conversations", "All conversations go; their sockets close."],
  ["/faults", "faults", "All faults go and outages end; what they held goes on."],
  ["/journal", "journal", "The journal is emptied; its ids go on."],
  ["/clock", "clock", "The clock returns to real time."],
];

/**
 * @typedef {object} Tenant
 * @property {string} id
 * @property {string} url
 * @property {string} wsUrl
 * @property {string} adminUrl
 * @property {string} deploymentId
 * @property {{id: string, secret: string}} client
 * @property {number} seed
 * @property {string} fixture
 * @property {string} createdAt
 * @property {string} now
 * @property {number} conversations
 * @property {number} channels
 * @property {string} [ttl]
 */

/** The tenants. */
export class Tenants extends View {
  render() {
    const { feed } = this.ctx;
    this.list = h("ul", { class: "tenants", "aria-label": "Tenants" });
    this.rows = new Keyed(
      this.list,
      (/** @type {Tenant} */ one) => one.id,
      (/** @type {Tenant} */ one) => this.#card(one),
    );
    this.append(
      h(
        "div",
        { class: "view-head" },
        h("h1", null, "Tenants"),
        h("span", { class: "spring" }),
        h(
          "button",
          { type: "button", class: "primary", onclick: () => this.#make() },
          "Make a tenant…",
        ),
      ),
      h(
        "p",
        { class: "muted" },
        "Each has its own state, clock, journal, sockets, settings and keys. Nothing crosses.",
      ),
      this.list,
    );
    const news = coalesced(() => this.#read(), NEWS_MS);
    this.own(news.stop);
    this.own(feed.on("resync", () => this.#read()));
    this.own(feed.on("entries", () => news()));
    const look = setInterval(() => document.hidden || this.#read(), LOOK_MS);
    this.own(() => clearInterval(look));
    this.#read();
  }

  async #read() {
    try {
      /** @type {{tenants: Tenant[]}} */
      const { tenants } = await this.ctx.api.ofServer("/tenants");
      // What passes by itself would make each card anew.
      this.rows?.show(tenants.map((one) => ({ ...one, now: one.now.slice(0, 16) })));
    } catch {
      // The shell shows a lost server; what is known stays, and comes anew with it.
    }
  }

  async #make() {
    const made = await makeTenant(this.ctx.api);
    if (!made) return;
    this.ctx.tell(`The tenant ${made.id} is there`);
    await this.#read();
    const link = this.list?.querySelector(`[data-tenant="${CSS.escape(made.id)}"] a`);
    if (link instanceof HTMLElement) link.focus();
  }

  /** @param {Tenant} one */
  #card(one) {
    const isHere = one.id === this.ctx.api.tenant;
    return h(
      "li",
      { class: "card", "data-tenant": one.id },
      h(
        "div",
        { class: "headed" },
        h("h2", null, one.id),
        isHere
          ? h("span", { class: "chip" }, "this page's")
          : h(
              "a",
              { class: "button", href: consoleOf(one.id), "aria-label": `Open ${one.id}` },
              "Open",
            ),
      ),
      facts(one),
      h(
        "div",
        { class: "row" },
        copyButton(() => environment(one), `Copy ${one.id}'s environment lines`, "Environment"),
        h("span", { class: "spring" }),
        this.#reset(one),
        one.id === DEFAULT ? null : this.#delete(one),
      ),
    );
  }

  /** @param {Tenant} one */
  #reset(one) {
    const which = h(
      "select",
      { "aria-label": `What of ${one.id} to put back` },
      PARTS.map(([part, label]) => h("option", { value: part }, label)),
    );
    const ask = () => reset(this.ctx, one.id, which.value).then(() => this.#read());
    const props = { type: "button", "aria-label": `Reset ${one.id}`, onclick: ask };
    return h("span", { class: "joined" }, which, h("button", props, "Reset…"));
  }

  /** @param {Tenant} one */
  #delete(one) {
    const ask = async () => {
      const done = await confirmed({
        title: `Delete the tenant ${one.id}?`,
        text: `It goes with all it holds: ${plural(one.conversations, "conversation")}, ${plural(one.channels, "socket")}. Nothing brings it back.`,
        name: one.id,
        act: "Delete it",
        run: () => this.ctx.api.call("DELETE", `/tenants/${encodeURIComponent(one.id)}`),
      });
      if (!done) return;
      this.ctx.tell(`The tenant ${one.id} is gone`);
      await this.#read();
    };
    const label = `Delete ${one.id}`;
    return h(
      "button",
      { type: "button", class: "danger", "aria-label": label, onclick: ask },
      "Delete…",
    );
  }
}

/**
 * Ask whether a tenant, or a part of it, is to be put back; do it.
 *
 * @param {import("../lib/view.js").Context} ctx
 * @param {string} id
 * @param {string} part "" for all
 */
export async function reset(ctx, id, part) {
  const [, label, text] = PARTS.find(([one]) => one === part) ?? PARTS[0];
  const what = part ? `the ${label} of ${id}` : id;
  const done = await confirmed({
    title: `Reset ${what}?`,
    text,
    act: "Reset",
    run: () => ctx.api.post(`/tenants/${encodeURIComponent(id)}/reset${part}`),
  });
  // An emptied journal has no entry that would tell it.
  if (done && part === "/journal" && id === ctx.api.tenant) ctx.feed.emit("resync");
  if (done)
    ctx.tell(
      part
        ? `The ${label} of ${id} ${label.endsWith("s") ? "are" : "is"} put back`
        : `${id} is as it was made`,
    );
  return done;
}

/** Which parts can be put back, with what that does. */
export { PARTS };

/** @param {Tenant} one */
function facts(one) {
  const told = [
    ["fixture", one.fixture || "none"],
    ["seed", String(one.seed)],
    ["made", time(one.createdAt, { date: true })],
    ["its time", time(one.now, { date: true }).slice(0, 16)],
    ["goes", one.ttl ? `${one.ttl} after its last use` : "with the server"],
    ["holds", `${plural(one.conversations, "conversation")}, ${plural(one.channels, "socket")}`],
  ];
  return h(
    "dl",
    { class: "facts small" },
    told.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value))),
  );
}

/** @param {Tenant} one */
function environment(one) {
  return [
    `MOCKPLATFORM_URL=${one.url}`,
    `MOCKPLATFORM_WS_URL=${one.wsUrl}`,
    `MOCKPLATFORM_ADMIN_URL=${one.adminUrl}`,
    `MOCKPLATFORM_DEPLOYMENT_ID=${one.deploymentId}`,
    `MOCKPLATFORM_CLIENT_ID=${one.client.id}`,
    `MOCKPLATFORM_CLIENT_SECRET=${one.client.secret}`,
    "",
  ].join("\n");
}

customElements.define("mp-tenants", Tenants);
