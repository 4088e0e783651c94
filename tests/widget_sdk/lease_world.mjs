// Owns a lease on a token service that keeps the platform's rules, for the lease's units.

import { ApiError } from "../../mockplatform/sdk/src/errors.js";
import { Lease } from "../../mockplatform/sdk/src/lease.js";
import { Owner } from "../../mockplatform/sdk/src/owner.js";
import { Tiers } from "../../mockplatform/sdk/src/tiers.js";
import { Browser, FakeTokenService, settled } from "./world.mjs";

export const MINUTE = 60_000;
export const LIFE = 30 * MINUTE;
export const TOKEN_ENTRY = "widget_sess_i-1_token";
export const OWNER_ENTRY = "widget_sess_i-1_owner";

/** A lease on a token service that keeps the platform's rules; `asked` is what it was asked. */
export function made({ lifeS, options, tab = new Browser().tab(), service } = {}) {
  const { browser } = tab;
  const tokens = service ?? new FakeTokenService(browser.clock, { lifeS });
  const asked = [];
  const told = [];
  const ask = async (path, body, bearer) => {
    asked.push({ what: path.slice(1), body, at: browser.clock.now });
    const call = { path, body, headers: { Authorization: `Bearer ${bearer}` } };
    const answer = await (tokens.hook ?? ((one) => tokens.answer(one)))(call);
    if (answer.status === 200) return answer.body;
    const { error } = answer.body ?? {};
    throw new ApiError({ code: error ?? "down", message: "refused", ...answer });
  };
  const where = { deploymentId: "shop-web", baseUrl: "https://chat.test" };
  const tiers = new Tiers({ env: tab.env, ...where, instanceId: "i-1" });
  const named = options?.userId ?? null;
  const owner = new Owner(tiers.session, { ...where, named, sub: null });
  const lease = new Lease({
    env: tab.env,
    tiers,
    owner,
    options,
    login: (userId) => ask("/token", { userId }),
    refresh: (token, bearer) => ask("/refresh", { refresh_token: token }, bearer),
    revoke: (token) => ask("/revoke", { token }),
  });
  for (const name of ["change", "trouble", "ended"]) {
    lease.on(name, (detail) => told.push({ name, ...detail }));
  }
  const whats = () => asked.map(({ what }) => what);
  return { lease, tokens, asked, whats, told, tiers, tab, browser };
}

/** Runs until the promise is settled. */
export async function until(browser, promise, ms = 3_600_000) {
  let outcome;
  promise.then(
    (value) => (outcome = { value }),
    (error) => (outcome = { error }),
  );
  const began = browser.clock.now;
  await settled();
  while (!outcome && browser.clock.now - began < ms) await browser.advance(50);
  return { ...outcome, tookMs: browser.clock.now - began };
}

export const down = (headers = {}) => ({ status: 503, ...headers });
