// Owns what a link to conversations shows: the list of all, or one of them.

import { fill } from "../lib/dom.js";
import { link } from "../lib/router.js";
import { View } from "../lib/view.js";
import { Conversation } from "./conversation.js";
import { ConversationList } from "./conversation-list.js";

/** All conversations (`#/conversations`), or one (`#/conversations/ID`). */
export class Conversations extends View {
  render() {
    if (!this.at.view) this.ctx.router.stand(link("conversations")); // the page's first view
    this.#show();
  }

  /** @param {import("../lib/router.js").Place} place */
  place(place) {
    const before = this.at.rest[0];
    super.place(place);
    if (place.rest[0] === before && this.shown) {
      this.shown.place(place);
      return;
    }
    this.#show();
    this.closest("main")?.focus({ preventScroll: true });
  }

  #show() {
    const shown = this.at.rest[0] ? new Conversation() : new ConversationList();
    shown.ctx = this.ctx;
    shown.at = this.at;
    this.shown = shown;
    fill(this, shown);
  }
}

customElements.define("mp-conversations", Conversations);
