// Owns what the desk asks before it acts: whom to ring, where to transfer, why to close.

import { h } from "../lib/dom.js";

const REASONS = ["solved", "no answer", "spam", "duplicate"];

/** @typedef {{id: string, name: string, agents: string[], waiting: number}} Queue */
/** @typedef {import("./desk-acts.js").Agent} Agent */

/**
 * Ask whom to ring.
 *
 * @param {Agent[]} agents
 * @param {string} me an agent's id
 * @returns {Promise<string | undefined>} an agent's id
 */
export function askWhom(agents, me) {
  const field = h(
    "select",
    { id: "desk-whom", name: "whom" },
    agents.map((one) =>
      h("option", { value: one.id, selected: one.id === me }, `${one.name}${duty(one, me)}`),
    ),
  );
  return ask("Ring somebody", "Ring", () => field.value, [
    h("p", { class: "muted" }, "It rings there also if they are away or busy."),
    labelled("desk-whom", "At whose desk", field),
  ]);
}

/**
 * Ask where a conversation is to go.
 *
 * @param {Queue[]} queues
 * @param {Agent[]} agents all but the one who has it
 * @param {string} now the queue's id where it is
 * @returns {Promise<{queue: string} | {agentId: string} | undefined>}
 */
export function askWhere(queues, agents, now) {
  const names = new Map(agents.map((one) => [one.id, one.name]));
  const field = h(
    "select",
    { id: "desk-where", name: "where" },
    h(
      "optgroup",
      { label: "To a queue: whoever serves it" },
      queues.map((one) =>
        h(
          "option",
          { value: `queue:${one.id}` },
          `${one.name}${one.id === now ? " (where it is)" : ""}: ${served(one, names)}`,
        ),
      ),
    ),
    h(
      "optgroup",
      { label: "To one agent: it rings there at once" },
      agents.map((one) => h("option", { value: `agent:${one.id}` }, `${one.name}${duty(one)}`)),
    ),
  );
  const value = () => {
    const [kind, ...id] = field.value.split(":");
    return kind === "queue" ? { queue: id.join(":") } : { agentId: id.join(":") };
  };
  return ask("Transfer", "Transfer", value, [
    labelled("desk-where", "Where to", field),
    h("p", { class: "muted" }, "You leave the conversation; the customer stays in it."),
  ]);
}

/**
 * Ask why a conversation is closed.
 *
 * @param {boolean} isMine
 * @returns {Promise<string | undefined>} the reason, which may be ""
 */
export function askWhy(isMine) {
  const field = h("input", {
    id: "desk-why",
    name: "reason",
    list: "desk-reasons",
    maxlength: 128,
    autocomplete: "off",
    placeholder: "solved",
  });
  const known = h(
    "datalist",
    { id: "desk-reasons" },
    REASONS.map((one) => h("option", { value: one })),
  );
  const who = isMine ? "You close it as its agent." : "You close it as a supervisor.";
  return ask("Close the conversation", "Close it", () => field.value.trim(), [
    h("p", { class: "muted" }, `${who} The customer cannot write in it any more.`),
    labelled("desk-why", "Reason (the customer's widget is told)", field),
    known,
  ]);
}

/**
 * Ask whether to take over what somebody has.
 *
 * @param {string} holder
 */
export async function askOver(holder) {
  const text = `${holder} has it now. Whoever you take it from is out of the conversation.`;
  return (
    (await ask(`Take over from ${holder}?`, "Take over", () => true, [h("p", null, text)])) ?? false
  );
}

/**
 * Ask something in a dialog.
 *
 * @template T
 * @param {string} title
 * @param {string} verb what the button says that does it
 * @param {() => T} value
 * @param {import("../lib/dom.js").Child[]} parts
 * @returns {Promise<T | undefined>} undefined: it was given up
 */
function ask(title, verb, value, parts) {
  const cancel = h("button", { type: "button", onclick: () => dialog.close() }, "Cancel");
  const act = h("button", { class: "primary", value: "yes" }, verb);
  const form = h(
    "form",
    { method: "dialog" },
    h("h2", null, title),
    ...parts,
    h("div", { class: "actions" }, cancel, act),
  );
  const dialog = h("dialog", { "aria-label": title }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const answer = dialog.returnValue === "yes" ? value() : undefined;
      dialog.remove();
      resolve(answer);
    });
  });
}

/**
 * @param {string} id
 * @param {string} text
 * @param {HTMLElement} field
 */
function labelled(id, text, field) {
  return h("div", { class: "field" }, h("label", { for: id }, text), field);
}

/**
 * @param {Queue} queue
 * @param {Map<string, string>} names
 */
function served(queue, names) {
  const known = queue.agents.map((id) => names.get(id) ?? id);
  return known.length ? known.join(", ") : "nobody serves it";
}

/**
 * @param {Agent} agent
 * @param {string} [me]
 */
function duty(agent, me) {
  const marks = [];
  if (agent.id === me) marks.push("you");
  if (agent.kind === "bot") marks.push("bot");
  if (!agent.present) marks.push("away");
  return marks.length ? ` (${marks.join(", ")})` : "";
}
