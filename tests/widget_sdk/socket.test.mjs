import assert from "node:assert/strict";
import { test } from "node:test";
import { ConversationSocket } from "../../mockplatform/sdk/src/socket.js";
import { FakeSockets, watched } from "./socket_world.mjs";
import { Browser, settled } from "./world.mjs";

const URL = "wss://chat.test/ws?after=0";

function setting() {
  const browser = new Browser();
  const sockets = new FakeSockets();
  const { env } = browser.tab();
  env.WebSocket = sockets.WebSocket;
  const socket = new ConversationSocket({ env, url: URL, token: "jwt" });
  const [ends, frames] = [[], []];
  socket.on("end", (end) => ends.push(end));
  socket.on("frame", (frame) => frames.push(frame));
  return { browser, sockets, socket, ends, frames };
}

async function live() {
  const here = setting();
  const opening = here.socket.open();
  await here.sockets.last.hello();
  await opening;
  return { ...here, wire: here.sockets.last };
}

test("the token goes as a subprotocol, and never in the address", async () => {
  const { wire } = await live();
  assert.deepEqual(wire.protocols, ["mockplatform.v1", "bearer.jwt"]);
  assert.ok(!wire.url.includes("jwt"));
});

test("a handshake without a hello is given up after eight seconds", async () => {
  const { browser, socket, sockets, ends } = setting();
  const opening = watched(socket.open());
  await browser.advance(7_999);
  assert.equal(opening.state, "waiting");
  await browser.advance(1);
  assert.equal(opening.error.code, "socket.late");
  assert.ok(sockets.last.isClosedByPage);
  assert.equal(ends[0].lastedMs, 0);
});

test("an answer finds who asked, whatever the order in which answers come", async () => {
  const { socket, wire } = await live();
  const [one, other] = [watched(socket.ask("ping")), watched(socket.ask("seen", { seq: 1 }))];
  await wire.answer("seen", { type: "ack" });
  assert.equal(other.state, "done");
  assert.equal(one.state, "waiting");
});

test("a refused frame says why, and the socket stays", async () => {
  const { socket, wire } = await live();
  const asked = watched(socket.ask("message.send", { text: "a" }));
  await wire.answer("message.send", { type: "error", code: "message.id.reused", message: "No" });
  assert.equal(asked.error.code, "message.id.reused");
  assert.ok(socket.isLive);
});

test("a late answer makes it prove that it lives: a lost ack is no dead socket", async () => {
  const { browser, socket, wire, ends } = await live();
  const asked = watched(socket.ask("message.send", { text: "a" }));
  await browser.advance(8_000);
  assert.equal(asked.error.code, "socket.late");
  assert.equal(wire.sent.at(-1).type, "ping");
  await wire.answer("ping", { type: "pong" });
  await browser.advance(6_000);
  assert.deepEqual(ends, []);
});

test("half-open: a silent socket is dead after 15 s, although nobody closed it", async () => {
  const { browser, socket, wire, ends } = await live();
  await browser.advance(10_000);
  assert.equal(wire.sent.at(-1).type, "ping");
  await browser.advance(5_000);
  assert.equal(ends[0].code, 1006);
  assert.equal(ends[0].lastedMs, 15_000);
  assert.equal(socket.isLive, false);
});

test("what a dead socket says late is not heard any more", async () => {
  const { browser, wire, frames } = await live();
  await browser.advance(15_000);
  await wire.tell({ type: "message", seq: 3, text: "late" });
  assert.deepEqual(frames, []);
});

test("any frame is a sign of life, so that a busy socket is never asked", async () => {
  const { browser, wire, ends } = await live();
  for (let count = 0; count < 6; count += 1) {
    await browser.advance(9_000);
    await wire.tell({ type: "typing", state: "on" });
  }
  assert.deepEqual(wire.sent, []);
  assert.deepEqual(ends, []);
});

test("its end fails all that is asked, at once", async () => {
  const { socket, wire, ends } = await live();
  const asked = watched(socket.ask("ping"));
  await wire.end(4401, "expired");
  assert.equal(asked.error.code, "socket.ended");
  assert.deepEqual([ends[0].code, ends[0].reason], [4401, "expired"]);
});

test("half a frame ends it: what comes behind cannot be trusted", async () => {
  const { wire, ends } = await live();
  await wire.tell('{"type":"mess');
  assert.equal(ends[0].reason, "not JSON");
});

test("a frame over 64 KiB is refused here, and does not cost everybody the socket", async () => {
  const { socket, wire } = await live();
  const asked = watched(socket.ask("conversationData.merge", { data: { a: "ü".repeat(33_000) } }));
  await settled();
  assert.equal(asked.error.code, "frame.too.large");
  assert.deepEqual(wire.sent, []);
  assert.ok(socket.isLive);
});
