// Owns the units of the page's links.

import assert from "node:assert/strict";
import test from "node:test";

import { link, read } from "../../mockplatform/console/static/lib/router.js";

const plain = ({ view, rest, query }) => [view, rest, Object.fromEntries(query)];

test("what is written is read", () => {
  const to = link("journal", ["entry", "a/b %"], { path: "/api/?*", kind: "" });
  assert.deepEqual(plain(read(to)), ["journal", ["entry", "a/b %"], { path: "/api/?*" }]);
});

test("a link that was cut in the midst of a character is read as it stands", () => {
  assert.deepEqual(plain(read("#/conversations/%E0%A4%A")), ["conversations", ["%E0%A4%A"], {}]);
  assert.deepEqual(plain(read("#/%zz/%41?q=%zz")), ["%zz", ["A"], { q: "%zz" }]);
});

test("a question mark in a value ends nothing", () => {
  assert.deepEqual(plain(read("#/settings?q=a?b")), ["settings", [], { q: "a?b" }]);
});
