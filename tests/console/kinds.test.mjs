// Owns the units of how a conversation's events are told in a line, and doors by their words.

import assert from "node:assert/strict";
import test from "node:test";

import { door } from "../../mockplatform/console/static/lib/media.js";
import { tell } from "../../mockplatform/console/static/lib/story-kinds.js";

const ROBIN = { id: "c-1", name: "Robin Meyer", purpose: "customer" };
const ANA = { id: "ana", name: "Ana Duarte", purpose: "agent" };

test("a status that agents give a case is told with the one before it, and with who says so", () => {
  const body = { event: "Marked", before: "open", status: "pending", by: ANA };
  assert.deepEqual(tell({ body }), { text: "open → pending", detail: "Ana Duarte said so" });
});

test("a conversation that begins is told with its door, by words", () => {
  const body = { event: "ConversationCreated", customer: ROBIN, medium: "livechat" };
  assert.equal(tell({ body }).detail, "Robin Meyer began, by live chat");
  assert.equal(tell({ body: { ...body, medium: undefined } }).detail, "Robin Meyer began");
});

test("a door that has no word of its own is called what it is", () => {
  assert.deepEqual(["digital", "carrier pigeon", undefined].map(door), [
    "digital messaging",
    "carrier pigeon",
    "",
  ]);
});
