// Owns the calls of the admin API: where they go, the admin token, and what a refusal says.

import { Emitter } from "./emitter.js";

const CALL_MS_MAX = 15_000;
const TOKEN_KEY = "mockplatform.adminToken";

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
 * Events: `unauthorized` (the admin token is missing or wrong), `lost` (nobody answered), `answered`.
 */
export class Api extends Emitter {
  /** @param {string} prefix what stands before `/console` in the page's path */
  constructor(prefix) {
    super();
    this.prefix = prefix;
    this.tenant = prefix.startsWith("/t/") ? decodeURIComponent(prefix.slice(3)) : "default";
  }

  /** The admin token of this tab; "" where none was given. */
  get token() {
    return sessionStorage.getItem(TOKEN_KEY) ?? "";
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
    if (response.status === 204) return undefined;
    try {
      return await response.json();
    } catch {
      throw new ApiError(0, { detail: "The answer broke off", hint: "Try again." });
    }
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
    let response;
    try {
      response = await fetch(url, { ...init, headers });
    } catch {
      this.emit("lost");
      throw new ApiError(0, {
        detail: "The server does not answer",
        hint: "Is it running? This page tries again by itself.",
      });
    }
    this.emit("answered");
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    if (response.status === 401) this.emit("unauthorized", problem);
    throw new ApiError(response.status, problem);
  }
}
