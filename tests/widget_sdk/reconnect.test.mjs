import assert from "node:assert/strict";
import { test } from "node:test";
import { CurrentConversation } from "../../mockplatform/sdk/src/conversation.js";
import { Emitter } from "../../mockplatform/sdk/src/emitter.js";
import { ApiError } from "../../mockplatform/sdk/src/errors.js";
import { Connection } from "../../mockplatform/sdk/src/reconnect.js";
import { Tier } from "../../mockplatform/sdk/src/tier.js";
import { FakeSockets } from "./socket_world.mjs";
import { Browser, settled } from "./world.mjs";

const document = (state = "OPEN", more = {}) => ({
  id: "c-1", state, version: 2, latestSeq: 2, participants: [], routingData: {}, ...more,
}); // prettier-ignore

/** A lease that counts what is asked of it. */
class FakeLease extends Emitter {
  token = "jwt-1";
  renewals = [];

  async access() {
    return this.token;
  }

  async renew(reason) {
    this.renewals.push(reason);
    this.swap();
    return this.token;
  }

  swap() {
    this.token = `jwt-${Number(this.token.slice(4)) + 1}`;
    this.emit("change", {});
  }
}

function setting({ id = "c-1" } = {}) {
  const browser = new Browser();
  const tab = browser.tab();
  const { env } = tab;
  const sockets = new FakeSockets();
  env.WebSocket = sockets.WebSocket;
  const storage = new Tier({ env, storage: () => tab.session, prefix: "s_" });
  if (id) storage.set("conversationId", id);
  const here = { browser, tab, storage, sockets, calls: [], lease: new FakeLease() };
  here.answer = () => document();
  const call = async (method, path, { body, headers } = {}) => {
    here.calls.push({ method, path, body, key: headers?.["Idempotency-Key"], at: env.now() });
    return { body: await here.answer(method, path) };
  };
  const lastLook = async () => here.calls.push("last look");
  here.conversation = new CurrentConversation({ env, api: { call }, storage, lastLook });
  const { lease, conversation } = here;
  const socketUrl = (path) => `wss://chat.test${path}`;
  here.connection = new Connection({ env, lease, conversation, socketUrl, cursor: () => 7 });
  here.statuses = [];
  here.connection.on("status", ({ status }) => here.statuses.push(status));
  return here;
}

async function live(here = setting()) {
  here.connection.keep();
  await settled();
  await here.sockets.last.hello();
  return here;
}

const refusal = (status, more) => () => {
  throw new ApiError({ status, code: `http.${status}`, message: "No", ...more });
};

test("it asks how the conversation is before it opens a socket, and goes on behind the cursor", async () => {
  const { calls, sockets, statuses } = await live();
  assert.deepEqual(
    calls.map((one) => one.method),
    ["GET"],
  );
  assert.equal(sockets.last.url, "wss://chat.test/api/v2/conversations/messaging/c-1/ws?after=7");
  assert.deepEqual(statuses, ["connecting", "live"]);
});

test("two wishes at once are one connection", async () => {
  const here = setting();
  here.connection.keep();
  here.connection.keep();
  await settled();
  assert.equal(here.sockets.opened.length, 1);
  assert.equal(here.calls.length, 1);
});

for (const state of ["CLOSED", "DELETED"]) {
  test(`one that is ${state} is left after a last look, and no socket is opened`, async () => {
    const here = setting();
    here.storage.set("draft", "half a sentence");
    here.answer = () => document(state, { closeReason: "inactivity" });
    const ended = [];
    here.conversation.on("ended", ({ reason }) => ended.push(reason));
    here.connection.keep();
    await settled();
    assert.deepEqual(ended, ["inactivity"]);
    assert.equal(here.calls.at(-1), "last look");
    assert.deepEqual(here.sockets.opened, []);
    assert.equal(here.storage.get("conversationId"), undefined);
    assert.equal(here.storage.get("draft"), "half a sentence");
    assert.equal(here.connection.status, "closed");
  });
}

