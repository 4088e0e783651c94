// Owns the units of findings: which are shown and counted, what they mark, when they are read anew.

import assert from "node:assert/strict";
import test from "node:test";

import { columnsOf, said } from "../../mockplatform/console/static/lib/coming.js";
import { Emitter } from "../../mockplatform/console/static/lib/emitter.js";
import {
  aboutConversation,
  conversationsOf,
  linesOf,
  marksOf,
  timesOf,
} from "../../mockplatform/console/static/lib/evidence.js";
import { chosen, filterOf, grave } from "../../mockplatform/console/static/lib/findings-filter.js";
import { Findings } from "../../mockplatform/console/static/lib/findings.js";
import { kindOf, tell } from "../../mockplatform/console/static/lib/story-kinds.js";
import { rowsOf } from "../../mockplatform/console/static/lib/timeline-rows.js";
import { words } from "../../mockplatform/console/static/views/journal-words.js";

const RULES = [{ id: "worst" }, { id: "bad" }, { id: "odd" }];
const SEVERITY = { worst: "error", bad: "error", late: "warning", odd: "note" };

const line = (id, conversationId, subject = "ann") => ({
  says: `it did ${id}`,
  entry: { id, conversationId, subject },
});

/** A finding whose first time has these lines. */
function finding(number, rule, lines = [line(number, "c")], more = {}) {
  const first = { at: "2026-01-01T12:00:00Z", story: lines };
  return {
    id: `f${number}`,
    rule,
    severity: SEVERITY[rule],
    title: `About ${rule}`,
    subject: "ann/tab-1",
    count: 1,
    first,
    last: first,
    suppressed: false,
    baseline: "new",
    ...more,
  };
}

const filtered = (query) => filterOf(new URLSearchParams(query));
const ids = (findings) => findings.map((one) => one.id);
const shownBy = (findings, query) => ids(chosen(findings, RULES, filtered(query)).shown);

test("the worst stands first, then as the rules stand, then what was found first", () => {
  const found = ["odd", "bad", "late", "bad", "worst"].map((rule, n) => finding(n + 1, rule));
  found.push(finding(10, "bad"));
  assert.deepEqual(shownBy(found, ""), ["f5", "f2", "f4", "f10", "f3", "f1"]);
});

test("findings are narrowed down by severity, rule, conversation and words", () => {
  const found = [
    finding(1, "worst"),
    finding(2, "late", [line(2, "d")], { subject: "Bea/tab-9" }),
    finding(3, "odd", [line(3, undefined)]),
  ];
  assert.deepEqual(shownBy(found, "severity=warning"), ["f2"]);
  assert.deepEqual(shownBy(found, "rule=odd"), ["f3"]);
  assert.deepEqual(shownBy(found, "conversation=c"), ["f1"]);
  assert.deepEqual(shownBy(found, "conversation=c&user=ann"), ["f1", "f3"]);
  assert.deepEqual(shownBy(found, "q=bea"), ["f2"]);
  assert.deepEqual(shownBy(found, "q=ABOUT%20WORST"), ["f1"]);
  assert.deepEqual(shownBy(found, "q=nobody"), []);
});

test("severities are counted as they would be shown, whichever is chosen", () => {
  const found = [finding(1, "worst"), finding(2, "late"), finding(3, "late")];
  const { severities } = chosen(found, RULES, filtered("severity=error"));
  assert.deepEqual(
    [...severities],
    [
      ["error", 1],
      ["warning", 2],
    ],
  );
});

test("what is accepted is left out unless it is asked for, and is not counted", () => {
  const found = [
    finding(1, "worst", undefined, { baseline: "known" }),
    finding(2, "late", undefined, { suppressed: true }),
    finding(3, "late"),
    finding(4, "odd"),
  ];
  assert.deepEqual(shownBy(found, ""), ["f3", "f4"]);
  assert.deepEqual(shownBy(found, "which=accepted"), ["f1", "f2"]);
  assert.deepEqual(shownBy(found, "which=all"), ["f1", "f2", "f3", "f4"]);
  assert.deepEqual(grave(found), { count: 1, worst: "warning" });
  assert.deepEqual(grave([...found, finding(5, "bad")]), { count: 2, worst: "error" });
  assert.deepEqual(grave([found[0], found[1], found[3]]), { count: 0, worst: "" });
});

