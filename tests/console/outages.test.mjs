// Owns the units of what outages, faults and deadlines are drawn of.

import assert from "node:assert/strict";
import test from "node:test";

import { marks, rowsOf } from "../../mockplatform/console/static/lib/course.js";
import * as deadlines from "../../mockplatform/console/static/lib/deadlines.js";
import { duration, millis } from "../../mockplatform/console/static/lib/durations.js";
import {
  asBody,
  faultSchema,
  inALine,
} from "../../mockplatform/console/static/lib/fault-schema.js";

const part = (id) => ({ id, what: { kind: "status" } });

test("durations are read and written as the API does", () => {
  for (const [text, ms] of [
    ["250ms", 250],
    ["31m", 1_860_000],
    ["1h30m", 5_400_000],
    ["1.5s", 1_500],
    [90, 90_000],
  ]) {
    assert.equal(millis(text), ms);
    assert.equal(millis(duration(ms)), ms);
  }
  assert.equal(duration(0), "0s");
  assert.ok(Number.isNaN(millis("soon")));
});

test("a step acts from its beginning on, to the end if it says no more", () => {
  const [row] = rowsOf({ for: "10m", steps: [{ at: "5m", faults: [part("down")] }] });
  assert.deepEqual(row.ids, ["down"]);
  assert.deepEqual(row.spans, [{ from: 0.5, to: 1, text: "" }]);
});

test("a step that comes again is one row with a span each time", () => {
  const step = { at: "1m", every: "4m", for: "2m", faults: [part("drop")] };
  const [row] = rowsOf({ for: "10m", steps: [step] });
  assert.deepEqual(row.ids, ["drop-1", "drop-2", "drop-3"]);
  assert.deepEqual(
    row.spans.map(({ from, to }) => [from, to]),
    [
      [0.1, 0.3],
      [0.5, 0.7],
      [0.9, 1],
    ],
  );
});

test("a ramp's steps follow each other, with its values at both ends", () => {
  const ramp = { at: "2m", steps: 3, from: "1s", to: "3s", fault: part("slow") };
  const [row] = rowsOf({ for: "8m", ramps: [ramp] });
  assert.deepEqual(row.ids, ["slow-1", "slow-2", "slow-3"]);
  assert.deepEqual(
    row.spans.map(({ from, text }) => [from, text]),
    [
      [0.25, "1s"],
      [0.5, ""],
      [0.75, "3s"],
    ],
  );
});

test("an axis has a handful of marks, whatever its length", () => {
  assert.deepEqual(marks(300_000), [0, 60_000, 120_000, 180_000, 240_000, 300_000]);
  for (const length of [100, 60_000, 86_400_000, 9e10]) assert.ok(marks(length).length <= 8);
});

test("a deadline leads to what it is about", () => {
  const to = (what, subject) => deadlines.leadsTo({ at: "", what, subject });
  assert.equal(to("conversation.inactive", "c-1"), "#/conversations/c-1");
  assert.equal(to("fault.opened", "down"), "#/outages/fault/down");
  assert.equal(to("fault.shut", "outage:brownout:worst"), "#/outages/brownout");
  assert.equal(to("outage.ended", "brownout"), "#/outages/brownout");
  assert.equal(to("socket.closed", "ch-1"), "");
});

test("deadlines are counted by what they are", () => {
  const all = ["bot.said", "token.ended", "bot.said"].map((what) => ({
    at: "",
    what,
    subject: "",
  }));
  assert.deepEqual(deadlines.counted(all), [
    ["bot.said", 2],
    ["token.ended", 1],
  ]);
});

test("on the axis of deadlines what is near has more space, and all has its place", () => {
  const day = 86_400_000;
  assert.equal(deadlines.share(0, day), 0);
  assert.equal(deadlines.share(day, day), 1);
  assert.ok(deadlines.share(60_000, day) > 0.3);
  assert.deepEqual(deadlines.axis(70_000), [1_000, 10_000, 60_000]);
});

test("to advance to a deadline is to be behind it, however its instant was cut", () => {
  assert.equal(deadlines.past("2026-11-22T12:00:00.349Z"), "2026-11-22T12:00:00.350Z");
});

test("a fault's form has its kind's members, and only phases in which it may stand", () => {
  const Where = { type: "object", properties: { phase: { anyOf: [] }, path: {} } };
  const Fault = { properties: { id: {}, what: {}, where: {}, when: {}, ttl: {} } };
  const kind = { kind: "drop", phases: ["frame.out", "frame.in"], schema: { title: "Drop" } };
  const made = faultSchema({ components: { schemas: { Fault, Where, When: {} } } }, kind);
  assert.deepEqual(Object.keys(made.properties), ["id", "what", "where", "when", "ttl"]);
  assert.equal(made.properties.what.title, "Drop");
  assert.deepEqual(made.properties.where.properties.phase.enum, ["frame.out", "frame.in"]);
});

test("a fault that is set can be set anew as it is", () => {
  const shown = {
    id: "down",
    what: { kind: "reset" },
    where: { phase: "edge" },
    when: {},
    state: "open",
    seed: 7,
    setAt: "2026-11-22T12:00:00.000Z",
    endsAt: "2026-11-22T13:00:00.000Z",
  };
  const { id, what, where } = shown;
  assert.deepEqual(asBody(shown), { id, what, where, ttl: "1h", seed: 7 });
  assert.equal(
    inALine({ kind: "status", status: 503, headers: { a: "b" } }, "kind"),
    'status=503 headers={"a":"b"}',
  );
});
