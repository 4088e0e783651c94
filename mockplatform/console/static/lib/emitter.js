// Owns who hears of what: a set of listeners for each name.

/** Tells its listeners; one that fails does not keep the others from hearing. */
export class Emitter {
  constructor() {
    /** @type {Map<string, Set<(detail: any) => void>>} */
    this.listeners = new Map();
  }

  /**
   * Listen.
   *
   * @param {string} name
   * @param {(detail: any) => void} listener
   * @returns {() => void} what ends it
   */
  on(name, listener) {
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known.add(listener));
    return () => known.delete(listener);
  }

  /**
   * Tell.
   *
   * @param {string} name
   * @param {unknown} [detail]
   */
  emit(name, detail) {
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      try {
        listener(detail);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
