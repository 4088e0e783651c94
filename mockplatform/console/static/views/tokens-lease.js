// Owns how one live token is shown: whose it is, how long it still lives, what hangs on it.

import { h } from "../lib/dom.js";
import { length, plural, time } from "../lib/format.js";
import { link } from "../lib/router.js";

const RENEW_MS = 300_000; // a client renews five minutes before the end (Guide, section 2)
const JTI_CHARS = 8;

/**
 * @typedef {object} Lease
 * @property {string} jti
 * @property {string} familyId
 * @property {string} userId
 * @property {string} clientId
 * @property {string} [deploymentId]
 * @property {string} [instanceId]
 * @property {string} scope
 * @property {string} [issuedAt]
 * @property {string} expiresAt
 * @property {boolean} refreshable
 * @property {{id: string, conversationId: string}[]} sockets
 */

/**
 * @typedef {object} Acts
 * @property {(lease: Lease) => void} expire
 * @property {(lease: Lease) => void} revoke
 */

/** A live token; `tick` moves its bar. */
export class LeaseItem extends HTMLElement {
  /**
   * @param {Lease} lease
   * @param {Acts} acts
   */
  of(lease, acts) {
    this.lease = lease;
    this.dataset.jti = lease.jti;
    this.setAttribute("role", "listitem");
    this.left = h("span", { class: "left" });
    this.fill = h("span", { class: "fill" });
    this.bar = h("div", { class: "bar", role: "meter", "aria-label": "Life left" }, this.fill);
    this.append(
      h(
        "div",
        { class: "who" },
        h("strong", null, lease.userId),
        h("span", { class: "muted small mono", title: lease.jti }, shortened(lease.jti)),
      ),
      h("div", { class: "life" }, this.bar, this.left),
      h("div", { class: "about small" }, facts(lease), scopes(lease.scope)),
      sockets(lease),
      actions(lease, acts),
    );
    return this;
  }

  /**
   * Show how long it still lives.
   *
   * @param {number} now the tenant's time, epoch milliseconds
   * @param {number} usualMs how long tokens live here, for those whose beginning is not known
   */
  tick(now, usualMs) {
    const { lease, bar, fill, left } = this;
    if (!lease || !bar || !fill || !left) return;
    const end = Date.parse(lease.expiresAt);
    const rest = Math.max(0, end - now);
    const whole = lease.issuedAt ? end - Date.parse(lease.issuedAt) : Math.max(usualMs, rest);
    const part = Math.min(1, rest / Math.max(1, whole));
    fill.style.setProperty("inline-size", `${(part * 100).toFixed(1)}%`);
    const isLate = rest <= RENEW_MS;
    const what = `${length(Math.floor(rest / 1_000) * 1_000)} left`;
    left.textContent = isLate && lease.refreshable ? `${what} · renewal due` : what;
    left.title = `Until ${time(end, { date: true })}`;
    this.toggleAttribute("data-late", isLate);
    bar.setAttribute("aria-valuemin", "0");
    bar.setAttribute("aria-valuemax", "100");
    bar.setAttribute("aria-valuenow", String(Math.round(part * 100)));
    bar.setAttribute("aria-valuetext", what);
  }
}

/** @param {string} jti */
function shortened(jti) {
  const [family, number = ""] = jti.split(/\.(?=[^.]*$)/);
  return `…${family.slice(-JTI_CHARS)}${number && `.${number}`}`;
}

/** @param {Lease} lease */
function facts(lease) {
  const told = [
    ["client", lease.clientId],
    ["deployment", lease.deploymentId ?? "none: staff"],
    ["instance", lease.instanceId],
    ["refresh", lease.refreshable ? "" : "none came with it"],
  ].filter(([, value]) => value);
  return h(
    "dl",
    { class: "facts" },
    told.map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value ?? ""))),
  );
}

/** @param {string} scope */
function scopes(scope) {
  const names = scope.split(" ").filter(Boolean);
  return h("p", { class: "muted", title: scope }, names.length ? names.join(", ") : "no scope");
}

/** @param {Lease} lease */
function sockets(lease) {
  if (!lease.sockets.length) return h("div", { class: "muted small" }, "no socket");
  return h(
    "div",
    { class: "small" },
    plural(lease.sockets.length, "socket"),
    ": ",
    lease.sockets.map((one, place) => [place ? ", " : "", socket(one)]).flat(),
  );
}

/** @param {{id: string, conversationId: string}} one */
function socket(one) {
  if (!one.conversationId) return h("span", { class: "mono" }, one.id);
  return h("a", { class: "mono", href: link("conversations", [one.conversationId]) }, one.id);
}

/**
 * @param {Lease} lease
 * @param {Acts} acts
 */
function actions(lease, acts) {
  const whose = `${lease.userId}'s token ${shortened(lease.jti)}`;
  return h(
    "div",
    { class: "row acts" },
    h(
      "button",
      {
        type: "button",
        "aria-label": `Expire ${whose}`,
        title: "End it now, as at its exp: it can be renewed",
        onclick: () => acts.expire(lease),
      },
      "Expire",
    ),
    h(
      "button",
      {
        type: "button",
        class: "danger",
        "aria-label": `Revoke ${whose}`,
        title: "Refuse it from now on, as token.revoked",
        onclick: () => acts.revoke(lease),
      },
      "Revoke",
    ),
  );
}

customElements.define("mp-lease", LeaseItem);
