// Owns where the fragile widget keeps things: all of it in localStorage. Do not copy this.

/** The storage that all tabs of one customer share. */
export class SharedStorage {
  /** @param {string} userId so that two customers of this demo do not meet by chance */
  constructor(userId) {
    this.prefix = `${userId}_chat_`;
  }

  /**
   * Trap "shared-storage" (Guide, section 1): every tab of the origin reads and writes these entries,
   * every script of the page can read the token, and browsers clear them when they like.
   *
   * Trap "no-eviction" (Guide, edge case 2): nothing is ever pruned, and a full storage throws.
   *
   * @param {string} name
   * @param {unknown} value
   */
  keepInLocalStorage(name, value) {
    localStorage.setItem(this.prefix + name, JSON.stringify(value));
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  readFromLocalStorage(name) {
    return JSON.parse(localStorage.getItem(this.prefix + name) ?? "null");
  }

  /**
   * @param {StorageEvent} event another tab has written
   * @returns {{name: string, value: any} | null} null where that is no matter of this widget's
   */
  writtenElsewhere({ key, newValue }) {
    if (!key?.startsWith(this.prefix)) return null;
    return { name: key.slice(this.prefix.length), value: JSON.parse(newValue ?? "null") };
  }
}
