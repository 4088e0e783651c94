// Owns the units of the board: all conversations, read in pages while they go on.

import assert from "node:assert/strict";
import test from "node:test";

import { Board } from "../../mockplatform/console/static/lib/board.js";
import { Emitter } from "../../mockplatform/console/static/lib/emitter.js";

/** An admin API of which the test answers each call, in whichever order. */
class Api {
  constructor() {
    this.calls = [];
  }

  get(path, query) {
    return new Promise((answer, refuse) => this.calls.push({ path, query, answer, refuse }));
  }

  /** Return a call, which is the next but some. */
  async call(place = 0) {
    while (this.calls.length <= place) await turn();
    return this.calls.splice(place, 1)[0];
  }
}

const turn = () => new Promise((done) => setImmediate(done));
const row = (id, state = "OPEN") => ({ id, state, createdAt: id });
const told = (lastId, rows, nextCursor) => ({ rows, counts: {}, lastId, nextCursor });
const shown = (board) => [...board.rows.values()].map((one) => `${one.id} ${one.state}`);

/** A board whose page is under way. */
function world(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const api = new Api();
  const feed = new Emitter();
  const board = new Board({ api, feed });
  const hear = (...ids) => {
    const entries = ids.map((conversationId) => ({ kind: "event", conversationId }));
    feed.emit("entries", entries);
    t.mock.timers.tick(1_000);
  };
  return { api, feed, board, hear, tick: (ms) => t.mock.timers.tick(ms) };
}

test("an answer that comes late does not put back what is known to be newer", async (t) => {
  const { api, board, hear } = world(t);
  const reading = board.read();
  (await api.call()).answer(told(10, [row("c"), row("b")], "b"));
  const next = await api.call();
  hear("c", "b", "d");
  const news = await api.call();
  assert.equal(news.query.ids, "c,b,d");
  news.answer(told(14, [row("c", "ACTIVE"), row("d")]));
  await turn();
  next.answer(told(20, [row("a")]));
  await reading;
  assert.deepEqual(shown(board), ["d OPEN", "c ACTIVE", "a OPEN"]);
  board.end();
});

test("a page that was answered later than the news knows more than they", async (t) => {
  const { api, board, hear } = world(t);
  const reading = board.read();
  const page = await api.call();
  hear("a");
  (await api.call()).answer(told(5, [row("a", "RINGING")]));
  await turn();
  page.answer(told(7, [row("a", "ACTIVE")]));
  await reading;
  assert.deepEqual(shown(board), ["a ACTIVE"]);
  board.end();
});

test("where the line is gone that a page ended with, it is read from the first", async (t) => {
  const { api, board } = world(t);
  const reading = board.read();
  (await api.call()).answer(told(1, [row("c"), row("b")], "b"));
  const next = await api.call();
  assert.equal(next.query.cursor, "b");
  next.refuse(Object.assign(new Error("its conversation is gone"), { status: 400 }));
  const first = await api.call();
  assert.equal(first.query.cursor, "");
  first.answer(told(3, [row("c")]));
  await reading;
  assert.deepEqual(shown(board), ["c OPEN"]);
  board.end();
});

test("nobody answers: what is shown stays, nothing is thrown, and it is asked again", async (t) => {
  const { api, feed, board, tick } = world(t);
  const reading = board.read();
  (await api.call()).answer(told(1, [row("a")]));
  await reading;
  feed.emit("resync");
  (await api.call()).refuse(Object.assign(new Error("nobody answers"), { status: 0 }));
  await turn();
  assert.deepEqual(shown(board), ["a OPEN"]);
  tick(5_000);
  (await api.call()).answer(told(2, [row("a", "CLOSED")]));
  await turn();
  assert.deepEqual(shown(board), ["a CLOSED"]);
  board.end();
});

test("a board that has ended asks nothing more", async (t) => {
  const { api, feed, board, tick } = world(t);
  feed.emit("resync");
  const call = await api.call();
  board.end();
  call.refuse(Object.assign(new Error("nobody answers"), { status: 0 }));
  await turn();
  tick(60_000);
  await turn();
  assert.deepEqual(api.calls, []);
});

test("of two readings the one that began later is shown", async (t) => {
  const { api, feed, board } = world(t);
  const reading = board.read();
  const early = await api.call();
  feed.emit("resync");
  const late = await api.call();
  late.answer(told(2, [row("b")]));
  await turn();
  early.answer(told(900, [row("a")], "a"));
  await reading;
  assert.deepEqual(shown(board), ["b OPEN"]);
  assert.deepEqual(api.calls, []);
  board.end();
});
