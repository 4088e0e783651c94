// Owns the three tiers: what dies with the tab, what the device may know for a day, and what only
// the platform keeps. Guide, section 1.
//
// | tier     | where                   | for                                     | never          |
// | session  | sessionStorage          | conversation, tokens, drafts, what waits | –              |
// | identity | localStorage, with ends | a guest's id, consent                   | tokens, names, routing data |
// | context  | the platform            | what is large, or for other devices     | –              |

import { Emitter } from "./emitter.js";
import { Quota } from "./quota.js";
import { Tier } from "./tier.js";

/** How long the device knows an identity. */
const IDENTITY_TTL_MS = 24 * 60 * 60 * 1000;

/** The tiers of one widget in one tab. Tells `notice` and `evicted` of both storages. */
export class Tiers extends Emitter {
  /** @type {import("./context.js").ContextStore | null} */
  #context = null;

  /**
   * @param {object} parts
   * @param {import("./env.js").Env} parts.env
   * @param {string} parts.deploymentId keeps the widgets of one origin apart
   * @param {string} parts.baseUrl keeps its platforms and their tenants apart
   * @param {string} parts.instanceId keeps the widgets of one tab apart, and the tabs
   * @param {{session?: Storage | null, local?: Storage | null}} [parts.storage] instead of the browser's
   * @param {{bytes?: number, share?: number}} [parts.quota]
   */
  constructor({ env, deploymentId, baseUrl, instanceId, storage = {}, quota = {} }) {
    super();
    const { session, local } = storage;
    this.session = new Tier({
      env,
      storage: () => (session === undefined ? env.sessionStorage : session),
      prefix: sessionPrefix(instanceId),
      quota: new Quota(quota),
    });
    this.identity = new Tier({
      env,
      storage: () => (local === undefined ? env.localStorage : local),
      prefix: `widget_id_${deploymentId}@${baseUrl}_`,
      ttlMs: IDENTITY_TTL_MS,
      quota: new Quota(quota),
    });
    for (const tier of [this.session, this.identity]) {
      tier.on("notice", (notice) => this.emit("notice", notice));
      tier.on("evicted", (evicted) => this.emit("evicted", evicted));
    }
  }

  /** The tier that the platform keeps. */
  get context() {
    if (!this.#context) throw new Error("The context tier needs the API: see foundation.js");
    return this.#context;
  }

  set context(store) {
    this.#context = store;
  }

  /** Takes away all that both have, and takes nothing in any more: the customer has gone. */
  forget() {
    for (const tier of [this.session, this.identity]) tier.seal();
  }

  /**
   * Looks after the storages before they are full, when the page is idle.
   * @returns {Promise<void>}
   */
  async tend() {
    await Promise.all([this.session.tend(), this.identity.tend()]);
  }
}

/**
 * @param {string} instanceId
 * @returns {string} what the names of a tab's entries begin with
 */
export function sessionPrefix(instanceId) {
  return `widget_sess_${instanceId}_`;
}
