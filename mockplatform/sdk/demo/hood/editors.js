// Owns the editors of what a widget tells the platform: routing data, conversation data, context.

import { h, say } from "../dom.js";
import { size, weight } from "./bytes.js";

/** What the platform takes as routing data, in bytes of its canonical form. */
const ROUTING_BYTES_MAX = 16_384;

/** @typedef {import("../widget-sdk.mjs").WidgetSDK} WidgetSDK */

/**
 * A form with one field of JSON. What the field says is merged, and what comes of it is said.
 *
 * @param {{label: string, example: string, testid: string, oninput?: () => void}} how
 * @param {(data: any) => Promise<unknown>} merge
 */
function jsonForm({ label, example, testid, oninput }, merge) {
  const told = h("p", { class: "told", role: "status", "data-testid": `${testid}-told` });
  const field = h("textarea", { rows: "3", spellcheck: "false", "data-testid": testid, oninput });
  field.value = example;
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      say(told, "Telling the platform …");
      await merge(parsed(field.value));
      say(told, "The platform has it.");
    } catch (error) {
      const { message, hint } = /** @type {any} */ (error);
      say(told, hint ? `${message}. ${hint}` : message);
    }
  };
  const button = h("button", null, "Merge");
  const form = h(
    "form",
    { onsubmit: submit },
    h("label", null, h("span", { class: "field-label" }, label), field),
    h("div", { class: "row" }, button, told),
  );
  return { form, field };
}

/** Routing data with the meter of its bytes. */
export class RoutingEditor {
  /** @param {WidgetSDK} sdk */
  constructor(sdk) {
    this.sdk = sdk;
    const { form, field } = jsonForm(
      {
        label: "Merge a flat object; null takes a key away",
        example: '{"tier": "premium", "language": "en-US"}',
        testid: "routing-field",
        oninput: () => this.look(),
      },
      (data) => sdk.setRoutingData(data).then(() => this.look()),
    );
    this.field = field;
    this.meter = h("meter", { min: "0", max: String(ROUTING_BYTES_MAX), "aria-label": "Bytes" });
    this.bytes = h("span", { "data-testid": "routing-bytes" });
    this.hash = h("code", { "data-testid": "routing-hash" });
    const gauge = h("p", { class: "gauge" }, this.meter, this.bytes);
    this.element = h(
      "div",
      { class: "editor" },
      form,
      gauge,
      h("p", { class: "hash" }, "Hash ", this.hash),
    );
  }

  /** Show what it weighs with what stands in the field. */
  look() {
    const told = this.sdk.conversation?.routingData ?? {};
    const bytes = weight(withPatch(told, parsedOr(this.field.value)));
    this.meter.value = Math.min(bytes, ROUTING_BYTES_MAX);
    this.meter.classList.toggle("over", bytes > ROUTING_BYTES_MAX);
    const limit = ROUTING_BYTES_MAX.toLocaleString("en");
    const tail = bytes > ROUTING_BYTES_MAX ? ": too much" : "";
    say(this.bytes, `With this: ${bytes.toLocaleString("en")} of ${limit} bytes${tail}`);
    say(this.hash, this.sdk.conversation?.routingHash ?? "–");
  }
}

/** Conversation data. */
export class DataEditor {
  /** @param {WidgetSDK} sdk */
  constructor(sdk) {
    this.sdk = sdk;
    const { form } = jsonForm(
      {
        label: "Merge an object; agents see it",
        example: '{"crm_case_id": "CR-88421"}',
        testid: "data-field",
      },
      (data) => sdk.setConversationData(data),
    );
    this.now = h("pre", { "data-testid": "data-now" });
    this.element = h("div", { class: "editor" }, form, this.now);
  }

  look() {
    say(this.now, JSON.stringify(this.sdk.conversation?.conversationData ?? {}, null, 1));
  }
}

/** The context document, which the platform keeps for all of a customer's devices. */
export class ContextEditor {
  /** @param {WidgetSDK} sdk */
  constructor(sdk) {
    this.sdk = sdk;
    /** @type {Record<string, unknown> | null} */
    this.document = null;
    const { form } = jsonForm(
      { label: "Merge an object", example: '{"cart": ["lamp"]}', testid: "context-field" },
      async (patch) => {
        await sdk.saveContext(patch);
        await this.load();
      },
    );
    this.now = h("pre", { "data-testid": "context-now" });
    const read = h("button", { type: "button", onclick: () => this.load() }, "Read it");
    this.element = h("div", { class: "editor" }, form, read, this.now);
  }

  /** Read it from the platform. */
  async load() {
    this.document = await this.sdk.loadContext().catch(() => this.document);
    say(this.now, this.document ? JSON.stringify(this.document, null, 1) : "");
  }

  /** @returns {string} */
  words() {
    if (!this.document) return "not read yet";
    return `${Object.keys(this.document).length} keys, ${size(weight(this.document))}`;
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    const data = JSON.parse(text);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) return data;
  } catch {
    // Said below, in the words of the form.
  }
  throw new Error('That is no JSON object, such as {"key": "value"}');
}

/** @param {string} text */
function parsedOr(text) {
  try {
    return parsed(text);
  } catch {
    return {};
  }
}

/**
 * @param {Record<string, unknown>} data
 * @param {Record<string, unknown>} patch
 */
function withPatch(data, patch) {
  const merged = Object.entries({ ...data, ...patch }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged);
}
