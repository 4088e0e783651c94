// Owns listening: who wants to hear what, and that one bad listener takes nothing from the others.

/**
 * @typedef {(detail: any) => void} Listener details differ from event to event; `widget-sdk.d.ts`
 *   types those that are public
 */

/** Something that tells. A listener may come and go at any time, also while it is being told. */
export class Emitter {
  /** @type {Map<string, Set<Listener>>} */
  #listeners = new Map();

  /**
   * Listens.
   * @param {string} name
   * @param {Listener} fn
   * @returns {() => void} ends it
   */
  on(name, fn) {
    const told = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, told.add(fn));
    return () => this.off(name, fn);
  }

  /**
   * Listens no more.
   * @param {string} name
   * @param {Listener} fn
   */
  off(name, fn) {
    this.#listeners.get(name)?.delete(fn);
  }

  /**
   * Tells all who listen now. What one of them throws is told by `error`, or in the console.
   * @param {string} name
   * @param {unknown} [detail]
   */
  emit(name, detail) {
    for (const fn of [...(this.#listeners.get(name) ?? [])]) {
      try {
        fn(detail);
      } catch (mistake) {
        // A mistake of who listens for mistakes would go round in a circle.
        if (name !== "error" && this.#listeners.get("error")?.size) this.emit("error", mistake);
        else console.error(`A listener of "${name}" threw`, mistake);
      }
    }
  }
}
