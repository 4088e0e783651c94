// Owns the units of the journal's stream: what is tried when, and when all is read anew.

import assert from "node:assert/strict";
import test from "node:test";

import { Feed } from "../../mockplatform/console/static/lib/feed.js";

/** A page, its timers, and a server whose answers the test gives. */
class World {
  constructor() {
    this.now = 0;
    this.timers = new Map();
    this.count = 0;
    this.asked = [];
    this.told = [];
    const seen = [];
    globalThis.document = {
      hidden: false,
      addEventListener: (name, listener) => seen.push(listener),
    };
    globalThis.setTimeout = (act, ms) => {
      this.timers.set(++this.count, { act, at: this.now + ms });
      return this.count;
    };
    globalThis.clearTimeout = (id) => this.timers.delete(id);
    this.look = (hidden) => {
      globalThis.document.hidden = hidden;
      for (const listener of seen) listener();
    };
    this.feed = new Feed({
      tenant: "shop",
      url: (path, { since }) => `${path}?since=${since ?? ""}`,
      fetch: (url, { signal }) => this.#ask(url, signal),
    });
    this.feed.on("state", (state) => this.told.push(state));
    this.feed.on("resync", () => this.told.push("resync"));
  }

  #ask(url, signal) {
    return new Promise((resolve, reject) => {
      const ask = { url, signal };
      const body = new ReadableStream({ start: (to) => Object.assign(ask, { to }) });
      ask.answer = () => resolve({ body });
      ask.refuse = (status) => reject(Object.assign(new Error("refused"), { status }));
      signal.addEventListener("abort", () => {
        reject(new Error("aborted"));
        ask.to.error(new Error("aborted"));
      });
      this.asked.push(ask);
    });
  }

  get last() {
    return this.asked.at(-1);
  }

  async tell(data, name) {
    const text = `${name ? `event: ${name}\n` : ""}data: ${JSON.stringify(data)}\n\n`;
    this.last.to.enqueue(new TextEncoder().encode(text));
    await settled();
  }

  async entry(entry) {
    await this.tell({ entry: { id: 1, kind: "event", ...entry } });
  }

  async live() {
    this.last.answer();
    await settled();
  }

  async lose(status) {
    if (status) this.last.refuse(status);
    else this.last.to.error(new Error("cut"));
    await settled();
  }

  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { at }]) => at <= end);
      if (!due.length) break;
      const [id, { act, at }] = due.sort((a, b) => a[1].at - b[1].at)[0];
      this.timers.delete(id);
      this.now = at;
      act();
      await settled();
    }
    this.now = end;
  }
}

const settled = () => new Promise((done) => setImmediate(() => setImmediate(done)));

async function begun() {
  const world = new World();
  world.feed.start();
  await world.live();
  return world;
}

test("what is tried now gives up the try under way, and that is the end of it", async () => {
  const world = await begun();
  await world.lose();
  await world.pass(500);
  world.feed.start();
  world.feed.start();
  await settled();
  await world.live();
  assert.deepEqual([world.feed.state, world.asked.length], ["live", 4]);
  await world.pass(30_000);
  assert.equal(world.asked.length, 4);
  assert.deepEqual(world.told, ["live", "lost", "live", "resync"]);
});

test("a tab that is seen again before the first answer asks once more, and reads anew", async () => {
  const world = new World();
  world.feed.start();
  world.look(true);
  await settled();
  await world.pass(30_000);
  assert.deepEqual([world.feed.state, world.asked.length], ["paused", 1]);
  world.look(false);
  await world.live();
  await world.pass(30_000);
  assert.equal(world.asked.length, 2);
  assert.deepEqual(world.told, ["paused", "connecting", "live", "resync"]);
});

test("a server that takes the call and says nothing is lost", async () => {
  const world = new World();
  world.feed.start();
  await world.pass(40_000);
  assert.equal(world.feed.state, "lost");
});

test("without a token nothing is tried, until there is another", async () => {
  const world = new World();
  world.feed.start();
  await world.lose(401);
  await world.pass(60_000);
  assert.deepEqual([world.feed.state, world.asked.length], ["refused", 1]);
  world.feed.start();
  await world.live();
  assert.deepEqual(world.told, ["refused", "live", "resync"]);
});

test("a tenant that is gone is told once, however often it is looked for", async () => {
  const world = await begun();
  await world.lose();
  for (let count = 0; count < 5; count += 1) {
    await world.pass(5_000);
    await world.lose(404);
  }
  assert.deepEqual(world.told, ["live", "lost", "gone"]);
});

test("a tenant that is put back, whole or in part, is read anew", async () => {
  const world = await begun();
  for (const [act, what] of [
    ["tenant reset", "conversations"],
    ["Put a snapshot in the tenant's place", "PUT /__admin/snapshot"],
    ["Go back to a checkpoint", "POST /__admin/checkpoints/before/rewind"],
  ]) {
    world.told = [];
    await world.entry({ kind: "admin", act, what });
    assert.deepEqual(world.told, ["resync"], what);
  }
  world.told = [];
  await world.entry({ kind: "admin", act: "Keep it", what: "POST /__admin/checkpoints/rewind" });
  await world.entry({ kind: "event" });
  assert.deepEqual(world.told, []);
});

test("a stream that the server ends begins anew behind what was told, and is not lost", async () => {
  const world = await begun();
  await world.entry({ id: 17 });
  await world.tell({ reason: "tenant reset" }, "end");
  await world.pass(100);
  assert.equal(world.last.url, "/journal/stream?since=17");
  await world.live();
  assert.deepEqual(world.told, ["live", "connecting", "live", "resync"]);
});
