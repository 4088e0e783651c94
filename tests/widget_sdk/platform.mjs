// Owns a widget's foundation on a real platform, with both clocks moved together.

import { createFoundation } from "../../mockplatform/sdk/src/foundation.js";
import { Browser, settled } from "./world.mjs";

const ROOT = process.env.MOCKPLATFORM_URL;
const STEP_MS = 60_000;

/** A tenant of its own on the platform, and browsers that live by its clock. */
export class Stage {
  static async open(settings = {}) {
    const tenant = await send("POST", `${ROOT}/__admin/tenants`, { settings });
    return new Stage({ ...tenant, url: `${ROOT}/t/${tenant.id}` });
  }

  constructor(tenant) {
    this.tenant = tenant;
    this.browser = new Browser();
    this.pending = new Set();
    // The network takes none of the browser's time: answers are there before the next timer.
    this.browser.clock.settle = () => this.#answered();
  }

  /** A widget in a tab. */
  async widget({ tab = this.browser.tab(), ...options } = {}) {
    const env = Object.defineProperties({}, Object.getOwnPropertyDescriptors(tab.env));
    env.fetch = (url, init) => this.#fetch(url, init);
    const baseUrl = this.tenant.url;
    const given = { deploymentId: this.tenant.deploymentId, baseUrl, ...options };
    const founding = createFoundation(env, given);
    await this.browser.advance(1000);
    return { ...(await founding), tab, env };
  }

  /** Has the tenant's admin API do something. */
  admin(method, path, body) {
    return send(method, `${this.tenant.url}/__admin${path}`, body);
  }

  start(outage, duration = "5m") {
    return this.admin("POST", `/outages/${outage}/start`, { for: duration });
  }

  stop(outage) {
    return this.admin("POST", `/outages/${outage}/stop`, {});
  }

  /** Lets time pass: for the browser, and a step at a time for the platform behind it. */
  async advance(ms, stepMs = STEP_MS) {
    for (let left = ms; left > 0; left -= stepMs) {
      const step = Math.min(left, stepMs);
      await this.browser.advance(step);
      await this.admin("POST", "/clock/advance", { by: step / 1000 });
    }
  }

  /** Lets time pass until a promise is settled. */
  async until(promise) {
    let outcome;
    promise.then(
      (value) => (outcome = { value }),
      (error) => (outcome = { error }),
    );
    await this.#answered();
    while (!outcome) await this.advance(1000);
    return outcome;
  }

  /** What the platform was asked by widgets: method, path and status. */
  async asked(path = "/api/*") {
    const { entries } = await this.admin("GET", `/journal?kind=http&limit=500&path=${path}`);
    return entries.map((one) => `${one.method} ${one.path.replace("/api/v2/", "")} ${one.status}`);
  }

  async #fetch(url, init) {
    const answering = fetch(url, init).then(async (answer) => {
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text: async () => text };
    });
    this.pending.add(answering);
    return answering.finally(() => this.pending.delete(answering));
  }

  async #answered() {
    await settled();
    while (this.pending.size) {
      await Promise.allSettled([...this.pending]);
      await settled();
    }
  }
}

async function send(method, url, body) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = text === undefined ? {} : { "Content-Type": "application/json" };
  const answer = await fetch(url, { method, body: text, headers });
  const told = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(told)}`);
  return told;
}
