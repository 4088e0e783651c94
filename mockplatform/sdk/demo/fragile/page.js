// Owns the page of the mistakes: a well-behaved and a fragile widget side by side on one platform, one
// field that drives both, and what comes of it.

import { Chat } from "../chat/chat.js";
import { readDeployment } from "../deployment.js";
import { coalesced, h, say } from "../dom.js";
import { watchSockets } from "../hood/sockets.js";
import { addressWith, baseUrl } from "../params.js";
import { applyTheme } from "../theme.js";
import { createWidgetSDK } from "../widget-sdk.mjs";
import { MistakeList, ScoreTable, Verdict } from "./board.js";
import { FragileClient } from "./client.js";
import { Judge } from "./judge.js";
import { recall, remember } from "./memory.js";
import { score } from "./score.js";
import { situations } from "./situations.js";
import { FragileView } from "./view.js";
import { Watch } from "./watch.js";

/** How soon after something has happened the platform is asked what it has. */
const JUDGE_AFTER_MS = 400;
/** It is asked again so often, while the page is seen: agents write too. */
const JUDGE_EACH_MS = 3_000;
const PAIR_CHARS = 6;

/**
 * Build the page.
 *
 * @param {import("../params.js").Params} params
 */
export async function fragilePage(params) {
  const pair =
    params.pair ?? crypto.getRandomValues(new Uint32Array(1))[0].toString(36).slice(0, PAIR_CHARS);
  if (!params.pair) history.replaceState(history.state, "", addressWith({ pair }));
  const base = baseUrl();
  const sockets = watchSockets();
  const deployment = await readDeployment(base, params.deploymentId);
  applyTheme(document.documentElement, deployment.theme);
  document.title = "A fragile widget · demo widget";
  const page = new FragilePage({
    base,
    pair,
    deployment,
    deploymentId: params.deploymentId,
    sockets,
  });
  document.body.append(page.element);
  await page.start();
}

/**
 * @typedef {object} PageParts
 * @property {string} base
 * @property {string} pair
 * @property {string} deploymentId
 * @property {import("../deployment.js").Deployment} deployment
 * @property {import("../hood/sockets.js").Watched} sockets
 */

/** The page. */
export class FragilePage {
  /** @param {PageParts} parts */
  constructor(parts) {
    const { base, pair, deployment, deploymentId } = parts;
    this.parts = parts;
    const left = { base, deploymentId, userId: `careful-${pair}` };
    const right = { base, deploymentId, userId: `fragile-${pair}` };
    this.judges = { left: new Judge(left), right: new Judge(right) };
    /** @type {{left: string[], right: string[]}} What the customers said, each to his widget. */
    this.said = recall("said") ?? { left: [], right: [] };
    this.ask = coalesced(() => this.judge(), JUDGE_AFTER_MS);
    this.sdk = createWidgetSDK({ baseUrl: base, deploymentId, userId: left.userId });
    this.chat = new Chat(this.sdk, deployment, { label: "Well-behaved widget" });
    this.client = new FragileClient({
      ...right,
      tell: (what, detail) => this.#heard(what, detail),
    });
    this.watch = new Watch({
      judge: this.judges.right,
      client: this.client,
      onStrike: (id) => this.mistakes?.light(id),
      isWriting: () => this.fragile.text !== "" || this.fragile.hasFocus,
    });
    this.fragile = new FragileView(this.client, deployment);
    this.mistakes = new MistakeList(base, this.watch.struck);
    this.table = new ScoreTable();
    this.verdicts = { left: new Verdict("left"), right: new Verdict("right") };
    this.field = h("input", { id: "both", autocomplete: "off", "data-testid": "say" });
    this.field.placeholder = "Say it in both";
    this.told = h("p", { class: "told", role: "status", "data-testid": "told" });
    this.element = this.#build();
    this.sdk.on("messages", this.ask);
    this.sdk.on("conversation", this.ask);
    Reflect.set(globalThis, "widgetSDK", this.sdk);
    Reflect.set(globalThis, "fragileWidget", this.client);
  }

