import assert from "node:assert/strict";
import { test } from "node:test";
import { watched } from "./socket_world.mjs";
import { answered, greet, reloaded, widgetWorld } from "./widget_world.mjs";
import { settled } from "./world.mjs";

/** Has the next calls of a method wait until the test lets them go on. */
function held({ platform }, method) {
  const waiting = [];
  platform.before = (call) =>
    call.method === method ? new Promise((go) => waiting.push(go)) : undefined;
  return () => {
    platform.before = () => undefined;
    for (const go of waiting) go();
  };
}

test("of two connects in a row the second one counts, and the first is told so", async () => {
  const here = widgetWorld();
  for (const id of ["a", "b"]) here.platform.begin(id);
  const release = held(here, "GET");
  const one = watched(here.widget.connect("a"));
  await answered(here);
  const other = watched(here.widget.connect("b"));
  await answered(here);
  release();
  await greet(here);
  assert.equal(one.error?.code, "aborted");
  assert.equal(other.value?.id, "b");
  assert.deepEqual([here.widget.status, here.widget.conversation.id], ["live", "b"]);
  assert.match(here.sockets.last.url, /\/b\/ws/);
});

test("a connect right behind a start begins nothing", async () => {
  const here = widgetWorld();
  here.platform.begin("b");
  const started = watched(here.widget.start());
  const connected = watched(here.widget.connect("b"));
  await greet(here);
  assert.equal(started.error?.code, "aborted");
  assert.equal(connected.value?.id, "b");
  assert.equal(here.platform.conversations.size, 1);
});

test("what a start began too late is ended again, and the page stays where it went", async () => {
  const here = widgetWorld();
  here.platform.begin("b");
  const release = held(here, "POST");
  watched(here.widget.start());
  await answered(here);
  const connected = watched(here.widget.connect("b"));
  await answered(here);
  release();
  await greet(here);
  assert.equal(connected.value?.id, "b");
  assert.equal(here.widget.conversation.id, "b");
  const begun = here.platform.conversations.get("begun-2").document;
  assert.equal(begun.state, "CLOSED");
});

test("connect to a dead one is refused, although a start is still under way", async () => {
  const here = widgetWorld();
  here.platform.begin("dead", { state: "CLOSED" });
  here.tab.network(false);
  watched(here.widget.start());
  await answered(here);
  const connected = watched(here.widget.connect("dead"));
  await answered(here);
  here.tab.network(true);
  await answered(here);
  assert.equal(connected.error?.code, "conversation.ended");
  assert.equal(here.platform.conversations.size, 1);
});

for (const way of ["disconnect", "close"]) {
  test(`a start that ${way} overtakes is told so`, async () => {
    const here = widgetWorld();
    here.tab.network(false);
    const started = watched(here.widget.start());
    await answered(here);
    here.widget[way]();
    await answered(here);
    assert.equal(started.error?.code, "aborted");
  });
}

test("a disconnect and a start behind it are a start", async () => {
  const here = widgetWorld();
  const release = held(here, "POST");
  watched(here.widget.start());
  await answered(here);
  here.widget.disconnect();
  const again = watched(here.widget.start());
  await answered(here);
  release();
  await greet(here);
  assert.equal(again.state, "done");
  assert.equal(here.widget.status, "live");
  assert.equal(here.platform.conversations.size, 1);
});

test("a greeting is said where a conversation begins, before what was waiting", async () => {
  const here = widgetWorld();
  here.tab.network(false);
  here.widget.send("written before");
  here.widget.start({ message: "Hi" }).catch(() => {});
  await answered(here);
  here.tab.network(true);
  await answered(here);
  assert.deepEqual(here.texts(), ["Hi (sent)", "written before (sent)"]);
});

test("a greeting for one that is resumed is said nowhere, nor in a later one", async () => {
  const here = widgetWorld();
  watched(here.widget.start());
  await greet(here);
  here.widget.disconnect();
  watched(here.widget.start({ message: "Hi again" }));
  await greet(here);
  watched(here.widget.close());
  await answered(here);
  here.widget.send("one more thing");
  await answered(here);
  assert.equal(here.platform.conversations.size, 2);
  assert.deepEqual(here.texts(), ["one more thing (sent)"]);
});

test("a greeting outlives a reload before the answer", async () => {
  const here = widgetWorld();
  held(here, "POST");
  watched(here.widget.start({ message: "Hi" }));
  await answered(here);
  here.platform.before = () => undefined;
  const after = reloaded(here);
  watched(after.widget.start());
  await answered(after);
  await settled();
  assert.deepEqual(after.texts(), ["Hi (sent)"]);
});

test("where another window has taken its place the status says so", async () => {
  const here = widgetWorld();
  watched(here.widget.start());
  await greet(here);
  await here.sockets.last.end(4409, "replaced");
  assert.equal(here.widget.status, "replaced");
});
