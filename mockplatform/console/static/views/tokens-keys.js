// Owns the signing keys as they are shown: which one signs, which still verify, and their change.

import { fill, h } from "../lib/dom.js";
import { length, time } from "../lib/format.js";
import { copyButton } from "../parts/copy.js";
import { given, textField } from "../parts/fields.js";
import { asked } from "../parts/form-dialog.js";

const KEEP_OLD = "10m";

/** @typedef {{kid: string, status: string, until?: string, jwk: {alg?: string, kty: string}}} Key */

/** The keys, the newest first. */
export class Keys extends HTMLElement {
  /** @param {import("../lib/view.js").Context} ctx */
  of(ctx) {
    this.ctx = ctx;
    this.body = h("tbody");
    fill(
      this,
      h(
        "div",
        { class: "view-head" },
        h("h2", null, "Signing keys"),
        h("span", { class: "spring" }),
        h("button", { type: "button", onclick: () => this.#rotate() }, "Rotate keys…"),
      ),
      h(
        "div",
        { class: "card scroll-x" },
        h(
          "table",
          null,
          h(
            "thead",
            null,
            h(
              "tr",
              null,
              ["Key", "State", "Algorithm", "Public key"].map((name) =>
                h("th", { scope: "col" }, name),
              ),
            ),
          ),
          this.body,
        ),
      ),
    );
    return this;
  }

  /** Read them anew. */
  async read() {
    if (!this.ctx || !this.body) return;
    /** @type {{keys: Key[]}} */
    const { keys } = await this.ctx.api.get("/keys");
    const now = this.ctx.clock.now();
    fill(
      this.body,
      [...keys].reverse().map((key) => line(key, now)),
    );
  }

  async #rotate() {
    const ctx = /** @type {import("../lib/view.js").Context} */ (this.ctx);
    const done = await asked({
      title: "Rotate the signing keys",
      act: "Rotate",
      body: [
        h("p", null, "New tokens are signed with a new key. Those there are stay good meanwhile."),
        textField("keepOld", "The old keys verify for", {
          value: KEEP_OLD,
          help: "As 10m or 1h. With 0, all tokens of the old keys are refused at once.",
        }),
      ],
      submit: async (form) => {
        await ctx.api.post("/keys/rotate", given(form));
        return true;
      },
    });
    if (!done) return;
    ctx.tell("A new key signs now");
    await this.read();
  }
}

/**
 * @param {Key} key
 * @param {number} now
 */
function line(key, now) {
  const until = key.until === undefined ? null : Date.parse(key.until);
  const isSigning = key.status === "signing";
  return h(
    "tr",
    { "data-kid": key.kid },
    h("td", { class: "mono" }, key.kid),
    h(
      "td",
      null,
      h("span", { class: "state", "data-state": isSigning ? "ACTIVE" : "OPEN" }, key.status),
      until === null
        ? ""
        : h(
            "span",
            { class: "muted small", title: time(until, { date: true }) },
            ` ${length(until - now)} more`,
          ),
    ),
    h("td", null, key.jwk.alg ?? key.jwk.kty),
    h(
      "td",
      null,
      copyButton(() => JSON.stringify(key.jwk), `Copy the public key ${key.kid}`),
    ),
  );
}

customElements.define("mp-keys", Keys);
