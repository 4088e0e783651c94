// Owns the units of lib/schema.js: a JSON Schema is read as a form.

import assert from "node:assert/strict";
import test from "node:test";

import * as schema from "../../mockplatform/console/static/lib/schema.js";

const ROOT = {
  components: {
    schemas: {
      Where: { type: "object", description: "Who is hit.", properties: { path: TEXT() } },
      Slow: object({ kind: { enum: ["slow"] }, delay: DURATION() }),
      Down: object({ kind: { enum: ["down"] }, status: { type: "integer" } }),
    },
  },
};
const UNION = {
  anyOf: [{ $ref: "#/components/schemas/Slow" }, { $ref: "#/components/schemas/Down" }],
  discriminator: {
    propertyName: "kind",
    mapping: { slow: "#/components/schemas/Slow", down: "#/components/schemas/Down" },
  },
};

function TEXT() {
  return { type: "string", minLength: 1, maxLength: 5 };
}

function DURATION() {
  return { title: "Duration", anyOf: [{ type: "string" }, { type: "number" }] };
}

function object(properties) {
  return { type: "object", properties, required: ["kind"] };
}

function control(given, how) {
  return schema.control(given, ROOT, how);
}

test("each sort of schema has its control", () => {
  const sorts = {
    text: TEXT(),
    number: { type: "integer" },
    mixed: DURATION(),
    switch: { type: "boolean" },
    choice: { enum: ["a", "b"] },
    constant: { enum: ["a"] },
    map: { type: "object", additionalProperties: { type: "string" } },
    list: { type: "array", items: TEXT() },
    group: { $ref: "#/components/schemas/Where" },
    union: UNION,
    json: { default: null },
  };
  for (const [sort, given] of Object.entries(sorts)) assert.equal(control(given).type, sort);
});

test("null is to leave it out, and what stands beside an alternative stays", () => {
  const given = {
    anyOf: [{ ...DURATION(), examples: ["31m"] }, { type: "null" }],
    default: null,
  };
  const { type, schema: plain } = control(given);
  assert.equal(type, "mixed");
  assert.deepEqual(plain.examples, ["31m"]);
});

test("a reference is followed, and a description beside it wins", () => {
  const where = { $ref: "#/components/schemas/Where" };
  assert.equal(control(where).help, "Who is hit.");
  assert.equal(control({ ...where, description: "Mine." }).help, "Mine.");
});

test("a group's members come in the schema's order, with which are needed", () => {
  const group = control({ $ref: "#/components/schemas/Slow" });
  const members = schema.members(group).map(({ name, isRequired }) => [name, isRequired]);
  assert.deepEqual(members, [
    ["kind", true],
    ["delay", false],
  ]);
});

test("a union's alternative is found by the discriminator, or by what the value is", () => {
  const union = control(UNION);
  assert.deepEqual([...schema.variants(union).keys()], ["slow", "down"]);
  assert.equal(schema.variantOf(union, { kind: "down" }), "down");
  assert.equal(schema.variantOf(union, { kind: "else" }), "");
  const scales = control({
    anyOf: [
      { enum: ["probability", "nothing"] },
      { ...ROOT.components.schemas.Slow, title: "Scale" },
    ],
  });
  assert.equal(schema.variantOf(scales, "nothing"), "one of the words");
  assert.equal(schema.variantOf(scales, {}), "Scale");
});

test("what is typed becomes a value, and looks as it was typed", () => {
  const text = control(TEXT());
  const number = control({ type: "number" });
  const mixed = control(DURATION());
  const json = control({});
  for (const [one, typed, value] of [
    [text, "12", "12"],
    [number, "12.5", 12.5],
    [number, "many", "many"],
    [mixed, "2m", "2m"],
    [mixed, "120", 120],
    [json, '{"a": 1}', { a: 1 }],
    [json, "<h1>no JSON", "<h1>no JSON"],
    [json, '"503"', "503"],
    [text, "", undefined],
    [json, " ", undefined],
  ]) {
    assert.deepEqual(schema.parsed(one, typed), value);
    assert.deepEqual(schema.parsed(one, schema.written(one, value)), value);
  }
});

test("what is out of bounds is told, and what is within is not", () => {
  const status = control({ type: "integer", minimum: 200, maximum: 599 });
  const fraction = control({ type: "number", minimum: 0, exclusiveMaximum: 1 });
  for (const [one, value, said] of [
    [status, 503, ""],
    [status, 199, "At least 200."],
    [status, 600, "At most 599."],
    [status, 503.5, "Must be a whole number."],
    [status, "x", "Must be a number."],
    [status, undefined, ""],
    [fraction, 0.99, ""],
    [fraction, 1, "Less than 1."],
    [control(TEXT()), "abcdef", "At most 5 characters."],
    [control({ type: "string", pattern: "^[a-z]+$(?!\\n)" }), "A", "Must look like ^[a-z]+$"],
    [control(TEXT(), { isRequired: true }), undefined, "Is needed."],
  ]) {
    assert.equal(schema.complaint(one, value), said);
  }
});

test("bounds are told in a few words, where they say something", () => {
  assert.equal(schema.bounds(control({ type: "integer", minimum: 1, maximum: 9 })), "1 to 9");
  assert.equal(schema.bounds(control({ type: "integer", minimum: 1, maximum: 1e9 })), "from 1");
  assert.equal(schema.bounds(control({ type: "number" })), "");
});

test("errors stand at their fields, or at the nearest field above", () => {
  const paths = ["$", "$.what", "$.what.status", "$.where.headers", "$.steps[0].faults[1]"];
  const errors = [
    { path: "$.what.status", message: "too small." },
    { path: "$.where.headers.x-try", message: "no text." },
    { path: "$.steps[0].faults[1].id", message: "missing." },
    { path: "rate", message: "too fast." },
  ];
  assert.deepEqual(Object.fromEntries(schema.placed(errors, paths)), {
    "$.what.status": "too small.",
    "$.where.headers": "$.where.headers.x-try: no text.",
    "$.steps[0].faults[1]": "$.steps[0].faults[1].id: missing.",
    $: "rate: too fast.",
  });
});
