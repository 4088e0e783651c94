// Owns how a JSON Schema is read as a form: which control a member has, and what its text means.
//
// Pure: it knows no page. Source: JSON Schema 2020-12, which OpenAPI 3.1 uses.

/** @typedef {Record<string, any>} Schema */

/**
 * @typedef {object} Control What a member of a form is.
 * @property {"constant" | "text" | "number" | "mixed" | "switch" | "choice" | "json" | "group" |
 *   "list" | "map" | "union"} type `mixed`: a number or a text; `json`: anything
 * @property {string} name
 * @property {Schema} schema without references and without `null`
 * @property {Schema} root where references lead
 * @property {boolean} isRequired
 * @property {string} help
 */

const SCALARS = ["string", "number", "integer"];
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Return a schema with what it refers to in its place; what stands beside the reference wins.
 *
 * @param {Schema} schema
 * @param {Schema} root
 * @returns {Schema}
 */
function resolved(schema, root) {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  let found = root;
  for (const name of $ref.slice(2).split("/")) found = found[name];
  return { ...resolved(found, root), ...beside };
}

/**
 * Return the control for a schema.
 *
 * @param {Schema} given
 * @param {Schema} root
 * @param {{name?: string, isRequired?: boolean}} [how]
 * @returns {Control}
 */
export function control(given, root, { name = "", isRequired = false } = {}) {
  const schema = plain(resolved(given, root), root);
  return {
    type: kindOf(schema, root),
    name,
    schema,
    root,
    isRequired,
    help: schema.description ?? "",
  };
}

/**
 * @param {Schema} schema
 * @param {Schema} root
 * @returns {Schema} the schema, without the alternative `null`: that is to leave it out
 */
function plain(schema, root) {
  if (!schema.anyOf) return schema;
  const { anyOf, ...beside } = schema;
  const left = anyOf.filter((/** @type {Schema} */ one) => one.type !== "null");
  return left.length === 1
    ? plain({ ...resolved(left[0], root), ...beside }, root)
    : { ...beside, anyOf: left };
}

/**
 * @param {Schema} schema
 * @param {Schema} root
 * @returns {Control["type"]}
 */
function kindOf(schema, root) {
  if (schema.enum) return schema.enum.length === 1 ? "constant" : "choice";
  if (schema.anyOf) {
    const alternatives = schema.anyOf.map((/** @type {Schema} */ one) => resolved(one, root));
    return alternatives.every((/** @type {Schema} */ one) => SCALARS.includes(one.type))
      ? "mixed"
      : "union";
  }
  if (schema.type === "object") {
    if (schema.properties) return "group";
    return schema.additionalProperties ? "map" : "json";
  }
  if (schema.type === "array") return "list";
  if (schema.type === "boolean") return "switch";
  if (schema.type === "string") return "text";
  return SCALARS.includes(schema.type) ? "number" : "json";
}

/**
 * Return the controls of a group's members, in the schema's order.
 *
 * @param {Control} group
 * @returns {Control[]}
 */
export function members({ schema, root }) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).map(([name, one]) =>
    control(/** @type {Schema} */ (one), root, { name, isRequired: required.has(name) }),
  );
}

/**
 * Return the control of each item of a list, or of each value of a map.
 *
 * @param {Control} many
 */
export function item({ schema, root }) {
  const one = schema.items ?? schema.additionalProperties;
  return control(one === true ? {} : one, root, { isRequired: true });
}

/**
 * Return the alternatives of a union by what they are called.
 *
 * @param {Control} union
 * @returns {Map<string, Control>}
 */
export function variants({ schema, root }) {
  const mapping = schema.discriminator?.mapping;
  const named = mapping
    ? Object.entries(mapping).map(([tag, $ref]) => /** @type {const} */ ([tag, { $ref }]))
    : schema.anyOf.map((/** @type {Schema} */ one) => [title(resolved(one, root)), one]);
  return new Map(
    named.map((/** @type {[string, Schema]} */ [tag, one]) => [
      tag,
      control(one, root, { isRequired: true }),
    ]),
  );
}

/** @param {Schema} schema */
function title(schema) {
  return schema.title ?? (schema.enum ? "one of the words" : (schema.type ?? "any"));
}

