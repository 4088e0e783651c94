// Owns the id of this tab's widget: kept over reloads, and new in a tab that is a copy of another.
// Guide, edge case 3: every instance has an id, and every key its prefix.
//
// "Duplicate tab" and `window.open` copy sessionStorage. Two tabs with one id would spend the same
// refresh token twice, which ends its family, and send the same drafts. So an id is held by a lock
// while its page lives; who finds it held is the copy.

/** Where the tab keeps its id. The name has no prefix, since it is what prefixes are made of. */
const INSTANCE_NAME = "widget_sess_instance";
/** Where a page without locks and channels notes that it lives. */
const ALIVE_NAME = "widget_sess_alive";
/** A page that is reloaded may give its lock back a moment after the next one asks for it. */
const HELD_WAIT_MS = 400;
/** How long another tab may take to say that an id is its own. */
const CHANNEL_WAIT_MS = 150;

/**
 * @typedef {object} Instance
 * @property {string} id
 * @property {string | null} copyOf the tab that this one was copied from
 * @property {() => void} release gives the id back; closing the page does the same
 */

/**
 * Claims this tab's id.
 * @param {import("./env.js").Env} env
 * @param {Storage | null} [storage] the tab's; without one every page is a new instance
 * @returns {Promise<Instance>}
 */
export async function claimInstance(env, storage = env.sessionStorage) {
  const known = attempt(() => storage?.getItem(INSTANCE_NAME)) ?? null;
  const release = known && (await hold(env, known, storage));
  if (known && release) return { id: known, copyOf: null, release };
  const id = `i-${env.uuid()}`;
  attempt(() => storage?.setItem(INSTANCE_NAME, id));
  const held = await hold(env, id, storage);
  return { id, copyOf: known, release: held ?? (() => {}) };
}

/**
 * Takes over, from the tab that this one was copied from, what both may have, and drops the rest:
 * a copied token or an unsent message would be used twice.
 * @param {Storage | null} storage
 * @param {{from: string, to: string, keys: string[]}} what prefixes of both, and keys to take over
 */
export function inheritEntries(storage, { from, to, keys }) {
  attempt(() => {
    if (!storage) return;
    const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    for (const name of names.filter((one) => one.startsWith(from))) {
      const text = storage.getItem(name);
      storage.removeItem(name);
      if (text !== null && keys.includes(name.slice(from.length))) {
        storage.setItem(to + name.slice(from.length), text);
      }
    }
  });
}

/**
 * @param {import("./env.js").Env} env
 * @param {string} id
 * @param {Storage | null} storage
 * @returns {Promise<(() => void) | null>} gives it back; null if another page holds it
 */
async function hold(env, id, storage) {
  if (env.locks) return holdByLock(env, env.locks, `widget-instance-${id}`);
  if (env.BroadcastChannel) return holdByChannel(env, env.BroadcastChannel, id);
  return holdByMark(env, storage);
}

/**
 * Web Locks: the browser itself gives them back, whatever way a page ends.
 * @param {import("./env.js").Env} env
 * @param {LockManager} locks
 * @param {string} name
 * @returns {Promise<(() => void) | null>}
 */
function holdByLock(env, locks, name) {
  const patience = new AbortController();
  const timer = env.setTimeout(() => patience.abort(), HELD_WAIT_MS);
  return new Promise((resolve) => {
    const whileHeld = () =>
      new Promise((giveBack) => {
        env.clearTimeout(timer);
        resolve(() => giveBack(undefined));
      });
    locks.request(name, { signal: patience.signal }, whileHeld).catch(() => resolve(null));
  });
}

/**
 * BroadcastChannel: asks whether anybody has this id, and answers those who ask later.
 * @param {import("./env.js").Env} env
 * @param {typeof BroadcastChannel} Channel
 * @param {string} id
 * @returns {Promise<(() => void) | null>}
 */
function holdByChannel(env, Channel, id) {
  const channel = new Channel(`widget-instance-${id}`);
  return new Promise((resolve) => {
    const unclaimed = env.setTimeout(() => {
      channel.onmessage = ({ data }) => data === "whose" && channel.postMessage("mine");
      resolve(() => channel.close());
    }, CHANNEL_WAIT_MS);
    channel.onmessage = ({ data }) => {
      if (data !== "mine") return;
      env.clearTimeout(unclaimed);
      channel.close();
      resolve(null);
    };
    channel.postMessage("whose");
  });
}

/**
 * Neither: a mark that a page takes away when it goes. A copy finds the mark of the living page;
 * so does a tab that is restored after a crash, which then begins anew.
 * @param {import("./env.js").Env} env
 * @param {Storage | null} storage
 * @returns {(() => void) | null}
 */
function holdByMark(env, storage) {
  if (attempt(() => storage?.getItem(ALIVE_NAME))) {
    attempt(() => storage?.removeItem(ALIVE_NAME));
    return null;
  }
  const mark = () => attempt(() => storage?.setItem(ALIVE_NAME, "1"));
  const unmark = () => attempt(() => storage?.removeItem(ALIVE_NAME));
  mark();
  const ends = [env.onHide(unmark), env.onVisible(mark)];
  return () => {
    unmark();
    for (const end of ends) end();
  };
}

/**
 * @template T
 * @param {() => T} act
 * @returns {T | undefined} undefined where the storage refuses
 */
function attempt(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