for (const status of [403, 404]) {
  test(`one that answers ${status} is left, and a wanted one begins`, async () => {
    const here = setting();
    here.answer = (method) => {
      if (method === "GET") refusal(status)();
      return document("OPEN", { id: "c-2" });
    };
    here.conversation.want(() => ({ routingData: { tier: "premium" } }));
    here.connection.keep();
    await settled();
    assert.deepEqual(
      here.calls.map((one) => one.method),
      ["GET", "POST"],
    );
    assert.deepEqual(here.calls[1].body, { routingData: { tier: "premium" } });
    assert.match(here.sockets.last.url, /c-2/);
  });
}

test("a beginning that fails is repeated with the same key and body, over a reload too", async () => {
  const here = setting({ id: "" });
  here.answer = refusal(503);
  here.conversation.want(() => ({ routingData: { at: here.calls.length } }));
  here.connection.keep();
  await here.browser.advance(20_000);
  assert.ok(here.calls.length > 3);
  assert.equal(new Set(here.calls.map((one) => one.key)).size, 1);
  assert.equal(new Set(here.calls.map((one) => JSON.stringify(one.body))).size, 1);
  assert.equal(here.storage.get("creation").key, here.calls[0].key);
});

test("what cannot be mended is told, and not tried again", async () => {
  const here = setting({ id: "" });
  here.answer = refusal(413);
  const told = [];
  here.connection.on("refused", (error) => told.push(error.status));
  here.conversation.want(() => ({}));
  here.connection.keep();
  await here.browser.advance(600_000);
  assert.deepEqual(told, [413]);
  assert.equal(here.calls.length, 1);
  assert.equal(here.connection.status, "failed");
});

test("pauses grow up to half a minute while nothing works", async () => {
  const here = setting();
  here.answer = refusal(503);
  here.connection.keep();
  await here.browser.advance(600_000);
  const at = here.calls.map((one) => one.at);
  const pauses = at.slice(1).map((one, index) => one - at[index]);
  assert.ok(pauses[0] <= 1_000, `the first pause is ${pauses[0]}`);
  assert.ok(Math.min(...pauses.slice(6)) >= 15_000);
  assert.ok(Math.max(...pauses) <= 31_000);
});

test("no two widgets come back at the same moment", async () => {
  const firsts = new Set();
  for (let seed = 1; seed <= 50; seed += 1) {
    const here = setting();
    here.browser.random = new Browser({ seed }).random.bind(new Browser({ seed }));
    await live(here);
    await here.sockets.last.end(1012);
    await here.browser.advance(3_000);
    firsts.add(here.calls[1].at);
  }
  assert.ok(firsts.size > 45, `${firsts.size} moments for 50 widgets`);
});

test("Retry-After is the least that it waits", async () => {
  const here = setting();
  here.answer = refusal(503, { retryAfterMs: 20_000 });
  here.connection.keep();
  await here.browser.advance(19_999);
  assert.equal(here.calls.length, 1);
});

test("a socket that flaps makes pauses longer, one that lasts makes them short again", async () => {
  const here = await live();
  const pauses = [];
  here.connection.on("pause", ({ untilMs }) => pauses.push(untilMs - here.browser.clock.now));
  for (let count = 0; count < 5; count += 1) {
    await here.browser.advance(2_000);
    await here.sockets.last.end();
    await here.browser.advance(pauses.at(-1) + 1);
    await here.sockets.last.hello();
  }
  assert.ok(pauses[4] >= 8_000, `the fifth pause is ${pauses[4]}`);
  for (let count = 0; count < 4; count += 1) {
    await here.browser.advance(9_000);
    await here.sockets.last.tell({ type: "typing" });
  }
  await here.sockets.last.end();
  assert.ok(pauses.at(-1) <= 1_000, `then it is ${pauses.at(-1)}`);
});

test("without a network nothing is tried, and with it at once", async () => {
  const here = await live();
  here.tab.network(false);
  await here.browser.advance(600_000);
  assert.equal(here.connection.status, "offline");
  assert.equal(here.calls.length, 1);
  here.tab.network(true);
  await settled();
  assert.equal(here.calls.length, 2);
});

