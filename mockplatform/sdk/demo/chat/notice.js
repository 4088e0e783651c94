// Owns the line that says what is going on, calmly and once: the newest that still stands, or for a
// moment that it is over.

import { h, say } from "../dom.js";
import { isOver } from "../words.js";

/** How long the line says that all is well again. */
const RELIEF_SHOWN_MS = 5_000;
/** What ends what, where the notice itself does not say. @type {Record<string, string[]>} */
const ENDS = { "storage-works": ["storage-full"] };
/** The panel says it at its foot, with what to do next. */
const SAID_ELSEWHERE = "conversation-ended";

/** @typedef {import("../widget-sdk.mjs").WidgetNotice} WidgetNotice */

/** The line. `data-notice` has the code of what it says. */
export class NoticeLine {
  constructor() {
    /** @type {Map<string, WidgetNotice>} */
    this.standing = new Map();
    /** @type {WidgetNotice | null} */
    this.relief = null;
    this.element = h("p", { class: "notice", role: "status", "data-testid": "notice" });
    this.#show();
  }

  /**
   * Take a notice.
   *
   * @param {WidgetNotice} notice
   */
  say(notice) {
    const ends = /** @type {string[] | undefined} */ (notice.ends) ?? ENDS[notice.code];
    for (const code of ends ?? []) this.standing.delete(code);
    this.standing.delete(notice.code); // the newest stands last
    if (ends) this.#relieve(notice);
    else if (notice.code !== SAID_ELSEWHERE) this.standing.set(notice.code, notice);
    this.#show();
  }

  /**
   * Drop what is no longer so.
   *
   * @param {Pick<import("../widget-sdk.mjs").WidgetSDK, "status" | "conversation" | "messages">} sdk
   */
  follow({ status, conversation, messages }) {
    if (status === "live") this.standing.delete("failed");
    const hasFailed = messages.some((one) => one.state === "failed");
    if (!hasFailed) this.standing.delete("message-failed");
    const isWaiting = conversation?.state === "OPEN" || conversation?.state === "RINGING";
    if (!isWaiting || isOver(conversation)) this.standing.delete("waiting-for-agent");
    this.#show();
  }

  /** @param {WidgetNotice} notice */
  #relieve(notice) {
    this.relief = notice;
    clearTimeout(this.ends);
    this.ends = setTimeout(() => {
      this.relief = null;
      this.#show();
    }, RELIEF_SHOWN_MS);
  }

  #show() {
    const shown = [...this.standing.values()].at(-1) ?? this.relief;
    const { dataset } = this.element;
    dataset.notice = shown?.code ?? "";
    dataset.kind = shown === this.relief ? "relief" : "standing";
    say(this.element, shown?.text ?? "");
  }
}
