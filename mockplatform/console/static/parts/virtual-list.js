// Owns a list of thousands of lines of which only those in sight are there.

import { h } from "../lib/dom.js";

const LINE_PX = 44;
const MORE_LINES = 8;

/**
 * A list of lines of equal height. A line is made by `make`, again whenever its item is another
 * object than before.
 *
 * @template {{id: string}} T
 */
export class VirtualList extends HTMLElement {
  /** @param {(item: T) => HTMLElement} make */
  constructor(make) {
    super();
    this.make = make;
    /** @type {T[]} */
    this.items = [];
    /** @type {Map<string, {item: T, line: HTMLElement}>} */
    this.lines = new Map();
    this.space = h("div", { class: "lines", role: "list" });
    this.observer = new ResizeObserver(() => this.#draw());
  }

  connectedCallback() {
    if (!this.space.isConnected) this.append(this.space);
    this.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.observer.observe(this);
  }

  disconnectedCallback() {
    this.observer.disconnect();
  }

  /**
   * Show items, in this order.
   *
   * @param {T[]} items
   */
  show(items) {
    this.items = items;
    this.space.style.setProperty("height", `${items.length * LINE_PX}px`);
    this.#draw();
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.scrollTop / LINE_PX) - MORE_LINES);
    const count = Math.ceil(this.clientHeight / LINE_PX) + 2 * MORE_LINES;
    const seen = new Set();
    for (const [place, item] of this.items.slice(first, first + count).entries()) {
      seen.add(item.id);
      this.#put(item, (first + place) * LINE_PX);
    }
    for (const [id, { line }] of this.lines) {
      if (seen.has(id)) continue;
      line.remove();
      this.lines.delete(id);
    }
  }

  /**
   * @param {T} item
   * @param {number} top pixels
   */
  #put(item, top) {
    const known = this.lines.get(item.id);
    const line = known?.item === item ? known.line : this.make(item);
    if (known?.line !== line) {
      line.setAttribute("role", "listitem");
      if (known) known.line.replaceWith(line);
      else this.space.append(line);
      this.lines.set(item.id, { item, line });
    }
    line.style.setProperty("translate", `0 ${top}px`);
  }
}

customElements.define("mp-virtual-list", VirtualList);
