import assert from "node:assert/strict";
import { test } from "node:test";
import { TokenService } from "../../mockplatform/sdk/src/service.js";
import { Browser } from "./world.mjs";

function made(options) {
  const tab = new Browser().tab();
  const asked = [];
  const call = async (...what) => {
    asked.push(what);
    return { status: 200, body: { access_token: "t" }, headers: new Headers() };
  };
  const service = new TokenService({
    env: tab.env,
    options: { deploymentId: "shop-web", ...options },
    instanceId: "i-1",
    api: () => ({ call }),
  });
  return { service, asked, tab };
}

const HOW = { headers: undefined, auth: false, retries: 0, timeoutMs: 30_000 };

test("a login names deployment, user and instance, and asks for no bearer", async () => {
  const { service, asked } = made({ scope: "conversation:read" });
  assert.deepEqual(await service.login("user-7"), { access_token: "t" });
  const body = { deploymentId: "shop-web", userId: "user-7", instanceId: "i-1" };
  const expected = { ...HOW, body: { ...body, scope: "conversation:read" } };
  assert.deepEqual(asked, [["POST", "/api/v2/widget/auth/token", expected]]);
});

test("a refresh carries the access token that is still good as its bearer", async () => {
  const { service, asked } = made();
  await service.refresh("r1", "t1");
  const body = { grant_type: "refresh_token", refresh_token: "r1" };
  const headers = { Authorization: "Bearer t1" };
  assert.deepEqual(asked, [["POST", "/api/v2/widget/auth/refresh", { ...HOW, body, headers }]]);
});

test("to revoke names the token", async () => {
  const { service, asked } = made();
  await service.revoke("r1");
  const expected = { ...HOW, body: { token: "r1" } };
  assert.deepEqual(asked, [["POST", "/api/v2/widget/auth/revoke", expected]]);
});

test("a site's own login is asked instead, with all that it may want to know", async () => {
  const given = [];
  const login = async (request) => given.push(request) && "a.b.c";
  const { service, asked } = made({ login });
  assert.equal(await service.login(undefined), "a.b.c");
  const expected = { deploymentId: "shop-web", userId: undefined, instanceId: "i-1" };
  assert.deepEqual(given, [{ ...expected, scope: undefined }]);
  assert.deepEqual(asked, []);
});

test("a site's login that fails may pass, unless it says that it does not", async () => {
  const failing = (error) => made({ login: () => Promise.reject(error) }).service.login();
  await assert.rejects(failing(new Error("down")), { code: "login.failed", isTransient: true });
  const final = Object.assign(new Error("logged out"), { isTransient: false });
  await assert.rejects(failing(final), { message: "logged out", isTransient: false });
  const thrown = made({
    login: () => {
      throw new Error("at once");
    },
  });
  await assert.rejects(thrown.service.login(), { code: "login.failed" });
});

test("a site's login that never answers is given up", async () => {
  const { service, tab } = made({ login: () => new Promise(() => {}) });
  const outcome = service.login().catch((error) => error);
  await tab.browser.advance(30_000);
  assert.equal((await outcome).code, "timeout");
});
