// Owns the demo page: a shop, the widget in its corner, and what is under the hood.

import { Chat } from "./chat/chat.js";
import { h } from "./dom.js";
import { Hood } from "./hood/hood.js";
import { watchSockets } from "./hood/sockets.js";
import { Corner } from "./launcher.js";
import { baseUrl } from "./params.js";
import { shopPage } from "./shop.js";
import { applyTheme } from "./theme.js";
import { readDeployment, SetupError } from "./deployment.js";
import { widgetSDK } from "./widget-sdk.mjs";

/** Where the SDK looks for the id of a deployment's widget in this tab. */
const INSTANCE_NAME = "widget_sess_instance:";
/** What a header and a storage's key can carry. */
const INSTANCE_FORM = /^[\w.-]{1,64}$/;

/**
 * Build the page.
 *
 * @param {import("./params.js").Params} params
 */
export async function demoPage(params) {
  const base = baseUrl();
  const sockets = watchSockets();
  const deployment = await readDeployment(base, params.deploymentId);
  applyTheme(document.documentElement, deployment.theme);
  nameInstance(params);
  const { deploymentId, userId, sync } = params;
  const sdk = widgetSDK.configure({ baseUrl: base, deploymentId, userId, sync });
  Reflect.set(globalThis, "widgetSDK", sdk);
  const chat = new Chat(sdk, deployment, { onMinimise: () => corner.minimise() });
  const corner = new Corner(chat, sdk);
  const hood = new Hood({ sdk, base, params, sockets });
  document.body.append(
    shopPage([hood.element]),
    h("aside", { "aria-label": "Chat" }, corner.element),
  );
  chat.render();
  await corner.restore(params.isOpen || isInThePage());
}

/** Whether the deployment puts its chat into the page itself, where nobody opens it. */
function isInThePage() {
  return ["inline", "full-screen"].includes(document.documentElement.dataset.position ?? "");
}

/**
 * @param {import("./params.js").Params} params
 * @throws {SetupError} it is no name that headers and keys can have
 */
function nameInstance({ instance, deploymentId }) {
  if (instance && !INSTANCE_FORM.test(instance)) {
    const hint =
      "Take 1 to 64 of the letters a to z, digits, and . _ - in the address: ?instance=ID";
    throw new SetupError(`"${instance}" cannot be the name of a widget's instance.`, hint);
  }
  try {
    if (instance) sessionStorage.setItem(INSTANCE_NAME + deploymentId, instance);
  } catch {
    // Without a storage every page is a new instance, whatever it is called.
  }
}
