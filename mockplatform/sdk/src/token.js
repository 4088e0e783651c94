// Owns reading what a token service answers: which token, whose, and for how long.

import { Misuse } from "./errors.js";

/**
 * @typedef {object} Held a token that is held
 * @property {string} access
 * @property {string | null} refresh
 * @property {string | null} userId
 * @property {number} exp epoch seconds on the platform's clock
 * @property {number} lifeMs what it had left when it came
 * @property {number} endsAt by the device's clock
 *
 * @typedef {string | import("../widget-sdk.d.ts").TokenAnswer} Given
 *
 * @typedef {{sub?: string, exp?: number, iat?: number}} Claims
 */

/**
 * Reads a token that somebody hands over.
 * @param {Given} given a JWT, or the answer of a token service
 * @param {number} now
 * @returns {Held}
 * @throws {Misuse} it is neither
 */
export function heldOf(given, now) {
  const answer = typeof given === "string" ? { access_token: given } : given;
  const access = answer?.access_token;
  const claims = typeof access === "string" ? claimsOf(access) : {};
  const lifeS = answer?.expires_in ?? lifeOf(claims, now);
  if (typeof access !== "string" || !(lifeS > 0)) {
    throw new Misuse({
      code: "token.unreadable",
      message: "A token must be a JWT, or an answer with access_token and expires_in",
      hint: "Hand over what the token service answered, unchanged.",
    });
  }
  const endsAt = now + lifeS * 1000;
  return {
    access,
    refresh: answer.refresh_token ?? null,
    userId: claims.sub ?? null,
    exp: claims.exp ?? Math.round(endsAt / 1000),
    lifeMs: lifeS * 1000,
    endsAt,
  };
}

/**
 * Nobody said how long a bare JWT has left. By the device's clock, if that can be; a clock that
 * would have it ended, or not issued yet, is wrong more often than the token.
 * @param {Claims} claims
 * @param {number} now
 * @returns {number} seconds
 */
function lifeOf({ exp = 0, iat = 0 }, now) {
  const leftS = exp - now / 1000;
  return leftS > 0 && leftS <= exp - iat ? leftS : exp - iat;
}

/**
 * @param {string} token
 * @returns {Claims} none where it is no JWT
 */
function claimsOf(token) {
  try {
    const base64 = String(token.split(".")[1]).replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {};
  } catch {
    return {};
  }
}
