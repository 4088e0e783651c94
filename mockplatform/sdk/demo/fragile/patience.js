// Owns how the page itself calls the platform: with a token of its own that it renews in time, and with
// patience. It is a client as any other, and the platform reviews it as such: what is found on this page
// is to be the fragile widget's alone.

const LOGIN = "/api/v2/widget/auth/token";
/** A token is renewed so long before its end, or when this share of its life is left. */
const RENEW_BEFORE_MS = 300_000;
const RENEW_SHARE = 0.4;
/** The pause after a first failure, doubled with each one that follows, and the longest. */
const PAUSE_FIRST_MS = 1_000;
const PAUSE_MOST_MS = 30_000;
const RADIX = 36;

/** Calls for one customer. Two tabs are two clients. */
export class Patience {
  /** @param {{base: string, deploymentId: string, userId: string}} parts */
  constructor({ base, deploymentId, userId }) {
    this.base = base;
    const instanceId = `judge-${crypto.getRandomValues(new Uint32Array(1))[0].toString(RADIX)}`;
    this.login = { deploymentId, userId, instanceId };
    this.token = "";
    this.renewAtMs = 0;
    this.failures = 0;
    this.waitsUntilMs = 0;
    /** @type {Promise<void> | null} so that calls at the same time sign in once */
    this.signingIn = null;
  }

  /**
   * Call.
   *
   * @param {string} method
   * @param {string} path
   * @returns {Promise<Response | null>} null where there is no answer that says anything, and while
   *   the platform is left alone because of that
   */
  async call(method, path) {
    if (!this.token || Date.now() >= this.renewAtMs) await this.#signIn();
    const { token } = this;
    if (!token) return null;
    const answer = await this.#once(method, path, { Authorization: `Bearer ${token}` });
    // The next call gets another token: one that is refused is good for nothing more.
    if (answer?.status === 401) this.token = this.token === token ? "" : this.token;
    else if (answer) this.failures = 0;
    return answer;
  }

  #signIn() {
    this.signingIn ??= this.#getToken().finally(() => {
      this.signingIn = null;
    });
    return this.signingIn;
  }

  async #getToken() {
    const headers = { "Content-Type": "application/json" };
    const answer = await this.#once("POST", LOGIN, headers, JSON.stringify(this.login));
    if (!answer?.ok) return;
    const { access_token: token, expires_in: lifeS } = await answer.json();
    const lifeMs = lifeS * 1_000;
    this.token = token;
    this.renewAtMs = Date.now() + lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs * RENEW_SHARE);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} headers
   * @param {string} [body]
   * @returns {Promise<Response | null>}
   */
  async #once(method, path, headers, body) {
    if (Date.now() < this.waitsUntilMs) return null;
    const answer = await fetch(this.base + path, { method, headers, body }).catch(() => null);
    const isTrouble = !answer || answer.status >= 500 || [401, 429].includes(answer.status);
    if (isTrouble) this.#wait(Number(answer?.headers.get("Retry-After")) * 1_000 || 0);
    return isTrouble && answer?.status !== 401 ? null : answer;
  }

  /**
   * What the platform asks for is the least; half of the rest is luck, since all were told the same.
   *
   * @param {number} askedMs
   */
  #wait(askedMs) {
    const mostMs = Math.min(PAUSE_MOST_MS, PAUSE_FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    const waitMs = Math.max(askedMs, mostMs / 2) + (Math.random() * mostMs) / 2;
    this.waitsUntilMs = Math.max(this.waitsUntilMs, Date.now() + waitMs);
  }
}
