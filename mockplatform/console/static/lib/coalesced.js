// Owns what is to be done once for many calls.

/**
 * Run something at most once in a while, however often it is asked for.
 *
 * @param {() => unknown} act
 * @param {number} ms
 * @returns {{(): void, stop: () => void}}
 */
export function coalesced(act, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  const ask = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      act();
    }, ms);
  };
  return Object.assign(ask, { stop: () => clearTimeout(waiting) });
}