test("evidence of the first and the last time is told once, in the order of the journal", () => {
  const last = { at: "2026-01-01T12:05:00Z", story: [line(9, "d"), line(4, "c")] };
  const twice = finding(1, "late", [line(4, "c"), line(2, "c")], { count: 3, last });
  assert.deepEqual(
    linesOf(twice).map(({ entry }) => entry.id),
    [2, 4, 9],
  );
  assert.deepEqual(conversationsOf(twice), ["c", "d"]);
  assert.equal(timesOf(twice).length, 2);
  assert.equal(timesOf({ ...twice, count: 1 }).length, 1);
});

test("an entry is marked by each finding that it is evidence of", () => {
  const marks = marksOf([finding(1, "late", [line(7, "c")]), finding(2, "odd", [line(7, "c")])]);
  const told = marks.get(7).map(({ finding: { id }, says }) => `${id} ${says}`);
  assert.deepEqual(told, ["f1 it did 7", "f2 it did 7"]);
  assert.equal(marks.get(8), undefined);
});

test("a finding is about a conversation where its timeline has evidence of it", () => {
  const found = [
    finding(1, "late", [line(1, "c", "bea")]),
    finding(2, "late", [line(2, undefined, "ann")]),
    finding(3, "late", [line(3, "d", "ann")]),
    finding(4, "late", [line(4, undefined, "bea")]),
  ];
  assert.deepEqual(ids(aboutConversation(found, { id: "c", userId: "ann" })), ["f1", "f2"]);
});

test("frames that are evidence stand alone, and what is looked for cannot be hidden", () => {
  const items = [1, 2, 3, 4].map((id) => ({ key: `e${id}`, at: id, kind: "frame", entry: { id } }));
  const marks = marksOf([finding(1, "late", [line(2, "c")])]);
  const keys = (rows) => rows.map((row) => row.items.map(({ key }) => key).join("+"));
  const none = new Set();
  assert.deepEqual(keys(rowsOf(items, none)), ["e1+e2+e3+e4"]);
  assert.deepEqual(keys(rowsOf(items, none, marks)), ["e1", "e2", "e3+e4"]);
  const hidden = new Set(["frame"]);
  assert.deepEqual(keys(rowsOf(items, hidden, marks)), []);
  assert.deepEqual(keys(rowsOf(items, hidden, marks, "f1")), ["e2"]);
  const versions = ["", "f1"].map((wanted) => rowsOf(items, none, marks, wanted)[1].version);
  assert.notEqual(versions[0], versions[1]);
});

test("a finding's entry in the journal is told in a line, and is a kind of its own", () => {
  const entry = {
    kind: "finding",
    findingId: "f3",
    rule: "no-backoff",
    severity: "error",
    title: "It came back at once",
    count: 4,
  };
  assert.equal(words(entry), "error: It came back at once · 4 times (no-backoff, f3)");
  assert.equal(kindOf(entry, undefined), "finding");
  const { text, detail, tone } = tell({ entry });
  assert.deepEqual([text, detail, tone], ["It came back at once", "f3 · error · 4 times", "bad"]);
});

const coming = (buckets, more = {}) => ({ buckets, from: "0ms", bucket: "100ms", ...more });

test("a histogram is drawn from the cause on, in as many columns as there is room", () => {
  const few = columnsOf(coming([1, 0, 4], { from: "200ms" }));
  assert.deepEqual(few.columns.slice(0, 6), [0, 0, 1, 0, 4, 0]);
  assert.deepEqual([few.columns.length, few.from, few.to], [20, 0, 2_000]);
  const counts = Array.from({ length: 400 }, (_, place) => place);
  const many = columnsOf(coming(counts));
  assert.equal(many.columns.length, 134);
  assert.deepEqual([many.columns[0], many.columns.at(-1)], [2, 399]);
  const late = columnsOf(coming([1, 2], { from: "1m" }));
  assert.deepEqual([late.columns[0], late.columns[1], late.from, late.to], [1, 2, 60_000, 62_000]);
  assert.equal(columnsOf(coming([7], { from: "6s" })).columns.indexOf(7), 60);
  assert.equal(columnsOf(coming([7], { from: "6.1s" })).columns.indexOf(7), 0);
});

