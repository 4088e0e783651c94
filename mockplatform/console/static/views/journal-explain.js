// Owns the story behind an answer: who asked, with which token, what fired, what came of it.

import { fill, h } from "../lib/dom.js";
import { length, plural, time } from "../lib/format.js";
import { link } from "../lib/router.js";
import { empty } from "../lib/view.js";
import { jsonButton } from "../parts/copy.js";
import { line } from "./journal-line.js";

/**
 * Show the story of a correlation id.
 *
 * @param {import("../lib/view.js").Context} ctx
 * @param {string} id
 * @param {HTMLElement} place
 */
export async function explain(ctx, id, place) {
  const head = h(
    "div",
    { class: "view-head" },
    h("h1", { tabindex: "-1" }, "Explain"),
    h("code", { class: "journal-id" }, id),
    h("span", { class: "spring" }),
    h("a", { class: "button", href: link("journal") }, "To the journal"),
  );
  const body = h("div", { class: "stack", "aria-busy": "true" }, h("p", null, "Looking it up …"));
  fill(place, head, body);
  try {
    const told = await ctx.api.get(`/explain/${encodeURIComponent(id)}`);
    head.append(jsonButton(() => told));
    fill(body, parts(ctx, told));
  } catch (error) {
    const { message, hint } = /** @type {import("../lib/api.js").ApiError} */ (error);
    fill(body, empty(message, hint));
  }
  body.removeAttribute("aria-busy");
}

/**
 * @param {import("../lib/view.js").Context} ctx
 * @param {any} told the API's answer
 */
function parts(ctx, told) {
  /**
   * @param {string} title
   * @param {any[]} entries
   * @param {string} none
   */
  const list = (title, entries, none) =>
    card(
      `${title} (${entries.length})`,
      entries.length
        ? h(
            "ol",
            { class: "entries" },
            entries.map((one) => line(ctx.api, one)),
          )
        : h("p", { class: "muted" }, none),
    );
  return [
    card(
      "What happened",
      told.uses > 1
        ? h("p", { class: "small muted" }, `${told.uses} answers have this id; the newest is told.`)
        : null,
      h(
        "ol",
        { class: "journal-story" },
        told.story.map((/** @type {string} */ one) => h("li", null, one)),
      ),
    ),
    h("div", { class: "journal-cards" }, facts(told)),
    list("Faults that fired", told.faults, "None fired on its way."),
    list("Events", told.events, "It changed nothing."),
    list("What caused it", told.causedBy, "Nothing that is written down."),
    list("What it led to elsewhere", told.caused, "Nothing that names it."),
    list(`All entries${told.hidden ? `, but ${told.hidden}` : ""}`, told.entries, "None."),
    told.evicted
      ? h(
          "p",
          { class: "muted" },
          `The ring has dropped ${plural(told.evicted, "entry", "entries")} before.`,
        )
      : null,
  ];
}

/** @param {any} told */
function facts(told) {
  const { request, token, conversation, limits, clock } = told;
  const state = conversation
    ? [
        h("a", { href: link("conversations", [conversation.id]) }, conversation.id),
        ` is ${conversation.state} in version ${conversation.version}`,
      ]
    : "It was about none.";
  return [
    card(
      "Request",
      request ? h("p", null, h("code", null, `${request.method} ${request.path}`)) : null,
      h(
        "p",
        null,
        request
          ? `${request.status ?? "not answered"} after ${request.elapsedMs} ms, ${time(request.at, { millis: true, date: true })}`
          : "The id is no request's, or it was not answered yet.",
      ),
      h(
        "p",
        { class: "muted small" },
        `The clock is ${clock.mode}, at ${time(clock.now, { date: true })}.`,
      ),
    ),
    card("Token", h("p", null, token ? tokenTold(token) : "None came along.")),
    card("Conversation", h("p", null, state)),
    card(
      `Limits (${limits.length})`,
      limits.length
        ? limits.map((/** @type {any} */ one) =>
            h("p", null, h("code", null, one.code), ` ${one.hint ?? ""}`),
          )
        : h("p", { class: "muted" }, "It ran into none."),
    ),
  ];
}

/** @param {any} token */
function tokenTold(token) {
  const parts = [`Judged ${token.verdict}`];
  if (token.token) parts.push(`token ${token.token}`);
  if (token.jti) parts.push(`jti ${token.jti}`);
  const ms = (token.expiresIn ?? 0) * 1e3;
  if (token.expiresIn > 0) parts.push(`it had ${length(ms)} left`);
  else if (token.expiresIn !== undefined) parts.push(`it was over for ${length(-ms)}`);
  return `${parts.join("; ")}.`;
}

/**
 * @param {string} title
 * @param {...(import("../lib/dom.js").Child | import("../lib/dom.js").Child[])} children
 */
function card(title, ...children) {
  return h("section", { class: "card" }, h("h2", null, title), ...children);
}
