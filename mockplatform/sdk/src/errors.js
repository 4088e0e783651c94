// Owns errors as callers meet them: what happened, what to do, and whether to try again.

/** Statuses after which the same call may succeed later. 0 is ours: there was no answer. */
const PASSING = new Set([0, 408, 425, 429, 500, 502, 503, 504]);
const UNAUTHORIZED = 401;

/**
 * @typedef {object} ErrorParts
 * @property {string} code stable, for programs
 * @property {string} message for people
 * @property {number} [status] 0 where there was no answer
 * @property {string} [hint] the next step
 * @property {string} [correlationId] by which the platform's journal knows the call
 * @property {number} [retryAfterMs] how long the platform asks to wait
 * @property {boolean} [isTransient] where the status does not tell
 */

/**
 * An error of a call. Whoever can wait goes on when `isTransient` or `isAuth`; all else is final:
 * the same call would be refused again.
 */
export class ApiError extends Error {
  /** @param {ErrorParts} parts */
  constructor(parts) {
    super(parts.message);
    this.name = "ApiError";
    this.code = parts.code;
    this.status = parts.status ?? 0;
    this.hint = parts.hint;
    this.correlationId = parts.correlationId;
    this.retryAfterMs = parts.retryAfterMs ?? 0;
    this.isTransient = parts.isTransient ?? PASSING.has(this.status);
  }

  /** Whether the token was refused. The edge did that: nothing has happened behind it. */
  get isAuth() {
    return this.status === UNAUTHORIZED;
  }
}

/** There was no answer: no network, none in time, or one that was damaged on its way. */
export class NoAnswer extends ApiError {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super({
      code,
      message,
      hint: "It may have been done all the same: repeat it under its own id.",
    });
    this.name = "NoAnswer";
  }
}

/** The device has no network. Nothing was sent. */
export class Offline extends ApiError {
  constructor() {
    super({ code: "offline", message: "The device is offline", hint: "Wait for `online`." });
    this.name = "Offline";
  }
}

/** The SDK was asked for something that cannot be done; nothing was sent. */
export class Misuse extends ApiError {
  /** @param {ErrorParts} parts */
  constructor(parts) {
    super({ isTransient: false, ...parts });
    this.name = "Misuse";
  }
}
