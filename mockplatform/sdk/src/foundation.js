// Owns how the parts below a conversation hang together, and the order in which they are made.

import { ContextStore } from "./context.js";
import { Api } from "./http.js";
import { claimInstance, inheritEntries } from "./instance.js";
import { Lease } from "./lease.js";
import { Owner } from "./owner.js";
import { TokenService } from "./service.js";
import { Tabs } from "./tabs.js";
import { sessionPrefix, Tiers } from "./tiers.js";

/**
 * What a copied tab takes over: which conversation it shows. Tokens, drafts and unsent messages
 * stay with the tab that they were written in, or they would be used twice.
 */
const INHERITED_KEYS = ["owner", "conversationId"];

/**
 * @typedef {object} Foundation
 * @property {string} instanceId
 * @property {Tiers} tiers
 * @property {Lease} lease
 * @property {Api} api
 * @property {Tabs | null} tabs null unless the page asks for it
 * @property {() => void} stop lets go of timers and of the instance id
 * @property {() => void} forget takes away all that is stored, and stores nothing any more
 */

/**
 * Builds it for one widget in this tab.
 * @param {import("./env.js").Env} env
 * @param {import("../widget-sdk.d.ts").WidgetOptions & {baseUrl: string}} options
 * @param {string | null} [sub] who a token is for that the page has handed over already
 * @returns {Promise<Foundation>}
 */
export async function createFoundation(env, options, sub = null) {
  const { deploymentId, baseUrl, backoff, storage } = options;
  const session = storage?.session === undefined ? env.sessionStorage : storage.session;
  const widget = options.name ? `${deploymentId}/${options.name}` : deploymentId;
  const instance = await claimInstance(env, session, widget);
  const instanceId = instance.id;
  if (instance.copyOf) {
    const [from, to] = [sessionPrefix(instance.copyOf), sessionPrefix(instanceId)];
    inheritEntries(session, { from, to, keys: INHERITED_KEYS });
  }
  const quota = options.quota;
  const tiers = new Tiers({ env, deploymentId, baseUrl, instanceId, storage, quota });
  const named = options.userId ?? null;
  const owner = new Owner(tiers.session, { deploymentId, baseUrl, named, sub });
  const service = new TokenService({ env, options, instanceId, api: () => api });
  const lease = new Lease({
    env,
    tiers,
    owner,
    options,
    login: (userId) => service.login(userId),
    refresh: (refreshToken, bearer) => service.refresh(refreshToken, bearer),
    revoke: (token) => service.revoke(token),
  });
  const api = new Api({ env, baseUrl, lease, instanceId, backoff });
  const userId = async () => (await lease.access(), String(lease.userId));
  tiers.context = new ContextStore({ env, api, storage: tiers.session, userId });
  const tabs = options.sync ? new Tabs({ env, deploymentId, baseUrl, instanceId }) : null;
  tabs?.join(lease.userId);
  lease.on("change", () => tabs?.join(lease.userId));
  env.idle(() => tiers.tend());
  const stop = () => {
    lease.stop();
    tabs?.close();
    instance.release();
  };
  return { instanceId, tiers, lease, api, tabs, stop, forget: () => tiers.forget() };
}