test("a page that is seen again tries at once, and has a live socket prove itself", async () => {
  const here = await live();
  here.tab.tell("visible");
  assert.equal(here.sockets.last.sent.at(-1).type, "ping");
  here.answer = refusal(503);
  await here.sockets.last.end();
  await here.browser.advance(200_000);
  const before = here.calls.length;
  here.tab.tell("visible");
  await settled();
  assert.equal(here.calls.length, before + 1);
});

test("a new token goes to the socket in band, and the socket stays", async () => {
  const here = await live();
  here.lease.swap();
  await settled();
  const [update] = here.sockets.last.sent;
  assert.deepEqual([update.type, update.token], ["token.update", "jwt-2"]);
  await here.sockets.last.answer("token.update", { type: "token.updated", exp: 1 });
  assert.equal(here.sockets.opened.length, 1);
  assert.equal(here.connection.status, "live");
});

test("a warning that the token ends has it renewed", async () => {
  const here = await live();
  await here.sockets.last.tell({ type: "token.expiring", inSeconds: 60 });
  assert.deepEqual(here.lease.renewals, ["expiring"]);
});

test("4401 renews once, and only if there is no newer token yet", async () => {
  const here = await live();
  await here.sockets.last.end(4401);
  assert.deepEqual(here.lease.renewals, ["refused"]);
  const other = await live();
  other.lease.token = "jwt-9";
  await other.sockets.last.end(4401);
  assert.deepEqual(other.lease.renewals, []);
});

test("4409: it does not fight whoever took its place", async () => {
  const here = await live();
  const replaced = [];
  here.connection.on("replaced", () => replaced.push(1));
  await here.sockets.last.end(4409);
  await here.browser.advance(3_600_000);
  assert.deepEqual(replaced, [1]);
  assert.equal(here.sockets.opened.length, 1);
  here.connection.keep();
  await settled();
  assert.equal(here.sockets.opened.length, 2, "until it is told to");
});

for (const code of [4403, 4404, 4410]) {
  test(`${code}: the platform is asked what has become of it, and it is left`, async () => {
    const here = await live();
    here.answer = () => document("CLOSED");
    await here.sockets.last.end(code);
    await here.browser.advance(2_000);
    assert.equal(here.connection.status, "closed");
    assert.ok(!here.statuses.includes("reconnecting"), "and nobody is told of a lost connection");
  });
}

for (const code of [4413, 4429]) {
  test(`${code}: it comes back more slowly`, async () => {
    const here = await live();
    await here.sockets.last.end(code);
    await here.browser.advance(4_999);
    assert.equal(here.calls.length, 1);
    await here.browser.advance(1_500);
    assert.equal(here.calls.length, 2);
  });
}

for (const code of [1001, 1006, 1012, 1013, 4408]) {
  test(`${code}: it comes back`, async () => {
    const here = await live();
    await here.sockets.last.end(code);
    assert.equal(here.connection.status, "reconnecting");
    await here.browser.advance(1_500);
    await here.sockets.last.hello();
    assert.equal(here.sockets.opened.length, 2);
    assert.equal(here.connection.status, "live");
  });
}

test("stopped in the midst of an attempt, it opens nothing more", async () => {
  const here = setting();
  let tell = () => {};
  here.answer = () => new Promise((resolve) => (tell = () => resolve(document())));
  here.connection.keep();
  await settled();
  here.connection.stop();
  tell();
  await settled();
  assert.deepEqual(here.sockets.opened, []);
  assert.equal(here.connection.status, "idle");
});

test("a socket that the browser does not even open is told, and not tried again", async () => {
  const here = setting();
  here.tab.env.WebSocket = class {
    constructor() {
      throw new SyntaxError("The subprotocol is invalid");
    }
  };
  const refused = [];
  here.connection.on("refused", (error) => refused.push(error.code));
  here.connection.keep();
  await here.browser.advance(60_000);
  assert.deepEqual(refused, ["socket.refused"]);
  assert.equal(here.connection.status, "failed");
});
