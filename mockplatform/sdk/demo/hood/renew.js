// Owns a renewal of the token by the page: what a site with a login of its own does.

/**
 * Get a new token from the platform's public login and hand it over. Nothing of what the customer
 * is doing is touched by that (Guide, edge case 1).
 *
 * @param {import("../widget-sdk.mjs").WidgetSDK} sdk
 * @param {string} base
 * @param {string} deploymentId
 * @param {string} [userId] whose token, if the conversation does not tell
 */
export async function renewNow(sdk, base, deploymentId, userId = sdk.conversation?.userId) {
  const answer = await fetch(`${base}/api/v2/widget/auth/token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ deploymentId, userId, instanceId: sdk.instanceId }),
  });
  if (!answer.ok) throw new Error(`The token service answered ${answer.status}`);
  sdk.updateToken(await answer.json());
}
