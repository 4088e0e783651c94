// Owns what the form of a fault is built of: the published schemas, put together for one kind.

import { duration } from "./durations.js";

/**
 * @typedef {object} Kind A kind of fault, as `GET /__admin/faults/kinds` tells it.
 * @property {string} kind
 * @property {string} summary
 * @property {string} sees
 * @property {string[]} phases
 * @property {Record<string, any>} example
 * @property {import("./schema.js").Schema} schema
 */

/**
 * Return the schema of a fault of one kind: `what` is the kind's own, `where.phase` only what it
 * may stand in.
 *
 * @param {any} document the OpenAPI document
 * @param {Kind} kind
 * @returns {import("./schema.js").Schema}
 */
export function faultSchema(document, kind) {
  const { Fault, Where, When } = document.components.schemas;
  const { what, where, when, id, ...rest } = Fault.properties;
  const { description } = Where.properties.phase;
  const phase = { enum: kind.phases, default: kind.phases[0], description };
  return {
    ...Fault,
    properties: {
      id,
      what: { ...kind.schema, description: "" },
      where: { ...Where, properties: { ...Where.properties, phase } },
      when: { ...When },
      ...rest,
    },
  };
}

/**
 * Return what would set a fault anew as it is.
 *
 * @param {Record<string, any>} shown as `GET /__admin/faults/{id}` tells it
 */
export function asBody({ id, what, where, when, seed, setAt, endsAt }) {
  const lasts = endsAt ? { ttl: duration(Date.parse(endsAt) - Date.parse(setAt)) } : {};
  return { id, what, where, ...(Object.keys(when).length ? { when } : {}), ...lasts, seed };
}

/**
 * Tell in a line what a group of members says: `status=503 retryAfter=5s`.
 *
 * @param {Record<string, any>} group
 * @param {...string} but members that are told elsewhere
 */
export function inALine(group, ...but) {
  return Object.entries(group)
    .filter(([name]) => !but.includes(name))
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
