import assert from "node:assert/strict";
import { test } from "node:test";
import { watched } from "./socket_world.mjs";
import { answered, greet, reloaded, widgetWorld } from "./widget_world.mjs";

/** A widget whose conversation is live. */
async function live(options = {}) {
  const here = widgetWorld(options);
  here.started = watched(here.widget.start());
  await greet(here);
  assert.equal(here.widget.status, "live");
  return here;
}

/** Has the platform store what the newest socket was asked to send. */
async function acknowledge(here, seq = 2) {
  await here.sockets.last.answer("message.send", { type: "ack", messageId: `m${seq}`, seq });
}

test("what is stored already under an id is not sent again, and has its answer at once", async () => {
  const here = await live();
  const first = watched(here.widget.send("hello", { clientMessageId: "order-42" }));
  await answered(here);
  await acknowledge(here);
  assert.equal(first.state, "done");
  const sent = here.sockets.last.sent.length;
  const second = watched(here.widget.send("hello", { clientMessageId: "order-42" }));
  const other = watched(here.widget.send("bye", { clientMessageId: "order-42" }));
  await answered(here);
  assert.deepEqual(second.value, first.value);
  assert.equal(other.error.code, "message.id.reused");
  assert.equal(here.sockets.last.sent.length, sent);
  assert.deepEqual(here.texts(), ["hello (sent)"]);
});

test("what a reload finds in outbox and transcript both is sent once at most", async () => {
  const here = await live();
  here.widget.send("hello", { clientMessageId: "order-42" });
  await answered(here);
  const name = here.tab.session.names.find((one) => one.endsWith("outbox"));
  const before = here.tab.session.getItem(name);
  await acknowledge(here);
  here.tab.session.setItem(name, before);
  const after = reloaded(here);
  after.widget.start();
  await greet(after);
  await answered(after);
  const sent = [...after.sockets.last.sent, ...after.platform.calls.map(({ body }) => body)];
  assert.ok(sent.filter((one) => one?.clientMessageId === "order-42").length <= 1);
  assert.deepEqual(after.texts(), ["hello (sent)"]);
});

test("what was not sent when the customer ended it is said in no other conversation", async () => {
  const here = await live();
  here.platform.before = ({ method }) => (method === "POST" ? new Promise(() => {}) : undefined);
  const sent = watched(here.widget.send("too late", { clientMessageId: "mine" }));
  await answered(here);
  watched(here.widget.close());
  await answered(here);
  assert.equal(here.widget.status, "closed");
  assert.equal(sent.error?.code, "conversation.closed");
  assert.deepEqual(here.texts(), ["too late (failed)"]);
  here.platform.before = () => undefined;
  const after = reloaded(here);
  watched(after.widget.start());
  await greet(after);
  assert.deepEqual(after.texts(), ["too late (failed)"]);
  assert.deepEqual(after.sockets.last.sent, []);
});

test("a message that failed with an ended conversation begins another, if it is sent again", async () => {
  const here = await live();
  here.widget.send("too late", { clientMessageId: "mine" });
  await answered(here);
  watched(here.widget.close());
  await answered(here);
  const again = watched(here.widget.retry("mine"));
  await answered(here);
  assert.equal(again.state, "done");
  assert.equal(here.platform.conversations.size, 2);
});

test("what a start on a live conversation says is told", async () => {
  const here = await live();
  const isMerge = (one) => one.type.endsWith(".merge");
  await here.widget.start({ routingData: { tier: "gold" }, conversationData: { crm: "1" } });
  await answered(here);
  assert.deepEqual(
    here.sockets.last.sent.filter(isMerge).map((one) => [one.type, one.data]),
    [
      ["routingData.merge", { tier: "gold" }],
      ["conversationData.merge", { crm: "1" }],
    ],
  );
});

test("data that a conversation is too old for goes with the next one", async () => {
  const here = await live();
  await here.sockets.last.end();
  here.platform.conversations.get("begun-1").document.state = "CLOSED";
  const said = watched(here.widget.setRoutingData({ tier: "gold" }));
  await answered(here);
  assert.equal(said.state, "waiting");
  here.widget.send("hello again");
  await answered(here);
  assert.equal(said.state, "done");
  const { document } = here.platform.conversations.get("begun-2");
  assert.deepEqual(document.routingData, { tier: "gold" });
});

test("an acknowledged message without an echo gets the platform's time, not the device's", async () => {
  const here = await live();
  here.tab.skewMs = 7 * 3_600_000;
  here.widget.send("hello", { clientMessageId: "mine" });
  await answered(here);
  const { document, messages } = here.platform.conversations.get("begun-1");
  document.latestSeq = 2;
  const at = "2030-01-01T12:00:01Z";
  const from = { purpose: "customer", id: "ann" };
  messages.push({ id: "m2", clientMessageId: "mine", seq: 2, at, direction: "inbound", from, text: "hello" }); // prettier-ignore
  await acknowledge(here);
  assert.deepEqual(here.texts(), ["hello (sent)"]);
  await here.browser.advance(3_000);
  assert.deepEqual(
    here.widget.messages.map((one) => one.at),
    [at],
  );
  assert.equal(here.told.message.length, 1);
});

test("what fails is told by `error`, once, and a page that does not look has no noise", async () => {
  const here = widgetWorld();
  here.platform.begin("dead", { state: "CLOSED" });
  here.widget.connect("dead");
  await answered(here);
  here.widget.setRoutingData({ odd: 7 });
  await answered(here);
  assert.deepEqual(
    here.told.error.map((one) => one.code),
    ["conversation.ended", "routing.data.not.flat"],
  );
  here.platform.before = () => ({ status: 403, body: { code: "no.way", message: "No." } });
  here.widget.start();
  await answered(here);
  assert.deepEqual(here.told.error.slice(2).map((one) => one.code), ["no.way"]); // prettier-ignore
});
