// Owns the id of this tab's widget: kept over reloads, and new in a tab that is a copy of another.
// Guide, edge case 3: every instance has an id, and every key its prefix.
//
// "Duplicate tab" and `window.open` copy sessionStorage. Two tabs with one id would spend the same
// refresh token twice, which ends its family, and send the same drafts. So an id is held by a lock
// while its page lives; who finds it held is the copy. What this very page holds is no copy: its
// widgets each have a slot of the tab, by what they are called and in the order of their start.

/** Where the tab keeps an id, before the slot's name. What ids are prefixes of never looks so. */
const SLOT_NAME = "widget_sess_instance:";
/** Where a page without locks and channels notes that it lives, behind that. */
const ALIVE_MARK = ":alive";
/** An id goes into headers, names of entries and ids of messages; what is stored may be edited. */
const ID_PATTERN = /^[\w.-]{1,64}$/;
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
 * Claims the id of a widget in this tab.
 * @param {import("./env.js").Env} env
 * @param {Storage | null} [storage] the tab's; without one every page is a new instance
 * @param {string} [widget] keeps the widgets of one page apart
 * @returns {Promise<Instance>}
 */
export async function claimInstance(env, storage = env.sessionStorage, widget = "") {
  const slot = takeSlot(env.claims, widget);
  const told = attempt(() => storage?.getItem(slot)) ?? "";
  const known = ID_PATTERN.test(told) && !env.claims.has(told) ? told : null;
  const kept = known && (await hold(env, known, { storage, slot }));
  const id = known && kept ? known : `i-${env.uuid()}`;
  if (!kept) attempt(() => storage?.setItem(slot, id));
  const held = kept || (await hold(env, id, { storage, slot }));
  env.claims.add(id);
  const release = () => {
    for (const claim of [slot, id]) env.claims.delete(claim);
    held?.();
  };
  return { id, copyOf: kept ? null : known, release };
}

/**
 * Returns the name of the first slot that no other widget of this page has.
 * @param {Set<string>} claims
 * @param {string} widget
 * @returns {string}
 */
function takeSlot(claims, widget) {
  let slot = SLOT_NAME + widget;
  for (let nth = 2; claims.has(slot); nth += 1) slot = `${SLOT_NAME}${widget}:${nth}`;
  claims.add(slot);
  return slot;
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
 * @param {{storage: Storage | null, slot: string}} where
 * @returns {Promise<(() => void) | null>} gives it back; null if another page holds it
 */
async function hold(env, id, where) {
  if (env.locks) return holdByLock(env, env.locks, `widget-instance-${id}`);
  if (env.BroadcastChannel) return holdByChannel(env, env.BroadcastChannel, id);
  return holdByMark(env, where);
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
 * @param {{storage: Storage | null, slot: string}} where
 * @returns {(() => void) | null}
 */
function holdByMark(env, { storage, slot }) {
  const alive = slot + ALIVE_MARK;
  if (attempt(() => storage?.getItem(alive))) {
    attempt(() => storage?.removeItem(alive));
    return null;
  }
  const mark = () => attempt(() => storage?.setItem(alive, "1"));
  const unmark = () => attempt(() => storage?.removeItem(alive));
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
