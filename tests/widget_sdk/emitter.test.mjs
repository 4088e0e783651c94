import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../mockplatform/sdk/src/emitter.js";

test("whoever listens is told, until he listens no more", () => {
  const emitter = new Emitter();
  const heard = [];
  const off = emitter.on("news", (detail) => heard.push(detail));
  emitter.emit("news", 1);
  off();
  emitter.emit("news", 2);
  emitter.emit("nobody listens", 3);
  assert.deepEqual(heard, [1]);
});

test("a listener that throws takes nothing from the others, and `error` tells", () => {
  const emitter = new Emitter();
  const heard = [];
  emitter.on("news", () => {
    throw new Error("a mistake");
  });
  emitter.on("news", () => heard.push("news"));
  emitter.on("error", (error) => heard.push(error.message));
  emitter.emit("news");
  assert.deepEqual(heard, ["a mistake", "news"]);
});

test("a listener of `error` that throws ends in the console and not in a circle", (context) => {
  const said = context.mock.method(console, "error", () => {});
  const emitter = new Emitter();
  emitter.on("error", () => {
    throw new Error("a mistake");
  });
  emitter.emit("error", new Error("news"));
  assert.equal(said.mock.callCount(), 1);
});

test("a listener may go while it is told, and one that comes then is told next time", () => {
  const emitter = new Emitter();
  const heard = [];
  const off = emitter.on("news", () => {
    off();
    emitter.on("news", () => heard.push("late"));
  });
  emitter.on("news", () => heard.push("other"));
  emitter.emit("news");
  assert.deepEqual(heard, ["other"]);
  emitter.emit("news");
  assert.deepEqual(heard, ["other", "other", "late"]);
});
