// Owns what things weigh: routing data as the platform counts it, entries of a storage.

/** Storages keep text as UTF-16. */
const BYTES_A_CHAR = 2;

/**
 * Return how many bytes flat data have in their canonical form: UTF-8, keys sorted, no white space.
 * The order makes no difference to the size.
 *
 * @param {Record<string, unknown>} data
 */
export function weight(data) {
  return new TextEncoder().encode(JSON.stringify(data)).length;
}

/**
 * Measure the entries of a storage whose names begin so.
 *
 * @param {() => Storage} find throws where storages are blocked
 * @param {string} prefix
 * @returns {{entries: number, bytes: number}}
 */
export function measure(find, prefix) {
  let [entries, bytes] = [0, 0];
  try {
    const storage = find();
    for (let index = 0; index < storage.length; index += 1) {
      const name = storage.key(index) ?? "";
      if (!name.startsWith(prefix)) continue;
      entries += 1;
      bytes += (name.length + (storage.getItem(name) ?? "").length) * BYTES_A_CHAR;
    }
  } catch {
    // Blocked: there is nothing in it.
  }
  return { entries, bytes };
}

/**
 * Tell a size.
 *
 * @param {number} bytes
 */
export function size(bytes) {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1_024).toFixed(1)} KiB`;
  return `${(bytes / 1_048_576).toFixed(2)} MiB`;
}

/**
 * Fill a storage until it takes no more, as a page does that never prunes.
 *
 * @param {Storage} storage
 * @param {string} name what the filler's entries are called
 * @returns {number} bytes
 */
export function fillStorage(storage, name) {
  let [bytes, chars, count] = [0, 1_048_576, storage.length];
  while (chars >= 1) {
    try {
      storage.setItem(`${name}${count}`, "x".repeat(chars));
      bytes += chars * BYTES_A_CHAR;
      count += 1;
    } catch {
      chars = Math.floor(chars / 2);
    }
  }
  return bytes;
}

/**
 * Take a filler away again.
 *
 * @param {Storage} storage
 * @param {string} name
 */
export function emptyStorage(storage, name) {
  for (const key of Object.keys(storage)) if (key.startsWith(name)) storage.removeItem(key);
}