  /** Bring both up. */
  async start() {
    this.chat.render();
    setInterval(() => document.visibilityState === "visible" && this.ask(), JUDGE_EACH_MS);
    await Promise.all([this.chat.start(), this.#startFragile()]);
    this.ask();
  }

  /**
   * Say something.
   *
   * @param {("left" | "right")[]} sides
   */
  say(sides) {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    if (sides.includes("left")) this.#sayLeft(text);
    if (sides.includes("right")) this.#sayRight(text);
    remember("said", this.said);
    this.ask();
  }

  /** Ask the platform how both have done. */
  async judge() {
    const { sdk, client } = this;
    const unsent = sdk.messages.filter((one) => one.state !== "sent").map((one) => one.text);
    const asked = {
      left: { said: [...this.said.left], waiting: unsent },
      right: { said: [...this.said.right], waiting: [...client.queue, ...client.unanswered] },
    };
    for (const side of /** @type {const} */ (["left", "right"])) {
      const found = await this.judges[side].look();
      const shown = side === "left" ? this.chat.element : this.fragile.element;
      if (!found) continue;
      const result = score(asked[side], found, shown);
      this.table.show(side, result);
      this.verdicts[side].show(result, side === "right" && this.fragile.isBlank);
      if (side === "right") this.watch.judged(result);
    }
  }

  /** @param {string} text */
  #sayLeft(text) {
    this.said.left.push(text);
    this.chat.composer.text = text;
    this.chat.composer.submit();
  }

  /**
   * What the customer means to say counts, whether or not the widget still has it.
   *
   * @param {string} text
   */
  #sayRight(text) {
    this.said.right.push(text);
    this.isSaying = true;
    this.fragile.text = text;
    this.fragile.submit();
    this.isSaying = false;
  }

  /**
   * @param {string} what
   * @param {any} [detail]
   */
  #heard(what, detail) {
    if (what === "said" && !this.isSaying) {
      this.said.right.push(detail);
      remember("said", this.said);
    }
    if (what === "blank") reportError(detail);
    this.watch.hear(what, detail);
    this.ask();
  }

  /** Its start may fail as anything else of it may, and nobody catches that. */
  async #startFragile() {
    await this.client.start().catch((error) => this.client.guarded(() => rethrow(error)));
  }

  #build() {
    const intro =
      "Two customers of one shop. The widget on the left is built on the SDK, the one on the right makes the mistakes that the guide warns of, on purpose. What you do here happens to both.";
    return h(
      "div",
      { class: "fragile-page" },
      h(
        "header",
        { class: "shop-head" },
        h("p", { class: "shop-name" }, "Corner Shop"),
        this.#links(),
      ),
      h(
        "main",
        null,
        h("h1", null, "What goes wrong, side by side"),
        h("p", { class: "lead" }, intro),
        this.#form(this.field),
        situations(this),
        this.told,
        h("div", { class: "pair" }, this.#column("left"), this.#column("right")),
        h("div", { class: "results" }, this.#results(), this.#list()),
      ),
    );
  }

  #links() {
    const out = { target: "_blank", rel: "noopener" };
    return h(
      "nav",
      { "aria-label": "Pages", class: "row" },
      h("a", { href: "widget" }, "The demo widget"),
      h("a", { ...out, href: `${this.parts.base}/console#/outages` }, "Outages"),
      h("a", { ...out, href: `${this.parts.base}/console#/clock` }, "Clock"),
    );
  }

  /** @param {HTMLInputElement} field */
  #form(field) {
    const alone = (/** @type {"left" | "right"} */ side) =>
      h("button", { type: "button", onclick: () => this.say([side]) }, `Only ${side}`);
    const both = h("button", { class: "primary" }, "Say it in both");
    const form = h(
      "form",
      { class: "say row" },
      h("label", { for: field.id, class: "visually-hidden" }, "Say it in both"),
      field,
      both,
      alone("left"),
      alone("right"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say(["left", "right"]);
    });
    return form;
  }

  /** @param {"left" | "right"} side */
  #column(side) {
    const title = side === "left" ? "Well-behaved" : "Fragile";
    const shown = side === "left" ? this.chat.element : this.fragile.element;
    return h("div", { class: "column" }, h("h2", null, title), this.verdicts[side].element, shown);
  }

  #results() {
    return h(
      "section",
      { "aria-label": "How both have done" },
      h("h2", null, "How both have done"),
      this.table.element,
    );
  }

  #list() {
    return h(
      "section",
      { "aria-label": "The mistakes" },
      h("h2", null, "The mistakes"),
      this.mistakes.element,
    );
  }

  /**
   * Say how something that was asked for went.
   *
   * @param {() => unknown} act what it returns is said
   */
  async attempt(act) {
    try {
      const text = await act();
      say(this.told, typeof text === "string" ? text : "");
    } catch (error) {
      say(this.told, /** @type {Error} */ (error).message);
    }
    this.ask();
  }
}

/** @param {unknown} error */
function rethrow(error) {
  throw error;
}
