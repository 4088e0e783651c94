// Owns a list of thousands of lines of which only those in sight are there.

import { h } from "../lib/dom.js";

const LINE_PX = 44;
const MORE_LINES = 8;

/**
 * @template T
 * @typedef {object} Line
 * @property {T} item
 * @property {HTMLElement} element
 */

/**
 * A list of lines of equal height: as the style's `--line-px` says. A line is a link that `make`
 * makes, again whenever its item is another object than before.
 *
 * Arrow keys, Page Up and Down, Home and End go from line to line; one line at a time is in the
 * order of Tab. Each says its place among all to who cannot see, as the others are not there.
 *
 * @template {{id: string}} T
 */
export class VirtualList extends HTMLElement {
  /**
   * @param {(item: T) => HTMLAnchorElement} make
   * @param {string} label
   */
  constructor(make, label) {
    super();
    this.make = make;
    /** @type {T[]} */
    this.items = [];
    /** @type {Map<string, Line<T>>} */
    this.lines = new Map();
    /** The id of the line that Tab leads to. */
    this.current = "";
    this.space = h("div", { class: "lines", role: "list", "aria-label": label });
    this.observer = new ResizeObserver(() => this.#measure());
    this.linePx = LINE_PX;
    this.addEventListener("scroll", () => this.#draw(), { passive: true });
    this.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("focusin", (event) => this.#enter(event));
  }

  connectedCallback() {
    if (!this.space.isConnected) this.append(this.space);
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
    this.space.style.setProperty("height", `${items.length * this.linePx}px`);
    this.#draw();
  }

  #measure() {
    const said = Number.parseFloat(getComputedStyle(this).getPropertyValue("--line-px"));
    this.linePx = said || LINE_PX;
    this.show(this.items);
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.scrollTop / this.linePx) - MORE_LINES);
    const count = Math.ceil(this.clientHeight / this.linePx) + 2 * MORE_LINES;
    const focused = this.#focused();
    const seen = new Set();
    for (const [place, item] of this.items.slice(first, first + count).entries()) {
      seen.add(item.id);
      this.#put(item, first + place, focused);
    }
    this.#keep(focused, seen);
    for (const [id, { element }] of this.lines) {
      if (seen.has(id)) continue;
      element.remove();
      this.lines.delete(id);
    }
    if (!seen.has(this.current)) this.#point(this.items[first]?.id ?? "");
  }

  /**
   * The line that has the focus stays, wherever it was scrolled to: else the focus were lost.
   *
   * @param {string} focused its id
   * @param {Set<string>} seen
   */
  #keep(focused, seen) {
    if (!focused || seen.has(focused)) return;
    const place = this.items.findIndex((item) => item.id === focused);
    if (place < 0) return;
    seen.add(focused);
    this.#put(this.items[place], place, focused);
  }

  /**
   * @param {T} item
   * @param {number} place among all
   * @param {string} focused the id of the line that has the focus
   */
  #put(item, place, focused) {
    let line = this.lines.get(item.id);
    if (line?.item !== item) {
      const element = h("div", { role: "listitem", class: "line-place" }, this.#link(item));
      if (line) line.element.replaceWith(element);
      else this.space.append(element);
      line = { item, element };
      this.lines.set(item.id, line);
      if (focused === item.id) this.#linkOf(item.id)?.focus({ preventScroll: true });
    }
    const { element } = line;
    element.style.setProperty("translate", `0 ${place * this.linePx}px`);
    element.setAttribute("aria-posinset", String(place + 1));
    element.setAttribute("aria-setsize", String(this.items.length));
  }

  /** @param {T} item */
  #link(item) {
    const link = this.make(item);
    link.dataset.id = item.id;
    link.tabIndex = item.id === this.current ? 0 : -1;
    return link;
  }

  /** @param {string} id */
  #linkOf(id) {
    return this.lines.get(id)?.element.querySelector("a") ?? null;
  }

  #focused() {
    const active = document.activeElement;
    return active instanceof HTMLElement && this.contains(active) ? (active.dataset.id ?? "") : "";
  }

  /** @param {FocusEvent} event */
  #enter(event) {
    const id = event.target instanceof HTMLElement ? event.target.dataset.id : undefined;
    if (id) this.#point(id);
  }

  /**
   * Have Tab lead to a line.
   *
   * @param {string} id
   */
  #point(id) {
    const before = this.#linkOf(this.current);
    if (before) before.tabIndex = -1;
    this.current = id;
    const now = this.#linkOf(id);
    if (now) now.tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const page = Math.max(1, Math.floor(this.clientHeight / this.linePx) - 1);
    /** @type {Record<string, number>} */
    const steps = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -this.items.length,
      End: this.items.length,
    };
    const step = steps[event.key];
    const place = this.items.findIndex((item) => item.id === this.#focused());
    if (step === undefined || place < 0) return;
    event.preventDefault();
    this.#go(Math.min(Math.max(0, place + step), this.items.length - 1));
  }

  /** @param {number} place */
  #go(place) {
    const top = place * this.linePx;
    const bottom = top + this.linePx - this.clientHeight;
    this.scrollTo({ top: Math.max(bottom, Math.min(this.scrollTop, top)) });
    this.#draw();
    this.#linkOf(this.items[place].id)?.focus({ preventScroll: true });
  }
}

customElements.define("mp-virtual-list", VirtualList);
