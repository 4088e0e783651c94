// Owns the calls of the token service. None of them takes the bearer from the lease, which they are for.

import { ApiError, NoAnswer } from "./errors.js";

const AUTH_PATH = "/api/v2/widget/auth";
/** A token service that is overloaded takes 20 s. To give up sooner would make it worse. */
const TOKEN_TIMEOUT_MS = 30_000;

/**
 * @typedef {import("../widget-sdk.d.ts").WidgetOptions} WidgetOptions
 * @typedef {import("./token.js").Given} Given
 */

/** The token service: the platform's own, or the site's for logins if it has one. */
export class TokenService {
  #env;
  #options;
  #instanceId;
  #api;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {Pick<WidgetOptions, "deploymentId" | "scope" | "login">} parts.options
   * @param {string} parts.instanceId
   * @param {() => Pick<import("./http.js").Api, "call">} parts.api which needs the lease, and so comes later
   */
  constructor({ env, options, instanceId, api }) {
    this.#env = env;
    this.#options = options;
    this.#instanceId = instanceId;
    this.#api = api;
  }

  /**
   * Gets a first token: the deployment's id is public, so that this always works, also when the
   * last token has ended. The same user id gives the same customer.
   * @param {string | undefined} userId
   * @returns {Promise<Given>}
   */
  async login(userId) {
    const { deploymentId, scope, login } = this.#options;
    const asked = { deploymentId, userId, instanceId: this.#instanceId, scope };
    return login ? this.#bounded(async () => login(asked)) : this.#post("/token", asked);
  }

  /**
   * Gets the next token.
   * @param {string} refreshToken
   * @param {string} bearer an access token that is still good: the edge judges it first
   * @returns {Promise<Given>}
   */
  refresh(refreshToken, bearer) {
    const body = { grant_type: "refresh_token", refresh_token: refreshToken };
    return this.#post("/refresh", body, { Authorization: `Bearer ${bearer}` });
  }

  /**
   * Ends all tokens of a family (RFC 7009).
   * @param {string} token any of them
   * @returns {Promise<void>}
   */
  async revoke(token) {
    await this.#post("/revoke", { token });
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {Record<string, string>} [headers]
   */
  async #post(path, body, headers) {
    // Whether and when to repeat is the lease's to say: it knows how much time is left.
    const how = { body, headers, auth: false, retries: 0, timeoutMs: TOKEN_TIMEOUT_MS };
    return (await this.#api().call("POST", AUTH_PATH + path, how)).body;
  }

  /**
   * A login of the site's own that never answers must not stop the widget for ever.
   * @param {() => Promise<Given>} ask
   * @returns {Promise<Given>}
   */
  #bounded(ask) {
    return new Promise((resolve, reject) => {
      const late = () => reject(new NoAnswer("timeout", "The site's login has not answered"));
      const timer = this.#env.setTimeout(late, TOKEN_TIMEOUT_MS);
      ask()
        .then(resolve, (error) => reject(asApiError(error)))
        .finally(() => this.#env.clearTimeout(timer));
    });
  }
}

/**
 * @param {any} error of the site's own code; unless it says that this is final, it may pass
 * @returns {ApiError}
 */
function asApiError(error) {
  if (error instanceof ApiError) return error;
  const isTransient = error?.isTransient !== false;
  return new ApiError({
    code: "login.failed",
    message: String(error?.message ?? error),
    isTransient,
  });
}
