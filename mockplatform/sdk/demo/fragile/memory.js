// Owns what the page itself remembers over a reload: in the tab's history, since the storages are
// part of what is shown here, and may be full.

/**
 * @param {string} name
 * @returns {any}
 */
export function recall(name) {
  return history.state?.[name];
}

/**
 * @param {string} name
 * @param {unknown} value of what can be cloned
 */
export function remember(name, value) {
  history.replaceState({ ...history.state, [name]: value }, "");
}
