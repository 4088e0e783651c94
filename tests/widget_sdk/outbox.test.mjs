import assert from "node:assert/strict";
import { test } from "node:test";
import { NoConversation } from "../../mockplatform/sdk/src/conversation.js";
import { ApiError, NoAnswer } from "../../mockplatform/sdk/src/errors.js";
import { Outbox } from "../../mockplatform/sdk/src/outbox.js";
import { Tier } from "../../mockplatform/sdk/src/tier.js";
import { watched } from "./socket_world.mjs";
import { Browser, settled } from "./world.mjs";

/** A platform that stores each id once; `answer` says what its sender hears of it. */
function setting({ storage, browser = new Browser(), answer = (receipt) => receipt } = {}) {
  const { env, session } = browser.tab();
  const here = { browser, answer, attempts: [], stored: new Map(), told: [], ids: 0 };
  here.storage = storage ?? new Tier({ env, storage: () => session, prefix: "s_" });
  const deliver = async ({ clientMessageId, text }) => {
    here.attempts.push(clientMessageId);
    const receipt = { id: `m-${clientMessageId}`, seq: here.attempts.length };
    return here.answer(receipt, () => here.stored.set(clientMessageId, text), clientMessageId);
  };
  const makeId = () => {
    here.ids += 1;
    return `id-${here.ids}`;
  };
  here.outbox = new Outbox({ env, storage: here.storage, makeId, deliver });
  here.outbox.on("stored", ({ entry, receipt }) => {
    here.told.push(entry.text);
    here.outbox.settle(entry.clientMessageId, receipt);
  });
  return here;
}

const keep = (receipt, store) => {
  store();
  return receipt;
};
const lost = () => Promise.reject(new NoAnswer("network", "gone"));
const refused = (status, code) => () =>
  Promise.reject(new ApiError({ status, code, message: "No." }));

test("messages go one at a time, in the order in which they were written", async () => {
  const here = setting();
  let open = () => {};
  here.answer = (...all) => new Promise((resolve) => (open = () => resolve(keep(...all))));
  const sends = ["one", "two", "three"].map((text) => watched(here.outbox.add(text)));
  await settled();
  assert.deepEqual(here.attempts, ["id-1"]);
  for (const send of sends) {
    assert.equal(send.state, "waiting");
    open();
    await settled();
    assert.equal(send.state, "done");
  }
  assert.deepEqual([...here.stored.values()], ["one", "two", "three"]);
});

test("after a lost answer it is sent again under the same id, and is stored once", async () => {
  const here = setting();
  here.answer = (receipt, store) => {
    store();
    return here.attempts.length < 3 ? lost() : receipt;
  };
  const send = watched(here.outbox.add("hello"));
  await here.browser.advance(10_000);
  assert.deepEqual(here.attempts, ["id-1", "id-1", "id-1"]);
  assert.equal(here.stored.size, 1);
  assert.equal(send.state, "done");
});

test("its echo is as good as its answer, which may never come", async () => {
  const here = setting({ answer: () => new Promise(() => {}) });
  const [one, two] = [watched(here.outbox.add("one")), here.outbox.add("two")];
  await settled();
  here.outbox.settle("id-1", { seq: 7 });
  await settled();
  assert.deepEqual(one.value, { seq: 7 });
  assert.deepEqual(here.attempts, ["id-1", "id-2"]);
  assert.ok(two);
});

test("pauses grow, and good news ends them", async () => {
  const here = setting({ answer: lost });
  here.outbox.add("hello");
  await here.browser.advance(120_000);
  const before = here.attempts.length;
  assert.ok(before >= 6 && before <= 12, `${before} attempts in two minutes`);
  here.answer = keep;
  here.outbox.kick(true);
  await settled();
  assert.equal(here.stored.size, 1);
});

test("a new message does not cut the pause of the one before it", async () => {
  const here = setting({ answer: lost });
  here.outbox.add("one");
  await settled();
  here.outbox.add("two");
  await settled();
  assert.equal(here.attempts.length, 1);
});

test("a reload goes on with what nobody acknowledged, under the same ids", async () => {
  const before = setting({ answer: lost });
  before.outbox.add("one");
  before.outbox.add("two");
  await settled();
  const after = setting({ storage: before.storage, answer: keep });
  assert.deepEqual(
    after.outbox.entries.map((one) => one.text),
    ["one", "two"],
  );
  after.outbox.kick(true);
  await settled();
  assert.deepEqual([...after.stored], [["id-1", "one"], ["id-2", "two"]]); // prettier-ignore
  assert.deepEqual(setting({ storage: before.storage }).outbox.entries, []);
});

test("a refusal that no waiting mends fails one message, and the next one goes", async () => {
  const here = setting();
  here.answer = (...all) =>
    all[2] === "id-1" ? refused(409, "message.id.reused")() : keep(...all);
  const [one, two] = [watched(here.outbox.add("one")), watched(here.outbox.add("two"))];
  await settled();
  assert.equal(one.error.code, "message.id.reused");
  assert.equal(two.state, "done");
  const [failed] = here.outbox.entries;
  assert.deepEqual(
    [failed.state, failed.code, failed.reason],
    ["failed", "message.id.reused", "No."],
  );
  here.answer = keep;
  const again = watched(here.outbox.retry("id-1"));
  await settled();
  assert.equal(again.state, "done");
  assert.deepEqual(here.outbox.entries, []);
});

test("a failed message goes away when the customer says so, a waiting one does not", async () => {
  const here = setting({ answer: refused(413, "too.large") });
  here.outbox.add("one").catch(() => {});
  await settled();
  here.answer = lost;
  here.outbox.add("two");
  await settled();
  here.outbox.discard("id-1");
  here.outbox.discard("id-2");
  assert.deepEqual(
    here.outbox.entries.map((one) => one.text),
    ["two"],
  );
});

test("a 401 is no reason to give a message up", async () => {
  const here = setting({ answer: refused(401, "token.expired") });
  here.outbox.add("hello");
  await settled();
  assert.equal(here.outbox.entries[0].state, "pending");
});

test("without a conversation it waits for one, however long", async () => {
  const here = setting({ answer: () => Promise.reject(new NoConversation()) });
  here.outbox.add("hello");
  await here.browser.advance(600_000);
  assert.equal(here.attempts.length, 1);
  here.answer = keep;
  here.outbox.kick(true);
  await settled();
  assert.equal(here.stored.size, 1);
});

test("the same id again is the same message; with another text it is a mistake", async () => {
  const here = setting({ answer: () => new Promise(() => {}) });
  const one = here.outbox.add("hello", "mine");
  assert.equal(here.outbox.add("hello", "mine"), one);
  const other = watched(here.outbox.add("other", "mine"));
  await settled();
  assert.equal(other.error.code, "message.id.reused");
  assert.equal(here.outbox.entries.length, 1);
});

test("a message that takes five seconds is told of, and so is one that had to wait", async () => {
  const here = setting({ answer: () => new Promise(() => {}) });
  const waits = [];
  here.outbox.on("waiting", ({ hasFailed }) => waits.push(hasFailed));
  here.outbox.add("hello");
  await here.browser.advance(4_999);
  assert.deepEqual(waits, []);
  await here.browser.advance(1);
  assert.deepEqual(waits, [false]);
});

test("news of another message does not take the one on the wire for delivered", async () => {
  const here = setting({ answer: () => new Promise(() => {}) });
  here.outbox.add("one");
  here.outbox.add("two");
  await settled();
  here.outbox.settle("id-2", { seq: 7 });
  await settled();
  assert.deepEqual(here.attempts, ["id-1"]);
  assert.equal(here.outbox.isSending, true);
});