/**
 * Return which of a union's alternatives a value is.
 *
 * @param {Control} union
 * @param {any} value
 */
export function variantOf(union, value) {
  const all = [...variants(union)];
  const tag = union.schema.discriminator?.propertyName;
  if (tag) return all.find(([name]) => name === value?.[tag])?.[0] ?? "";
  const isObject = typeof value === "object" && value !== null;
  return all.find(([, one]) => (one.type === "group") === isObject)?.[0] ?? "";
}

/**
 * Return what is meant by what was typed; undefined for what is left out. What is no number where
 * one is due stays a text: the API says what is wrong with it.
 *
 * @param {Control} control
 * @param {string} text
 * @returns {unknown}
 */
export function parsed({ type }, text) {
  if (type === "json") return text.trim() === "" ? undefined : json(text);
  if (text === "") return undefined;
  const isNumber = (type === "number" || type === "mixed") && NUMBER.test(text.trim());
  return isNumber ? Number(text) : text;
}

/**
 * Return what a value looks like when it is typed.
 *
 * @param {Control} control
 * @param {unknown} value
 */
export function written({ type }, value) {
  if (value === undefined || value === null) return "";
  if (type === "json" && (typeof value !== "string" || typeof json(value) !== "string")) {
    return JSON.stringify(value, null, typeof value === "string" ? 0 : 2);
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** @param {string} text what may be JSON, and is a text otherwise */
function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Tell what is wrong with a value as far as its schema says; "" if nothing is.
 *
 * @param {Control} control
 * @param {unknown} value undefined where it is left out
 * @returns {string}
 */
export function complaint({ type, schema, isRequired }, value) {
  if (value === undefined) return isRequired && type !== "group" ? "Is needed." : "";
  if (type === "number") return numberComplaint(schema, value);
  if (type !== "text" || typeof value !== "string") return "";
  const { minLength = 0, maxLength = Infinity, pattern } = schema;
  if (value.length < minLength) return `At least ${minLength} characters.`;
  if (value.length > maxLength) return `At most ${maxLength} characters.`;
  return pattern && !new RegExp(pattern, "u").test(value)
    ? `Must look like ${pattern.replace("(?!\\n)", "")}`
    : "";
}

/**
 * @param {Schema} schema
 * @param {unknown} value
 */
function numberComplaint(schema, value) {
  if (typeof value !== "number") return "Must be a number.";
  if (schema.type === "integer" && !Number.isInteger(value)) return "Must be a whole number.";
  const { minimum: low = -Infinity, maximum: high = Infinity, exclusiveMaximum: end } = schema;
  if (value < low) return `At least ${low}.`;
  if (value > high) return `At most ${high}.`;
  return end !== undefined && value >= end ? `Less than ${end}.` : "";
}

/**
 * Tell in a few words which values are taken, for a field's placeholder or its help.
 *
 * @param {Control} control
 */
export function bounds({ type, schema }) {
  if (type !== "number") return "";
  const low = schema.minimum ?? schema.exclusiveMinimum;
  const high = schema.maximum ?? schema.exclusiveMaximum;
  if (low === undefined && high === undefined) return "";
  if (high === undefined || high >= 1e9) return low === undefined ? "" : `from ${low}`;
  return low === undefined ? `up to ${high}` : `${low} to ${high}`;
}

/**
 * Return for each path what errors say there. An error whose path is no field's goes to the nearest
 * field above it, and to "$" in the end.
 *
 * @param {{path: string, message: string}[]} errors as the API tells them
 * @param {Iterable<string>} paths the fields'
 * @returns {Map<string, string>}
 */
export function placed(errors, paths) {
  const known = new Set(paths);
  /** @type {Map<string, string>} */
  const told = new Map();
  for (const { path, message } of errors) {
    let at = path.startsWith("$") ? path : `$.${path}`;
    while (at !== "$" && !known.has(at)) at = at.replace(/(\.[^.[]*|\[\d+\]|^[^$].*)$/, "") || "$";
    const rest = at === path || at === `$.${path}` ? "" : `${path}: `;
    told.set(at, [told.get(at), rest + message].filter(Boolean).join(" "));
  }
  return told;
}