test("a histogram is told in words", () => {
  const figures = { total: 40, peak: 31, mean: 2.04, peakToMean: 15.2 };
  assert.equal(
    said(coming([31, 9], figures)),
    "40 calls, 31 of them in the fullest 100ms, 2 on average: the peak is 15.2 times the mean.",
  );
  assert.equal(
    said(coming([40], { ...figures, from: "2s" })),
    "40 calls, all within 100ms, 2s after the cause.",
  );
});

/** An admin API that counts what it is asked, and the model on it. */
function world(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const asked = [];
  const told = { findings: [], rules: RULES, missed: 0, dropped: 0, broken: {} };
  const api = {
    settings: { findings: true },
    get: async (path) => {
      asked.push(path);
      return path === "/settings" ? api.settings : { ...told };
    },
  };
  const feed = Object.assign(new Emitter(), { state: "connecting" });
  const found = new Findings({ api, feed });
  const hear = async (entry, ms) => {
    feed.emit("entries", [entry]);
    t.mock.timers.tick(ms);
    await turn();
  };
  return { api, asked, feed, found, hear, told };
}

const turn = () => new Promise((done) => setImmediate(done));

test("findings are read when the stream lives, and anew when it has one more", async (t) => {
  const { asked, feed, found, hear, told } = world(t);
  feed.emit("state", "live");
  await turn();
  assert.deepEqual([asked.length, found.isRead, found.findings.length], [1, true, 0]);
  told.findings = [finding(1, "late")];
  await hear({ kind: "http" }, 10_000);
  assert.equal(asked.length, 1);
  await hear({ kind: "finding" }, 500);
  assert.deepEqual([asked.length, ids(found.findings)], [2, ["f1"]]);
  await hear({ kind: "admin", what: "PUT /t/a/__admin/findings/baseline" }, 500);
  assert.equal(asked.length, 3);
  await hear({ kind: "admin", what: "PUT /t/a/__admin/agents/ben" }, 10_000);
  assert.equal(asked.length, 3);
});

test("while somebody looks, counts follow what clients do; then no more", async (t) => {
  const { asked, found, hear, told } = world(t);
  told.findings = [finding(1, "late")];
  const end = found.watch();
  await hear({ kind: "frame" }, 500);
  assert.equal(asked.length, 0);
  await hear({ kind: "frame" }, 2_500);
  assert.equal(asked.length, 1);
  end();
  await hear({ kind: "frame" }, 10_000);
  assert.equal(asked.length, 1);
});

test("an answer that took long is not asked for again at once", async (t) => {
  const { api, asked, found, hear } = world(t);
  const { get } = api;
  api.get = (path) => {
    t.mock.timers.tick(200);
    return get(path);
  };
  await found.refresh();
  await hear({ kind: "finding" }, 500);
  assert.equal(asked.length, 1);
  await hear({ kind: "finding" }, 2_500);
  assert.equal(asked.length, 2);
  api.get = get;
  await hear({ kind: "finding" }, 3_000);
  await hear({ kind: "finding" }, 500);
  assert.equal(asked.length, 4);
});

test("what is asked for while it is read is read once more", async (t) => {
  const { asked, found } = world(t);
  const first = found.refresh();
  found.refresh();
  found.refresh();
  await first;
  t.mock.timers.tick(500);
  await turn();
  assert.equal(asked.length, 2);
});

test("what keeps the findings from being whole is said", async (t) => {
  const { api, found, told } = world(t);
  Object.assign(told, { missed: 2, dropped: 1, broken: { odd: "KeyError: 'x'" } });
  await found.refresh();
  assert.deepEqual(found.doubts, [
    "The journal dropped 2 entries before any rule had seen them.",
    "More was found than is kept: 1 finding.",
    "The rule odd broke, and is out of service (KeyError: 'x').",
  ]);
  assert.equal(found.isOff, false);
  api.settings = { findings: false };
  const end = found.watch();
  await turn();
  assert.equal(found.isOff, true);
  end();
});
