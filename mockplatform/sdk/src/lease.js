// Owns the access token: a lease that is renewed in time, and never in anybody's way.
// Guide, section 2: renewed five minutes before its end, silently; edge case 1: swapped, not reset.
//
// How long it lives counts from the moment the platform said so (`expires_in`), by the device's
// clock as a stopwatch only: what time that clock believes it is may be wrong by hours. And the
// platform has the last word: a token that it refuses has ended, whatever was measured here.

import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { Misuse } from "./errors.js";
import { heldOf } from "./token.js";

/** How long before its end a token is renewed (Guide, section 2). */
const ROTATE_BEFORE_MS = 300_000;
/** Up to so much earlier, by luck: widgets that began together do not renew together. */
const ROTATE_JITTER_MS = 60_000;
/** A life too short for that is renewed with so much of it left, by luck. */
const ROTATE_SHARE = { least: 0.4, most: 0.5 };
/** How long a renewal waits for a message that is in flight, and how often it looks. */
const BUSY_WAIT_MS_MAX = 10_000;
const BUSY_LOOK_MS = 500;
/** The pauses between renewals that fail. The first few fit into the platform's 10 s of grace. */
const RENEW_AGAIN = { baseMs: 1_000, capMs: 30_000 };
/** A renewed token that is refused too is not at fault: pauses until the next renewal. */
const DISTRUST_AGAIN = { baseMs: 5_000, capMs: 300_000 };
/** When one key verifies nothing any more, all widgets are refused in the same moment. */
const REFUSED_SPREAD_MS = 1_000;
/** A timer over 2^31 ms fires at once, and one that slept with the device fires late: look often. */
const LOOK_EACH_MS_MAX = 3_600_000;

const TOKEN_KEY = "token";
const USER_KEY = "userId";

/**
 * @typedef {import("./token.js").Held} Held
 * @typedef {import("./token.js").Given} Given
 */

/**
 * The lease. Tells `change` with `{exp, expiresInS, userId}`; `trouble` with `{reason, error,
 * attempts, untilMs, expiresInS}` while a renewal fails and goes on; `stranger` with `{given, sub}`
 * when a token is another customer's, who cannot go on with what is here; `ended` with an error
 * when no token is to be had any more.
 */
