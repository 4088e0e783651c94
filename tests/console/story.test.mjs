// Owns the units of a conversation's story: what two sources tell is told once, without gaps.

import assert from "node:assert/strict";
import test from "node:test";

import { chosen, filterOf } from "../../mockplatform/console/static/lib/board-filter.js";
import { Emitter } from "../../mockplatform/console/static/lib/emitter.js";
import { Story } from "../../mockplatform/console/static/lib/story.js";
import { rowsOf } from "../../mockplatform/console/static/lib/timeline-rows.js";

const BEGAN = Date.parse("2026-01-01T12:00:00Z");

function at(seconds) {
  return new Date(BEGAN + seconds * 1000).toISOString();
}

/** An admin API over arrays: the entries of the ring, and a conversation's messages. */
class Api {
  constructor(entries, messages) {
    this.entries = entries;
    this.messages = messages;
    this.evicted = entries.length ? entries[0].id - 1 : 0;
  }

  async get(path, { after = 0, limit, before = Infinity, ...wanted }) {
    if (path === "/journal") {
      const fits = (one) => Object.entries(wanted).every(([name, value]) => one[name] === value);
      const found = this.entries.filter((one) => one.id < before && fits(one));
      return { entries: found.slice(-limit), evicted: this.evicted };
    }
    const events = this.messages.slice(after, after + limit);
    const hasMore = after + limit < this.messages.length;
    return { events, latestSeq: this.messages.length, hasMore };
  }
}

/** So many messages, each told by a frame, its event, and a frame; the ring has the last ones. */
function world(count, evicted = 0) {
  const entries = [];
  const messages = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const about = { conversationId: "c", at: at(seq), wallAt: at(seq) };
    messages.push({ seq, event: "MessageSent", at: at(seq), text: `m${seq}`, sender: {} });
    const id = entries.length + 1;
    entries.push({ ...about, id, kind: "frame", direction: "in", type: "message.send" });
    const event = { kind: "event", stream: "conversation", version: seq, type: "MessageSent" };
    entries.push({ ...about, id: id + 1, ...event });
    entries.push({ ...about, id: id + 2, kind: "frame", direction: "out", type: "message" });
  }
  const feed = new Emitter();
  const api = new Api(entries.slice(evicted), messages);
  return { api, feed, story: new Story({ api, feed }, "c", "ann") };
}

const texts = (story) =>
  story
    .items()
    .filter((one) => one.kind === "message")
    .map((one) => one.body?.text);

const all = (count) => Array.from({ length: count }, (_, place) => `m${place + 1}`);

test("what the journal and the events tell is told once, in order", async () => {
  const { story } = world(20);
  await story.read();
  assert.deepEqual(texts(story), all(20));
  assert.equal(story.items().length, 60);
  assert.equal(story.hasOlder, false);
  story.end();
});

test("older things come page by page, without a gap and without a double", async () => {
  const { story } = world(500);
  await story.read();
  assert.equal(texts(story).at(-1), "m500");
  let looks = 0;
  while (story.hasOlder && looks < 50) {
    const before = texts(story);
    await story.older();
    assert.deepEqual(texts(story).slice(-before.length), before);
    looks += 1;
  }
  assert.deepEqual(texts(story), all(500));
  story.end();
});

test("what the ring has dropped is told out of the events, and said", async () => {
  const { story } = world(300, 450);
  await story.read();
  for (let looks = 0; story.hasOlder && looks < 50; looks += 1) await story.older();
  assert.deepEqual(texts(story), all(300));
  assert.equal(story.isBeyondJournal, true);
  assert.equal(story.items().length, 150 + 450);
  story.end();
});

test("another conversation of the customer's is left out, his own requests are not", async () => {
  const { api, story } = world(1);
  const mine = { subject: "ann", kind: "http", at: at(2), wallAt: at(2) };
  api.entries.push({ ...mine, id: 4 }, { ...mine, id: 5, conversationId: "other" });
  await story.read();
  assert.deepEqual(
    story.items().map((one) => one.key),
    ["e1", "e2", "e3", "e4"],
  );
  story.end();
});

