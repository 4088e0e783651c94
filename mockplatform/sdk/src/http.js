// Owns calls of the platform's API: a bound on each, and which of them are repeated when.
//
// | answer                | what is done                                                        |
// | none, 5xx, damaged    | repeated with backoff, if to do it twice is to do it once            |
// | 429                   | repeated, and NO call goes out before Retry-After is over            |
// | 503 with Retry-After  | as above, for the service that said so: tokens, context, or the rest |
// | 401                   | the edge refused the token, nothing has happened: renewed once, sent |
// |                       | again; then only patience helps                                     |

import { Backoff } from "./backoff.js";
import { Emitter } from "./emitter.js";
import { ApiError, NoAnswer, Offline } from "./errors.js";

/** Longer than the platform takes on a bad day, shorter than a customer's patience. */
const CALL_TIMEOUT_MS = 10_000;
/** How often a call is repeated before whoever wanted it decides. */
const CALL_RETRIES = 2;
/** The pauses between these, at first and at most. */
const CALL_AGAIN = { baseMs: 500, capMs: 10_000 };
/** Nobody waits longer at one word of a header. */
const RETRY_AFTER_MS_MAX = 600_000;
/** All are told the same Retry-After; they come back spread over so long. */
const HOLD_SPREAD_MS = 1_000;
/** The parts of the platform that fail each on its own. */
const SERVICES = ["/api/v2/widget/auth", "/api/v2/widget-context"];
const EVERYTHING = "*";
const TOO_MANY = 429;

/**
 * @typedef {object} CallOptions
 * @property {unknown} [body] of JSON
 * @property {Record<string, string>} [headers]
 * @property {boolean} [auth] whether the bearer goes along; true if left out
 * @property {boolean} [idempotent] whether to do it twice is to do it once; true but for POST
 * @property {number} [timeoutMs] for each attempt, the wait for a token included
 * @property {number} [retries]
 * @property {AbortSignal} [signal] gives up
 *
 * @typedef {{status: number, body: any, headers: Headers}} Answer
 */

/** The API. Tells `hold` with `{untilMs, status}` when the platform asks for patience. */
export class Api extends Emitter {
  #env;
  #instanceId;
  #backoff;
  #calls = 0;
  /** @type {Map<string, number>} Before when nothing is sent, by service. */
  #notBefore = new Map();

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {string} parts.baseUrl a tenant's prefix included, without a slash at its end
   * @param {import("./lease.js").Lease} parts.lease gives the bearer
   * @param {string} parts.instanceId begins the correlation ids, so that a log shows one tab's calls
   * @param {{baseMs?: number, capMs?: number}} [parts.backoff]
   */
  constructor({ env, baseUrl, lease, instanceId, backoff = {} }) {
    super();
    this.#env = env;
    this.#instanceId = instanceId;
    this.#backoff = { ...CALL_AGAIN, ...backoff };
    this.baseUrl = baseUrl;
    this.lease = lease;
  }

  /**
   * Calls, and repeats what may be repeated.
   * @param {string} method
   * @param {string} path
   * @param {CallOptions} [options]
   * @returns {Promise<Answer>}
   * @throws {ApiError} for every status from 400 on, and where there was no answer
   */
  async call(method, path, options = {}) {
    const { auth = true, idempotent = method !== "POST", retries = CALL_RETRIES } = options;
    const backoff = new Backoff(this.#env, this.#backoff);
    const text = options.body === undefined ? undefined : JSON.stringify(options.body);
    for (let isRenewed = false; ;) {
      await this.#held(path, options.signal);
      let token = "";
      try {
        const given = await this.#within(options, async (signal) => {
          if (auth) token = await this.lease.access();
          return this.#once(method, path, { text, headers: options.headers, signal, token });
        });
        if (auth) this.lease.accepted(token);
        return given;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        this.#heed(path, error);
        if (auth && error.isAuth && !isRenewed) {
          isRenewed = true;
          if (await this.#renewed(token, options)) continue;
        }
        // Refused before anything happened, or not even sent: to repeat these is no repetition.
        const isUndone = error.status === TOO_MANY || (auth && (error.isAuth || !token));
        const mayRepeat = isUndone || (error.isTransient && idempotent);
        if (!mayRepeat || error.code === "offline" || backoff.attempts >= retries) throw error;
        await this.#pause(backoff.next(error.retryAfterMs), options.signal);
      }
    }
  }

