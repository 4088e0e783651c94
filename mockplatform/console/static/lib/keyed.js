// Owns lists that change: what stayed the same keeps its element, and so its focus.

/** @typedef {{told: string, element: HTMLElement}} Known */

/** A list of elements, each made for an item; made anew only where the item says another thing. */
export class Keyed {
  /**
   * @param {Element} parent
   * @param {(item: any) => string} keyOf
   * @param {(item: any) => HTMLElement} make
   */
  constructor(parent, keyOf, make) {
    this.parent = parent;
    this.keyOf = keyOf;
    this.make = make;
    /** @type {Map<string, Known>} */
    this.known = new Map();
  }

  /**
   * Show items, in this order.
   *
   * @param {any[]} items
   */
  show(items) {
    const keys = new Set(items.map(this.keyOf));
    for (const [key, { element }] of this.known) {
      if (keys.has(key)) continue;
      element.remove();
      this.known.delete(key);
    }
    items.forEach((item, place) => this.#put(item, place));
  }

  /**
   * @param {any} item
   * @param {number} place
   */
  #put(item, place) {
    const key = this.keyOf(item);
    const told = JSON.stringify(item);
    const known = this.known.get(key);
    const element = known?.told === told ? known.element : this.make(item);
    if (known && known.element !== element) replace(known.element, element);
    this.known.set(key, { told, element });
    const there = this.parent.children[place];
    if (there !== element) this.parent.insertBefore(element, there ?? null);
  }
}

/**
 * Put an element in another's place; the focus goes to the same control of the new one.
 *
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replace(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const label = focused?.getAttribute("aria-label");
  old.replaceWith(fresh);
  if (label) {
    const same = fresh.querySelector(`[aria-label="${CSS.escape(label)}"]`);
    if (same instanceof HTMLElement) same.focus();
  }
}