test("a request stands where it came, before what it led to; a clock that goes back, where it did", async () => {
  const { api, story } = world(0);
  const entry = (id, kind, seconds, ended, more) => {
    const wallAt = new Date(BEGAN + ended).toISOString();
    return { id, kind, at: at(seconds), wallAt, conversationId: "c", ...more };
  };
  api.entries.push(
    entry(1, "signal", 600, 0),
    entry(2, "event", 601, 12, { stream: "conversation", type: "Placed" }),
    entry(3, "http", 601, 15, { elapsedMs: 9.5, method: "POST", path: "/" }),
    entry(4, "clock", 0, 20),
    entry(5, "signal", 1, 21),
    entry(6, "event", 1, 28, { stream: "conversation", type: "Placed" }),
    entry(7, "http", 1, 29, { elapsedMs: 0.4, method: "GET", path: "/" }),
    entry(8, "http", 1, 30, { elapsedMs: 2, method: "GET", path: "/" }),
  );
  await story.read();
  assert.deepEqual(
    story.items().map((one) => one.entry.id),
    [1, 3, 2, 4, 5, 7, 8, 6],
  );
  story.end();
});

test("in one millisecond of real time, as while all is staged, the tenant's time decides", async () => {
  const { api, story } = world(0);
  const entry = (id, kind, seconds, more) => {
    const about = { id, kind, at: at(seconds), wallAt: at(0), conversationId: "c" };
    return { ...about, ...more };
  };
  api.entries.push(
    entry(1, "event", 1, { stream: "conversation", type: "Placed" }),
    entry(2, "http", 1, { elapsedMs: 0, method: "POST", path: "/" }),
    entry(3, "clock", 60),
    entry(4, "http", 60, { elapsedMs: 0, method: "GET", path: "/" }),
  );
  await story.read();
  assert.deepEqual(
    story.items().map((one) => one.entry.id),
    [2, 1, 3, 4],
  );
  story.end();
});

test("time that passed is a row, and frames that follow each other are one", () => {
  const item = (kind, seconds, key) => ({ key, kind, at: BEGAN + seconds * 1000 });
  const items = [
    item("frame", 0, "a"),
    item("frame", 0, "b"),
    item("message", 1, "c"),
    item("frame", 721, "d"),
    item("clock", 60, "e"),
  ];
  const rows = rowsOf(items, new Set());
  assert.deepEqual(
    rows.map((row) => row.gap ?? row.items.map((one) => one.key).join("")),
    ["ab", "c", "12 min later", "d", "the clock went back 11 min 1 s", "e"],
  );
  const hidden = rowsOf(items, new Set(["message", "clock"]));
  assert.deepEqual(
    hidden.map((row) => row.gap ?? row.items.length),
    [2, "12 min 1 s later", 1],
  );
});

test("each filter counts what it would leave beside the others", () => {
  const row = (id, state, queue) => ({ id, state, queue, userId: `user-${id}`, updatedAt: id });
  const rows = [row("a", "OPEN", "x"), row("b", "OPEN", "y"), row("c", "ACTIVE", "x")];
  const found = chosen(rows, filterOf(new URLSearchParams("queue=x&sort=changed")));
  assert.deepEqual(
    found.rows.map((one) => one.id),
    ["c", "a"],
  );
  assert.deepEqual(
    [...found.states],
    [
      ["OPEN", 1],
      ["ACTIVE", 1],
    ],
  );
  assert.equal(found.queues.get("y")?.count, 1);
  const none = chosen(rows, filterOf(new URLSearchParams("q=USER-B&state=ACTIVE")));
  assert.deepEqual([none.rows.length, none.states.get("OPEN")], [0, 1]);
});
