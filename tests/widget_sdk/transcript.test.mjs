import assert from "node:assert/strict";
import { test } from "node:test";
import { Quota } from "../../mockplatform/sdk/src/quota.js";
import { Tier } from "../../mockplatform/sdk/src/tier.js";
import { Transcript } from "../../mockplatform/sdk/src/transcript.js";
import { Browser } from "./world.mjs";

const message = (seq, more = {}) => ({
  type: "message", seq, at: `t${seq}`, messageId: `m${seq}`, direction: "outbound",
  from: { purpose: "agent", id: "ann" }, text: `text ${seq}`, ...more,
}); // prettier-ignore

function setting({ quota, tab = new Browser().tab(), platform = { stored: [] } } = {}) {
  const { env, session, browser } = tab;
  const storage = new Tier({
    env,
    storage: () => session,
    prefix: "s_",
    quota: new Quota(quota),
  });
  const pages = [];
  const page = async (after, limit) => {
    pages.push(after);
    const behind = platform.stored.filter((one) => one.seq > after);
    const entities = behind.slice(0, limit).map((one) => ({ ...one, id: one.messageId }));
    const last = platform.latestSeq ?? platform.stored.at(-1)?.seq ?? 0;
    return { entities, latestSeq: last, hasMore: behind.length > limit };
  };
  const transcript = new Transcript({ env, storage, page });
  transcript.begin("c-1");
  const told = [];
  transcript.on("message", (one) => told.push(one.seq));
  const texts = () => transcript.messages.map((one) => one.text);
  return { tab, browser, env, storage, transcript, platform, pages, told, texts };
}

test("messages stand in the order of seq, whatever the order of arrival", () => {
  const { transcript, texts } = setting();
  for (const seq of [2, 3, 1]) transcript.hear(message(seq));
  assert.deepEqual(texts(), ["text 1", "text 2", "text 3"]);
  assert.equal(transcript.cursor, 3);
});

test("what comes twice is shown and told once", () => {
  const { transcript, told } = setting();
  for (const seq of [1, 1, 2, 2, 1]) transcript.hear(message(seq));
  assert.deepEqual(told, [1, 2]);
});

test("the cursor stays before a gap: a reconnect behind it would lose what is missing", () => {
  const { transcript } = setting();
  transcript.hear(message(1));
  transcript.hear(message(3));
  assert.equal(transcript.cursor, 1);
  assert.equal(transcript.latestSeq, 3);
});

test("a gap is waited for a moment, and no call is made if it closes", async () => {
  const { browser, transcript, pages } = setting();
  transcript.hear(message(2));
  await browser.advance(1_000);
  transcript.hear(message(1));
  await browser.advance(60_000);
  assert.deepEqual(pages, []);
});

test("a gap that stays is asked for behind the cursor, once", async () => {
  const { browser, transcript, pages, platform, texts } = setting();
  platform.stored = [1, 2, 3].map((seq) => message(seq));
  transcript.hear(message(1));
  transcript.hear(message(3));
  await browser.advance(1_500);
  assert.deepEqual(pages, [1]);
  assert.deepEqual(texts(), ["text 1", "text 2", "text 3"]);
  assert.equal(transcript.cursor, 3);
  await browser.advance(60_000);
  assert.deepEqual(pages, [1]);
});

test("a page that is older than what is known is not trusted, and asked for again", async () => {
  const { browser, transcript, pages, platform } = setting();
  platform.stored = [message(1)];
  transcript.hear(message(1));
  transcript.expect(3);
  await browser.advance(1_500);
  assert.equal(transcript.cursor, 1);
  platform.stored = [1, 2, 3].map((seq) => message(seq));
  await browser.advance(3_000);
  assert.equal(transcript.cursor, 3);
  assert.deepEqual(pages, [1, 1]);
});

test("a platform that lags for long is asked less and less often", async () => {
  const { browser, transcript, pages, platform } = setting();
  platform.stored = [message(1)];
  transcript.expect(3);
  await browser.advance(300_000);
  assert.ok(pages.length >= 5 && pages.length <= 20, `${pages.length} calls in five minutes`);
});

test("events without a text close the diff's gaps too", async () => {
  const { browser, transcript, platform } = setting();
  Object.assign(platform, { stored: [message(2)], latestSeq: 7 });
  transcript.expect(7);
  await browser.advance(1_500);
  assert.equal(transcript.cursor, 7);
});

