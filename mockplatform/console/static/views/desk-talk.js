// Owns one conversation at the desk: who it is, what was said, and what an agent does in it.

import { fill, h } from "../lib/dom.js";
import { length } from "../lib/format.js";
import { link } from "../lib/router.js";
import { empty } from "../lib/view.js";
import { ACTS, allowed, botFor, heldByMe, holder, whyMute } from "./desk-acts.js";
import { Composer } from "./desk-composer.js";
import { askOver, askWhere, askWhom, askWhy } from "./desk-dialogs.js";
import { Talk } from "./desk-talk-model.js";
import { Transcript } from "./desk-transcript.js";

/** @typedef {import("./desk-acts.js").Act} Act */
/** @typedef {import("./desk-crew.js").Crew} Crew */

/** The pane of one conversation. */
export class TalkPane extends HTMLElement {
  /**
   * @param {import("../lib/view.js").View} view
   * @param {Crew} crew
   * @param {string} id
   */
  constructor(view, crew, id) {
    super();
    this.view = view;
    this.crew = crew;
    this.conversation = id;
    this.talk = new Talk(view.ctx, id);
    this.isBusy = false;
    this.heading = h("h2", { tabindex: "-1" }, "…");
    this.fact = h("span");
    this.ring = h("span", { class: "mono" });
    this.state = h("span", { class: "state" }, "…");
    this.transcript = new Transcript();
    /** @type {Map<Act, HTMLButtonElement>} */
    this.buttons = new Map(ACTS.map(([act, key]) => [act, this.#button(act, key)]));
    this.composer = new Composer(id, {
      message: (text, clientMessageId) => this.#post("message", { text, clientMessageId }),
      typing: (state) => this.#post("typing", { state }),
    });
  }

  connectedCallback() {
    const { talk, crew, view } = this;
    this.parts = [
      h(
        "div",
        { class: "desk-head" },
        h("a", { class: "desk-back", href: this.#back() }, "‹ All conversations"),
        h("div", { class: "row" }, this.heading, this.state),
        h(
          "p",
          { class: "row small muted" },
          this.fact,
          this.ring,
          h("a", { href: link("conversations", [this.conversation]) }, "All about it"),
        ),
        h("div", { class: "desk-acts row", role: "toolbar", "aria-label": "Acts" }, [
          ...this.buttons.values(),
        ]),
      ),
      this.transcript,
      this.composer,
    ];
    this.append(...this.parts);
    this.ends = [
      talk.on("change", () => this.#show()),
      talk.on("signals", () => this.transcript.showSignals(talk, this.#mine())),
      talk.on("gone", () => this.#gone()),
      talk.on("failed", (error) => view.attempt(() => Promise.reject(error))),
      crew.on("change", () => this.#show()),
      view.ctx.clock.on("tick", () => this.#count()),
    ];
    talk.begin();
  }

  disconnectedCallback() {
    for (const end of this.ends ?? []) end();
    this.talk.end();
  }

  /** Put the focus where the next thing is done. */
  take() {
    if (this.composer.why) this.heading.focus({ preventScroll: true });
    else this.composer.focusText();
  }

  /**
   * Do an act, or say why it cannot be done.
   *
   * @param {Act} act
   */
  async act(act) {
    const now = this.#now();
    if (!now || this.isBusy) return;
    const { why } = allowed(now)[act];
    if (why) {
      this.view.ctx.tell(`${why}.`, "bad");
      return;
    }
    this.isBusy = true;
    const isDone = await this.view.attempt(() => this.#do(act, now));
    this.isBusy = false;
    await this.talk.read();
    if (isDone && act === "take") this.composer.focusText();
  }

  /**
   * @param {Act} act
   * @param {import("./desk-acts.js").Situation} now
   * @returns {Promise<boolean>} whether it was done
   */
  async #do(act, now) {
    const me = now.me?.id;
    if (act === "take") return this.#take(now);
    if (act === "ring") {
      const whom = await askWhom(now.agents, me ?? "");
      return whom !== undefined && this.#done("offer", { agentId: whom });
    }
    if (act === "transfer") {
      const others = now.agents.filter((one) => one.id !== now.row.agent);
      const where = await askWhere(this.crew.queues, others, now.row.queue ?? "");
      return where !== undefined && this.#done("transfer", where);
    }
    if (act === "bot") {
      const agentId = botFor(now)?.id;
      return this.#done(now.row.state === "OPEN" ? "offer" : "transfer", { agentId });
    }
    if (act === "close") {
      const isMine = heldByMe(now, "ACTIVE");
      const reason = await askWhy(isMine);
      const by = isMine ? "agent" : "supervisor";
      return reason !== undefined && this.#done("close", reason ? { reason, by } : { by });
    }
    return this.#done(act, act === "decline" ? { agentId: me } : {});
  }

  /**
   * Take it: from the queue, from the ringing, or from somebody else. That is asked first, as the
   * button may have said "Take" when the hand went to it, a moment before another was quicker.
   *
   * @param {import("./desk-acts.js").Situation} now
   */
  async #take(now) {
    const agentId = now.me?.id;
    if (now.row.state === "ACTIVE") {
      const has = now.row.agent;
      if (!(await askOver(holder(now)))) return false;
      if (this.talk.row?.state !== "ACTIVE" || this.talk.row.agent !== has) {
        this.view.ctx.tell("It went on meanwhile: look who has it now.", "bad");
        return false;
      }
    }
    if (now.row.state === "OPEN") await this.#post("offer", { agentId });
    if (now.row.state === "ACTIVE") await this.#post("transfer", { agentId });
    return this.#done("accept", { agentId });
  }

  /**
   * @param {string} act
   * @param {object} body
   */
  async #done(act, body) {
    await this.#post(act, body);
    return true;
  }

  /**
   * @param {string} act
   * @param {object} body
   */
  #post(act, body) {
    const path = `/conversations/${encodeURIComponent(this.conversation)}/agent/${act}`;
    return this.view.ctx.api.post(path, body);
  }

  /** @returns {import("./desk-acts.js").Situation | null} */
  #now() {
    const { row } = this.talk;
    const { me, agents, botsAct } = this.crew;
    return row && { row, me, agents, botsAct };
  }

  /** Who needs not be told that he types: whoever writes at this desk. */
  #mine() {
    return this.composer.isTyping ? (this.talk.row?.agent ?? "") : "";
  }

  #show() {
    const now = this.#now();
    if (!now) return;
    const { row } = now;
    if (!this.heading.isConnected) fill(this, ...(this.parts ?? [])); // a rewind brought it back
    this.heading.textContent = row.userName ?? row.userId;
    this.state.textContent = row.state;
    this.state.dataset.state = row.state;
    const can = allowed(now);
    const first = ["OPEN", "ACTIVE", "RINGING"].includes(row.state) && !can.take.why;
    for (const [act, button] of this.buttons) this.#paint(button, can[act], act, first);
    this.#tellFacts(now);
    this.composer.mute(whyMute(now));
    this.transcript.show(this.talk);
    this.transcript.showSignals(this.talk, this.#mine());
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {import("./desk-acts.js").Allowed} allowed
   * @param {Act} act
   * @param {boolean} isFirst whether taking it is what comes next
   */
  #paint(button, { label, why }, act, isFirst) {
    button.classList.toggle("primary", act === "take" && isFirst);
    button.setAttribute("aria-disabled", String(why !== ""));
    button.title = `${why ? `${why}. ` : ""}Keys: Alt+Shift+${button.dataset.key}`;
    const text = button.firstElementChild;
    if (text && text.textContent !== label) text.textContent = label;
    const said = button.lastElementChild;
    if (said && said.textContent !== why) said.textContent = why;
  }

  /** @param {import("./desk-acts.js").Situation} now */
  #tellFacts(now) {
    const { row } = now;
    const where = row.state === "RINGING" ? `rings at ${holder(now)}` : `with ${holder(now)}`;
    const customer = row.sockets ? "customer connected" : "customer not connected";
    const facts = [this.crew.queueName(row.queue ?? ""), row.agent ? where : "", customer];
    this.fact.textContent = facts.filter(Boolean).join(" · ");
    this.#count();
  }

  /** Tell how long it still rings. */
  #count() {
    const { row, ringUntil } = this.talk;
    const left = Date.parse(ringUntil) - this.view.ctx.clock.now();
    const isRinging = row?.state === "RINGING" && left > 0;
    this.ring.textContent = isRinging ? `rings another ${length(Math.ceil(left / 1e3) * 1e3)}` : "";
  }

  #gone() {
    fill(
      this,
      empty(
        "There is no such conversation",
        "It was forgotten, or the tenant was reset. ",
        h("a", { href: this.#back() }, "Back to the desk"),
      ),
    );
  }

  #back() {
    return link("desk", [], { agent: this.crew.me?.id });
  }

  /**
   * @param {Act} act
   * @param {string} key
   */
  #button(act, key) {
    const props = {
      type: "button",
      "data-act": act,
      "data-key": key,
      "aria-disabled": "true", // until it is known what the state allows
      "aria-keyshortcuts": `Alt+Shift+${key}`,
      onclick: () => this.act(act),
    };
    return h("button", props, h("span", null, "…"), h("span", { class: "visually-hidden" }));
  }
}

customElements.define("mp-desk-talk", TalkPane);
