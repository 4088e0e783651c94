// Owns the calls of the admin API: where they go, the admin token, and what a refusal says.

import { Emitter } from "./emitter.js";

const CALL_MS_MAX = 15_000;
const TOKEN_KEY = "mockplatform.adminToken";
const SENDABLE = /^[\x21-\x7e]*$/;

/**
 * Whether a text can be a token: a header takes no other signs (RFC 9110 section 5.5).
 *
 * @param {string} text
 */
export function isSendable(text) {
  return SENDABLE.test(text);
}

/** A call that was refused, or that nobody answered (`status` 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{title?: string, detail?: string, hint?: string, code?: string, instance?: string,
   *   errors?: {path: string, code: string, message: string}[]}} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}`);
    this.name = "ApiError";
    this.status = status;
    this.code = problem.code ?? "";
    this.hint = problem.hint ?? "";
    this.correlationId = problem.instance ?? "";
    this.errors = problem.errors ?? [];
  }

  /** Whether nobody answered at all. */
  get isLost() {
    return this.status === 0;
  }
}

/**
 * The admin API of one tenant.
 *
 * Event: `unauthorized` (the admin token is missing or wrong).
 */
export class Api extends Emitter {
  /** @param {string} prefix what stands before `/console` in the page's path */
  constructor(prefix) {
    super();
    this.prefix = prefix;
    this.tenant = prefix.startsWith("/t/") ? decodeURIComponent(prefix.slice(3)) : "default";
  }

  /** The admin token of this tab; "" where none was given that can be one. */
  get token() {
    const kept = sessionStorage.getItem(TOKEN_KEY) ?? "";
    return isSendable(kept) ? kept : "";
  }

  set token(token) {
    sessionStorage.setItem(TOKEN_KEY, token);
  }

  /**
   * Return the URL of an admin path.
   *
   * @param {string} path what stands behind `/__admin`
   * @param {Record<string, unknown>} [query] members that are undefined or "" are left out
   */
  url(path, query = {}) {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
    const asked = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return `${this.prefix}/__admin${path}${given.length ? `?${asked}` : ""}`;
  }

  /**
   * @param {string} path
   * @param {Record<string, unknown>} [query]
   * @returns {Promise<any>}
   */
  get(path, query) {
    return this.call("GET", path, undefined, query);
  }

  /**
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  post(path, body) {
    return this.call("POST", path, body);
  }

  /**
   * Get what is the server's and no tenant's, also where this page's tenant is gone.
   *
   * @param {string} path
   * @returns {Promise<any>}
   */
  async ofServer(path) {
    const signal = AbortSignal.timeout(CALL_MS_MAX);
    return json(await this.fetch(`/__admin${path}`, { signal }));
  }

  /**
   * Call, and return the answer's JSON (undefined where there is none).
   *
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @param {Record<string, unknown>} [query]
   * @returns {Promise<any>}
   * @throws {ApiError}
   */
  async call(method, path, body, query) {
    const response = await this.fetch(this.url(path, query), {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_MS_MAX),
    });
    return response.status === 204 ? undefined : json(response);
  }

  /**
   * Fetch; return only what went well.
   *
   * @param {string} url
   * @param {RequestInit} init
   * @throws {ApiError}
   */
  async fetch(url, init) {
    const headers = new Headers(init.headers);
    if (this.token) headers.set("Authorization", `Bearer ${this.token}`);
    const response = await fetch(url, { ...init, headers }).catch((error) => {
      throw new ApiError(0, unanswered(error));
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    if (response.status === 401) this.emit("unauthorized", problem);
    throw new ApiError(response.status, problem);
  }
}

/** @param {Response} response */
async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new ApiError(0, { detail: "The answer broke off", hint: "Try again." });
  }
}

/** @param {unknown} error */
function unanswered(error) {
  if (/** @type {{name?: string}} */ (error)?.name === "TimeoutError") {
    return {
      detail: `The server has not answered within ${CALL_MS_MAX / 1000} s`,
      hint: "It may be busy, and may do it yet: look before you try again.",
    };
  }
  return {
    detail: "The server does not answer",
    hint: "Is it running? This page tries again by itself.",
  };
}