test("two fetches at once are one", async () => {
  const { transcript, pages, platform } = setting();
  platform.stored = [message(1)];
  await Promise.all([transcript.fetch(), transcript.fetch()]);
  assert.deepEqual(pages, [0]);
});

test("a long transcript comes in pages, each behind the last", async () => {
  const { transcript, pages, platform } = setting();
  platform.stored = Array.from({ length: 450 }, (_, index) => message(index + 1));
  await transcript.fetch();
  assert.deepEqual(pages, [0, 200, 400]);
  assert.equal(transcript.messages.length, 450);
});

test("a reload shows what the tab has kept, and goes on behind it", () => {
  const { env, storage, transcript } = setting();
  for (const seq of [1, 2, 4]) transcript.hear(message(seq));
  const next = new Transcript({
    env,
    storage,
    page: async () => assert.fail("no call is needed"),
  });
  next.begin("c-1");
  assert.deepEqual(next.messages, transcript.messages);
  assert.equal(next.cursor, 2);
});

/** A tab whose storage has room for some of sixty messages, and the same tab after a reload. */
async function crowded() {
  const here = setting({ quota: { bytes: 16_000 } });
  here.platform.stored = Array.from({ length: 60 }, (_, index) => message(index + 1));
  await here.transcript.fetch();
  assert.ok(here.storage.counts.evicted > 0);
  const next = () => setting({ ...here, quota: { bytes: 16_000 } });
  return { ...here, next };
}

const seqsOf = (transcript) => transcript.messages.map((one) => one.seq);
const ALL = Array.from({ length: 60 }, (_, index) => index + 1);

test("what was evicted is read again after a reload, and told as nothing new", async () => {
  const { next, platform } = await crowded();
  const again = next();
  const kept = seqsOf(again.transcript);
  assert.ok(kept.length < 60, "the beginning is gone");
  assert.deepEqual(kept, ALL.slice(-kept.length), "the newest have stayed");
  platform.stored.push(message(61));
  again.transcript.expect(61);
  await again.browser.advance(100);
  assert.deepEqual(seqsOf(again.transcript), [...ALL, 61]);
  assert.deepEqual(again.told, [61]);
  again.transcript.expect(61);
  await again.browser.advance(60_000);
  assert.deepEqual(again.pages, [0], "once");
});

test("a reload before that was read again knows of it still", async () => {
  const { next } = await crowded();
  next().transcript.hear(message(61));
  const again = next();
  again.platform.stored = [...ALL, 61].map((seq) => message(seq));
  again.transcript.expect(61);
  await again.browser.advance(100);
  assert.deepEqual(seqsOf(again.transcript), [...ALL, 61]);
});

test("while the platform does not answer, or lags, it is asked for again", async () => {
  const { next, platform } = await crowded();
  const stored = platform.stored;
  const again = next();
  again.platform.stored = stored.slice(0, 10);
  again.transcript.expect(60);
  await again.browser.advance(1_000);
  assert.notDeepEqual(seqsOf(again.transcript), ALL);
  again.platform.stored = stored;
  await again.browser.advance(60_000);
  assert.deepEqual(seqsOf(again.transcript), ALL);
});

test("to read the whole history takes no newer message out of the storage", async () => {
  const { transcript, next } = await crowded();
  const kept = seqsOf(next().transcript);
  await transcript.history(0, 200);
  assert.deepEqual(seqsOf(next().transcript), kept);
});

test("history that comes when another conversation has begun is not put into that", async () => {
  const { transcript, platform } = setting();
  platform.stored = [message(1)];
  const read = transcript.history(0, 10);
  transcript.begin("c-2");
  assert.equal((await read).length, 1);
  assert.deepEqual(transcript.messages, []);
});

test("another conversation has nothing of the one before, in storage neither", () => {
  const { storage, transcript } = setting();
  transcript.hear(message(1));
  transcript.begin("c-2");
  assert.deepEqual(transcript.messages, []);
  assert.deepEqual(storage.cached("message_"), []);
  assert.equal(transcript.cursor, 0);
});

test("what is known of an own message by its ack gives way to the platform's word", () => {
  const { transcript, told } = setting();
  transcript.store({ id: "m1", seq: 1, at: "mine", text: "hi", clientMessageId: "a" });
  transcript.hear(message(1, { at: "theirs", text: "hi", clientMessageId: "a" }));
  assert.equal(transcript.messages[0].at, "theirs");
  assert.equal(transcript.messages[0].key, "a");
  assert.deepEqual(told, [1]);
});