  /**
   * @param {string} token
   * @param {CallOptions} options
   * @returns {Promise<boolean>} whether there is another token now
   */
  #renewed(token, options) {
    return this.#within(options, () => this.lease.refused(token)).catch(() => false);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} what
   * @param {string | undefined} what.text
   * @param {Record<string, string>} [what.headers]
   * @param {AbortSignal} what.signal
   * @param {string} what.token
   * @returns {Promise<Answer>}
   */
  async #once(method, path, { text, headers = {}, signal, token }) {
    if (!this.#env.online()) throw new Offline();
    this.#calls += 1;
    const answer = await this.#env.fetch(this.baseUrl + path, {
      method,
      signal,
      credentials: "omit", // tokens prove who calls; cookies of the site have no part in it
      cache: "no-store",
      headers: {
        Accept: "application/json",
        "X-Correlation-Id": `${this.#instanceId}-${this.#calls}`,
        ...(text === undefined ? {} : { "Content-Type": "application/json" }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    return this.#read(answer, await answer.text());
  }

  /**
   * @param {Response} answer
   * @param {string} text
   * @returns {Answer}
   */
  #read({ status, headers }, text) {
    const body = parsed(text);
    if (status >= 400) throw refusalOf(status, headers, body ?? {}, this.#env.now());
    // A hotel's login page answers 200 to everything. A half answer is none either.
    if (body === undefined && text) throw new NoAnswer("answer.damaged", "The answer is no JSON");
    return { status, body, headers };
  }

  /**
   * Bounds a wait by its timeout and by the caller's signal.
   * @template T
   * @param {CallOptions} options
   * @param {(signal: AbortSignal) => Promise<T>} act
   * @returns {Promise<T>}
   */
  async #within({ timeoutMs = CALL_TIMEOUT_MS, signal }, act) {
    const bound = new AbortController();
    /** @type {(error: ApiError) => void} */
    let giveUp = () => {};
    const over = new Promise((_, reject) => {
      giveUp = (error) => {
        reject(error);
        bound.abort();
      };
    });
    const late = () => giveUp(new NoAnswer("timeout", `No answer within ${timeoutMs} ms`));
    const unwanted = () => giveUp(aborted());
    const timer = this.#env.setTimeout(late, timeoutMs);
    signal?.addEventListener("abort", unwanted);
    if (signal?.aborted) unwanted();
    try {
      return await /** @type {Promise<T>} */ (Promise.race([act(bound.signal), over]));
    } catch (error) {
      // What fetch throws says nothing but that there is no answer.
      throw error instanceof ApiError ? error : new NoAnswer("network", String(error));
    } finally {
      this.#env.clearTimeout(timer);
      signal?.removeEventListener("abort", unwanted);
    }
  }

  /**
   * Takes the platform's request for patience for all later calls, not only for this one.
   * @param {string} path
   * @param {ApiError} error
   */
  #heed(path, error) {
    if (!error.retryAfterMs) return;
    // 429 speaks of this caller, whatever he calls; 503 of the service that gave it.
    const whom = error.status === TOO_MANY ? EVERYTHING : serviceOf(path);
    const untilMs = this.#env.now() + error.retryAfterMs + this.#env.random() * HOLD_SPREAD_MS;
    this.#notBefore.set(whom, Math.max(untilMs, this.#notBefore.get(whom) ?? 0));
    this.emit("hold", { untilMs, status: error.status });
  }

  /**
   * @param {string} path
   * @param {AbortSignal} [signal]
   */
  async #held(path, signal) {
    for (;;) {
      const until = [EVERYTHING, serviceOf(path)].map((whom) => this.#notBefore.get(whom) ?? 0);
      const leftMs = Math.max(...until) - this.#env.now();
      if (leftMs <= 0) return;
      await this.#pause(Math.min(leftMs, RETRY_AFTER_MS_MAX), signal);
    }
  }

  /**
   * @param {number} ms
   * @param {AbortSignal} [signal]
   * @returns {Promise<void>}
   */
  #pause(ms, signal) {
    return new Promise((resolve, reject) => {
      const unwanted = () => {
        this.#env.clearTimeout(timer);
        reject(aborted());
      };
      const timer = this.#env.setTimeout(() => {
        signal?.removeEventListener("abort", unwanted);
        resolve();
      }, ms);
      signal?.addEventListener("abort", unwanted, { once: true });
      if (signal?.aborted) unwanted();
    });
  }
}

/** @returns {ApiError} */
function aborted() {
  return new ApiError({ code: "aborted", message: "Given up", isTransient: false });
}

/**
 * @param {string} path
 * @returns {string} which part of the platform answers there
 */
function serviceOf(path) {
  return SERVICES.find((service) => path.startsWith(service)) ?? "";
}

/**
 * @param {number} status
 * @param {Headers} headers
 * @param {any} body the API's error, or OAuth's (RFC 6749, section 5.2)
 * @param {number} now
 * @returns {ApiError}
 */
function refusalOf(status, headers, body, now) {
  return new ApiError({
    status,
    code: String(body.code ?? body.error ?? `http.${status}`),
    message: String(body.message ?? body.error_description ?? `The platform answered ${status}`),
    hint: headers.get("X-Mockplatform-Hint") ?? undefined,
    correlationId: headers.get("X-Correlation-Id") ?? undefined,
    retryAfterMs: retryAfterOf(headers.get("Retry-After"), now),
  });
}

/**
 * Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3).
 * @param {string | null} told
 * @param {number} now
 * @returns {number} milliseconds
 */
function retryAfterOf(told, now) {
  if (told === null) return 0;
  const ms = /^\d+$/.test(told.trim()) ? Number(told) * 1000 : Date.parse(told) - now;
  return Math.min(Math.max(0, ms || 0), RETRY_AFTER_MS_MAX);
}

/**
 * @param {string} text
 * @returns {any} undefined where it is no JSON
 */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
