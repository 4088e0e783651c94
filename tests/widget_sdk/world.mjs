// Owns a small world for the SDK's units: a clock that stands until it is moved, seeded luck,
// storages with a quota, locks and channels between tabs, and a network that is a function.

const EPOCH_MS = Date.UTC(2030, 0, 1, 12);
const BYTES_A_CHAR = 2;

/** Storage as browsers have it: strings, a quota in bytes, and a mood. */
export class FakeStorage {
  #entries = new Map();

  constructor(quotaBytes = 5 * 1024 * 1024) {
    this.quotaBytes = quotaBytes;
    this.isBroken = false;
  }

  get length() {
    return this.#usable().size;
  }

  get bytes() {
    return [...this.#entries].reduce((sum, [name, text]) => sum + sizeOf(name, text), 0);
  }

  get names() {
    return [...this.#entries.keys()];
  }

  key(index) {
    return [...this.#usable().keys()][index] ?? null;
  }

  getItem(name) {
    return this.#usable().get(name) ?? null;
  }

  setItem(name, text) {
    const before = this.#usable().get(name);
    const freed = before === undefined ? 0 : sizeOf(name, before);
    if (this.bytes - freed + sizeOf(name, String(text)) > this.quotaBytes) {
      throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
    }
    this.#entries.set(name, String(text));
  }

  removeItem(name) {
    this.#usable().delete(name);
  }

  /** What "duplicate tab" does. */
  copy() {
    const copy = new FakeStorage(this.quotaBytes);
    for (const [name, text] of this.#entries) copy.setItem(name, text);
    return copy;
  }

  #usable() {
    if (this.isBroken) throw new DOMException("The operation is insecure.", "SecurityError");
    return this.#entries;
  }
}

const sizeOf = (name, text) => (name.length + text.length) * BYTES_A_CHAR;

/** Time, and who waits for it. */
class Clock {
  #timers = new Map();
  #lastId = 0;

  constructor() {
    this.now = EPOCH_MS;
    /** Waits until nothing happens any more without time. */
    this.settle = settled;
  }

  set(fn, ms) {
    this.#lastId += 1;
    this.#timers.set(this.#lastId, { fn, at: this.now + Math.max(0, ms) });
    return this.#lastId;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  /** Milliseconds until each timer that is set, soonest first. */
  get waits() {
    return [...this.#timers.values()].map(({ at }) => at - this.now).sort((a, b) => a - b);
  }

  /** Moves on by so much; each timer fires at its own time, and what it starts is done before the next. */
  async advance(ms) {
    const until = this.now + ms;
    await this.settle();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      const [id, timer] = next;
      this.#timers.delete(id);
      this.now = Math.max(this.now, timer.at);
      timer.fn();
      await this.settle();
    }
    this.now = until;
    await this.settle();
  }

  /** Lets time pass without any timer, as for a device that sleeps. */
  sleep(ms) {
    this.now += ms;
  }

  #next(until) {
    const due = [...this.#timers].filter(([, { at }]) => at <= until);
    return due.sort(([, one], [, other]) => one.at - other.at)[0];
  }
}

/** Waits until all that can happen without time has happened. */
export const settled = () => new Promise((resolve) => setImmediate(resolve));

/** What the tabs of one browser have in common. */
export class Browser {
  #luck;

  constructor({ seed = 1, quotaBytes } = {}) {
    this.clock = new Clock();
    this.local = new FakeStorage(quotaBytes);
    this.quotaBytes = quotaBytes;
    this.channels = new Set();
    this.locks = new Map();
    this.estimate = { usage: 0, quota: 1e9 };
    this.#luck = seed;
  }

  /** A number from 0 to below 1 (mulberry32); set `luck` for one of your own. */
  random() {
    if (this.luck !== undefined) return this.luck;
    this.#luck = (this.#luck + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#luck ^ (this.#luck >>> 15), 1 | this.#luck);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  advance(ms) {
    return this.clock.advance(ms);
  }

  tab(options) {
    return new Tab(this, options);
  }
}

/** One tab: its env, what it was asked, and what the network answers. */
export class Tab {
  #listeners = new Map();
  #ids = 0;

  constructor(browser, { session = new FakeStorage(browser.quotaBytes), lacks = [] } = {}) {
    this.browser = browser;
    this.session = session;
    this.calls = [];
    this.aborted = 0;
    this.skewMs = 0;
    this.isOnline = true;
    this.held = new Set();
    this.channels = new Set();
    /** Answers a call: {status, body, headers}, a promise of that, or it throws. */
    this.answer = () => ({ status: 500 });
    this.env = this.#env(lacks);
  }

  /** The network is gone, or back. */
  network(isOnline) {
    this.isOnline = isOnline;
    this.tell(isOnline ? "online" : "offline");
  }

  tell(name) {
    for (const fn of [...(this.#listeners.get(name) ?? [])]) fn();
  }

  /** The page goes, whatever the way; its locks and channels go with it. */
  close() {
    this.tell("hide");
    for (const giveBack of [...this.held]) giveBack();
    for (const channel of [...this.channels]) channel.close();
  }

  #env(lacks) {
    const { browser } = this;
    const tab = this;
    const on = (name) => (fn) => {
      const known = this.#listeners.get(name) ?? new Set();
      this.#listeners.set(name, known.add(fn));
      return () => known.delete(fn);
    };
    const env = {
      now: () => browser.clock.now + tab.skewMs,
      random: () => browser.random(),
      uuid: () => {
        this.#ids += 1;
        return `${Math.floor(browser.random() * 2 ** 32).toString(16)}-${this.#ids}`;
      },
      digest: async (text) => {
        const { createHash } = await import("node:crypto");
        return createHash("sha256").update(text).digest("hex");
      },
      setTimeout: (fn, ms) => browser.clock.set(fn, ms),
      clearTimeout: (id) => browser.clock.clear(id),
      idle: (fn) => browser.clock.set(fn, 1),
      fetch: (url, init) => tab.#fetch(url, init),
      sessionStorage: this.session,
      localStorage: browser.local,
      WebSocket: null,
      BroadcastChannel: channelOf(tab),
      locks: locksOf(tab),
      claims: new Set(),
      estimate: async () => browser.estimate,
      online: () => tab.isOnline,
      visible: () => true,
      onOnline: on("online"),
      onOffline: on("offline"),
      onVisible: on("visible"),
      onHide: on("hide"),
    };
    for (const name of lacks) env[name] = null;
    return env;
  }

  async #fetch(url, init = {}) {
    const body = init.body === undefined ? undefined : JSON.parse(init.body);
    const path = url.replace("https://chat.test", "");
    const call = { method: init.method, path, body, headers: init.headers, at: this.env.now() };
    this.calls.push(call);
    const aborted = new Promise((_, reject) => {
      init.signal?.addEventListener("abort", () => {
        this.aborted += 1;
        reject(new DOMException("", "AbortError"));
      });
    });
    const {
      status = 200,
      body: told,
      text,
      headers = {},
    } = await Promise.race([(async () => this.answer(call, this.calls.length))(), aborted]);
    const written = text ?? (told === undefined ? "" : JSON.stringify(told));
    return { status, headers: new Headers(headers), text: async () => written };
  }
}

function channelOf(tab) {
  const { browser } = tab;
  return class {
    constructor(name) {
      this.name = name;
      browser.channels.add(this);
      tab.channels.add(this);
    }

    postMessage(data) {
      const copy = structuredClone(data);
      const others = [...browser.channels].filter((one) => one !== this && one.name === this.name);
      for (const other of others) browser.clock.set(() => other.onmessage?.({ data: copy }), 1);
    }

    close() {
      browser.channels.delete(this);
      tab.channels.delete(this);
    }
  };
}

function locksOf(tab) {
  const { locks } = tab.browser;
  return {
    request(name, { signal }, whileHeld) {
      return new Promise((resolve, reject) => {
        const queue = locks.get(name) ?? [];
        locks.set(name, queue);
        const turn = () => {
          const giveBack = () => {
            tab.held.delete(giveBack);
            if (queue[0] !== turn) return;
            queue.shift();
            queue[0]?.();
          };
          tab.held.add(giveBack);
          Promise.resolve(whileHeld({ name })).then(resolve, reject).finally(giveBack);
        };
        signal?.addEventListener("abort", () => {
          const place = queue.indexOf(turn);
          if (place <= 0) return;
          queue.splice(place, 1);
          reject(signal.reason);
        });
        queue.push(turn);
        if (queue.length === 1) turn();
      });
    },
  };
}

/** A JWT with these claims; nobody here looks at its signature. */
export function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.c2lnbmVk`;
}

/**
 * A token service that keeps the platform's rules, on the browser's clock: refresh tokens are
 * spent once, but for 10 s of grace, and the bearer of a refresh must be good.
 */
export class FakeTokenService {
  constructor(clock, { lifeS = 1800, aheadMs = 0 } = {}) {
    this.clock = clock;
    this.lifeS = lifeS;
    this.aheadMs = aheadMs;
    this.count = 0;
    this.spent = new Map();
    this.refused = new Set();
  }

  get nowS() {
    return Math.floor((this.clock.now + this.aheadMs) / 1000);
  }

  issue(sub) {
    this.count += 1;
    const iat = this.nowS;
    const claims = { sub, iat, exp: iat + this.lifeS, jti: `t${this.count}` };
    return {
      access_token: jwt(claims),
      refresh_token: `r${this.count}:${sub}`,
      token_type: "Bearer",
      expires_in: this.lifeS,
      scope: "conversation:write",
    };
  }

  isGood(bearer = "") {
    const token = bearer.replace("Bearer ", "");
    if (this.refused.has(token) || !token) return false;
    return JSON.parse(Buffer.from(token.split(".")[1], "base64url")).exp > this.nowS;
  }

  answer({ path, body, headers }) {
    const at = this.clock.now;
    if (path.endsWith("/revoke")) return { status: 200 };
    if (path.endsWith("/token")) return ok(this.issue(body.userId ?? `guest-${this.count}`));
    if (!this.isGood(headers.Authorization)) return oauth(401, "invalid_token");
    const before = this.spent.get(body.refresh_token);
    if (before && at - before.at > 10_000) return oauth(400, "invalid_grant");
    if (!before) {
      const sub = body.refresh_token.split(":")[1];
      this.spent.set(body.refresh_token, { at, pair: this.issue(sub) });
    }
    return ok(this.spent.get(body.refresh_token).pair);
  }
}

const ok = (body) => ({ status: 200, body });
const oauth = (status, error) => ({ status, body: { error, error_description: error } });