export class Lease extends Emitter {
  /** Says whether a message is in flight, so that a renewal that can wait does. */
  busy = () => false;
  #env;
  #tiers;
  #owner;
  #service;
  #options;
  #again;
  #distrust;
  /** @type {Held | null} */
  #held = null;
  #rotateAt = 0;
  #adopted = 0;
  #distrustUntil = 0;
  /** @type {Promise<string> | null} */
  #renewing = null;
  /** @type {Promise<boolean> | null} */
  #refusing = null;
  /** @type {Error | null} */
  #over = null;
  /** @type {import("./env.js").TimerId | undefined} */
  #timer;
  #wake = () => {};

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {(userId: string | undefined) => Promise<Given>} parts.login gets a first token
   * @param {(refreshToken: string, bearer: string) => Promise<Given>} parts.refresh gets the next
   * @param {(token: string) => Promise<unknown>} [parts.revoke] ends the family
   * @param {import("./tiers.js").Tiers} parts.tiers
   * @param {import("./owner.js").Owner} parts.owner whose the stored state is
   * @param {{userId?: string, rotation?: {beforeMs?: number, jitterMs?: number}}} [parts.options]
   */
  constructor({ env, login, refresh, revoke = async () => {}, tiers, owner, options = {} }) {
    super();
    this.#env = env;
    this.#tiers = tiers;
    this.#owner = owner;
    this.#service = { login, refresh, revoke };
    this.#options = options;
    this.#again = new Backoff(env, RENEW_AGAIN);
    this.#distrust = new Backoff(env, DISTRUST_AGAIN);
    this.#restore();
    const ends = [env.onVisible(() => this.#awake()), env.onOnline(() => this.#awake())];
    /** Lets go of the timers; the token stays for the next page. */
    this.stop = () => {
      for (const end of [...ends, () => env.clearTimeout(this.#timer)]) end();
    };
  }

  /** Whose token it is; of a guest, who it was the last time. */
  get userId() {
    const known = this.#options.userId ?? this.#held?.userId ?? this.#owner.sub;
    return known ?? this.#tiers.identity.get(USER_KEY);
  }

  /** When it ends; null without one. */
  get token() {
    return this.#held && { exp: this.#held.exp, expiresInS: this.#leftMs() / 1000 };
  }

  /**
   * Takes a token that somebody has got elsewhere. It is in force at once; nothing waits.
   * @param {Given} given a JWT, or the answer of the token service
   * @throws {Misuse} it is neither
   */
  adopt(given) {
    const held = heldOf(given, this.#env.now());
    this.#adopted += 1;
    this.#over = null;
    this.#take(held, given);
    this.#wake(); // a renewal that waits to try again need not
  }

  /**
   * Returns the token: at once while there is a good one, else as soon as there is one.
   * @returns {Promise<string>}
   */
  async access() {
    if (this.#over) throw this.#over;
    if (!this.#held || this.#leftMs() <= 0) return this.#single("ended");
    // Timers of hidden tabs and of devices that slept come late. Here it is noticed in time.
    this.#look();
    return this.#held.access;
  }

  /**
   * Renews, if that is not going on already.
   * @param {string} reason `due`, `expiring`, `ended` or `refused`
   * @returns {Promise<string>} the token that is good then
   */
  async renew(reason) {
    if (this.#over) throw this.#over;
    if (reason !== "refused" || !this.#held) return this.#single(reason);
    await this.refused(this.#held.access);
    return this.access();
  }

  /**
   * Learns that the platform refused a token, and renews it: once. If the new one is refused as
   * well, the token is not what is wrong, and renewals keep a growing distance. For all calls that
   * were refused at the same time it is the same renewal.
   * @param {string} token
   * @returns {Promise<boolean>} whether another one is there
   */
  refused(token) {
    if (this.#held && this.#held.access !== token) return Promise.resolve(true);
    this.#refusing ??= this.#renewRefused(token).finally(() => {
      this.#refusing = null;
    });
    return this.#refusing;
  }

  /**
   * Learns that the platform took a token: distances between renewals are short again.
   * @param {string} token
   */
  accepted(token) {
    if (token === this.#held?.access) this.#distrust.reset();
  }

  /**
   * Ends it: here at once, and on the platform for all tokens of the family.
   * @returns {Promise<void>}
   */
  async revoke() {
    const held = this.#held;
    this.#end(new Misuse({ code: "token.revoked", message: "The customer has logged out" }));
    this.#tiers.identity.remove(USER_KEY);
    if (held) await this.#service.revoke(held.refresh ?? held.access);
  }

  /** @param {string} token */
  async #renewRefused(token) {
    if (this.#env.now() < this.#distrustUntil) return false;
    this.#distrustUntil = this.#env.now() + this.#distrust.next();
    await this.#pause(this.#env.random() * REFUSED_SPREAD_MS);
    if (this.#held?.access === token) await this.#single("refused");
    return true;
  }

  /**
   * One renewal at a time: two would spend one refresh token twice, which ends the family.
   * @param {string} reason
   * @returns {Promise<string>}
   */
  #single(reason) {
    this.#renewing ??= this.#renew(reason).finally(() => {
      this.#renewing = null;
      this.#look();
    });
    return this.#renewing;
  }

  /** @param {string} reason */
  async #renew(reason) {
    const adopted = this.#adopted;
    while (adopted === this.#adopted && !this.#over) {
      try {
        const given = await this.#ask(reason);
        // One that was handed in meanwhile is newer, and stays.
        if (adopted === this.#adopted && !this.#over)
          this.#take(heldOf(given, this.#env.now()), given);
        this.#again.reset();
        break;
      } catch (error) {
        if (adopted !== this.#adopted) break;
        if (isFinal(error)) this.#end(error);
        else if (!this.#over) await this.#wait(reason, error);
      }
    }
    if (this.#over || !this.#held) throw this.#over;
    return this.#held.access;
  }

  /**
   * Asks once. A refresh whose answer was lost is asked again with the same refresh token: within
   * its grace the platform gives the same answer again. It needs a bearer that is still good (the
   * edge judges that before anything else), so afterwards only a login helps.
   * @param {string} reason
   * @returns {Promise<Given>}
   */
  async #ask(reason) {
    const held = this.#held;
    if (held?.refresh && reason !== "refused" && this.#leftMs() > 0) {
      try {
        return await this.#service.refresh(held.refresh, held.access);
      } catch (error) {
        if (isPassing(error)) throw error;
        held.refresh = null; // spent, or its bearer is refused: it is good for nothing more
      }
    }
    return this.#service.login(this.userId);
  }

  /**
   * @param {string} reason
   * @param {any} error
   */
  async #wait(reason, error) {
    const askedMs = error.retryAfterMs ?? 0;
    const ms = this.#again.next(askedMs);
    const untilMs = this.#env.now() + ms;
    const { attempts } = this.#again;
    const expiresInS = this.#leftMs() / 1000;
    this.emit("trouble", { reason, error, attempts, untilMs, expiresInS });
    await this.#pause(ms, askedMs === 0);
  }

  /**
   * @param {Held} held
   * @param {Given} given as it came
   */
  #take(held, given) {
    if (this.#owner.isStranger(held.userId)) return this.#giveWay(held.userId, given);
    this.#owner.learn(held.userId);
    this.#held = held;
    this.#rotateAt = held.endsAt - this.#leadMs(held.lifeMs);
    this.#keep();
    this.emit("change", { ...this.token, userId: held.userId });
    this.#look();
  }

  /**
   * Nothing of this customer is done with a token of another one.
   * @param {string | null} sub
   * @param {Given} given
   */
  #giveWay(sub, given) {
    this.emit("stranger", { given, sub });
    this.#end(new Misuse({ code: "customer.changed", message: "The token is another customer's" }));
  }

  /**
   * @param {number} lifeMs
   * @returns {number} how long before its end it is to be renewed
   */
  #leadMs(lifeMs) {
    const { beforeMs = ROTATE_BEFORE_MS, jitterMs = ROTATE_JITTER_MS } =
      this.#options.rotation ?? {};
    const luck = this.#env.random();
    // A life of five minutes would be renewed at once, and again, in a circle.
    const share = ROTATE_SHARE.least + luck * (ROTATE_SHARE.most - ROTATE_SHARE.least);
    return Math.min(beforeMs + luck * jitterMs, lifeMs * share);
  }

  /** Looks whether it is time, and when to look again. */
  #look() {
    this.#env.clearTimeout(this.#timer);
    if (!this.#held || this.#renewing) return;
    const now = this.#env.now();
    let waitMs = this.#rotateAt - now;
    if (waitMs <= 0) {
      const patienceMs = Math.min(BUSY_WAIT_MS_MAX, (this.#held.endsAt - this.#rotateAt) / 2);
      const canWait = this.busy() && now < this.#rotateAt + patienceMs;
      if (!canWait) return void this.#single("due").catch(() => {}); // `trouble` and `ended` tell
      waitMs = BUSY_LOOK_MS;
    }
    this.#timer = this.#env.setTimeout(() => this.#look(), Math.min(waitMs, LOOK_EACH_MS_MAX));
  }

  /** The page is seen again, or the network is back. */
  #awake() {
    this.#wake();
    this.#look();
  }

  /**
   * @param {number} ms
   * @param {boolean} [canBeCut] whether good news ends it before its time
   * @returns {Promise<void>}
   */
  #pause(ms, canBeCut = false) {
    return new Promise((resolve) => {
      const timer = this.#env.setTimeout(resolve, ms);
      if (!canBeCut) return;
      this.#wake = () => {
        this.#env.clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Takes up what this tab had before a reload. */
  #restore() {
    /** @type {Held | undefined} */
    const kept = this.#tiers.session.get(TOKEN_KEY);
    if (!kept?.access) return;
    const isOurs = !this.#options.userId || kept.userId === this.#options.userId;
    // A clock that was set back would give it a longer life than it ever had.
    const leftMs = Math.min(kept.endsAt - this.#env.now(), kept.lifeMs);
    if (!isOurs || !(leftMs > 0)) return this.#tiers.session.remove(TOKEN_KEY);
    this.#held = { ...kept, endsAt: this.#env.now() + leftMs };
    this.#rotateAt = this.#held.endsAt - this.#leadMs(kept.lifeMs);
    this.#timer = this.#env.setTimeout(() => this.#look(), 0);
  }

  #keep() {
    const { session, identity } = this.#tiers;
    // After a reload, a refresh token that is spent would end its family: better none than that.
    if (!session.set(TOKEN_KEY, this.#held)) session.remove(TOKEN_KEY);
    if (!this.#options.userId && this.#held?.userId) identity.set(USER_KEY, this.#held.userId);
  }

  /** @param {any} error */
  #end(error) {
    this.#over = error;
    this.#held = null;
    this.#env.clearTimeout(this.#timer);
    this.#tiers.session.remove(TOKEN_KEY);
    this.emit("ended", { error });
  }

  /** @returns {number} */
  #leftMs() {
    return this.#held ? Math.max(0, this.#held.endsAt - this.#env.now()) : 0;
  }
}

/**
 * @param {any} error of the platform, or of a login of the site's own
 * @returns {boolean} whether it is of no use to try again
 */
function isFinal(error) {
  return error?.isTransient === false && !error.isAuth;
}

/**
 * @param {any} error
 * @returns {boolean} whether it says nothing of the refresh token itself
 */
function isPassing(error) {
  return error?.isTransient === true;
}
