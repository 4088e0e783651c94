// Owns a look at the page's WebSockets, for "Under the hood" alone: how many there were, and a way
// to drop them. The SDK knows nothing of it; it looks `WebSocket` up when it opens one.

/**
 * @typedef {object} Watched
 * @property {WebSocket[]} open those that are open or opening, oldest first
 * @property {number} opened how many were opened since the page came
 * @property {string} last how the last one ended
 * @property {WeakSet<WebSocket>} cutting those that drop as soon as they have sent a message
 * @property {() => void} onChange
 */

/**
 * Watch all sockets that the page opens from now on.
 *
 * @param {typeof globalThis} [world]
 * @returns {Watched}
 */
export function watchSockets(world = globalThis) {
  /** @type {Watched} */
  const watched = { open: [], opened: 0, last: "", cutting: new WeakSet(), onChange: () => {} };
  world.WebSocket = class extends world.WebSocket {
    /**
     * @param {string | URL} url
     * @param {string | string[]} [protocols]
     */
    constructor(url, protocols) {
      super(url, protocols);
      watched.opened += 1;
      watched.open = [...watched.open, this];
      this.addEventListener("open", () => watched.onChange());
      this.addEventListener("close", ({ code, reason }) => {
        watched.open = watched.open.filter((one) => one !== this);
        watched.last = reason ? `${code} ${reason}` : String(code);
        watched.onChange();
      });
    }

    /** @param {string} text */
    send(text) {
      super.send(text);
      if (watched.cutting.has(this) && text.includes(SENDING)) this.close(DROPPED_CODE);
    }
  };
  return watched;
}

/**
 * Drop sockets, as a network would: whoever opened them is not asked.
 *
 * @param {WebSocket[]} sockets
 */
export function dropSockets(sockets) {
  for (const socket of sockets) socket.close(DROPPED_CODE);
}

/**
 * Drop each socket right behind the next message that it sends: the platform stores that, and its
 * answer reaches nobody.
 *
 * @param {Watched} watched
 */
export function loseNextAnswers(watched) {
  for (const socket of watched.open) watched.cutting.add(socket);
}

/** What stands in the frames that send a message. */
const SENDING = '"message.send"';
/** A code of an application's own, for which no client has a rule. */
const DROPPED_CODE = 4000;
