// Owns the transcript as a file that the customer takes along.

import { h } from "../dom.js";
import { nameOf } from "../words.js";

/** @typedef {import("../widget-sdk.mjs").WidgetMessage} WidgetMessage */

/**
 * Hand the customer the whole transcript, with what this tab has let go of.
 *
 * @param {import("../widget-sdk.mjs").WidgetSDK} sdk
 * @param {string} title
 */
export async function downloadTranscript(sdk, title) {
  await wholeTranscript(sdk);
  const lines = sdk.messages.map((one) => `${one.at}  ${nameOf(one)}: ${one.text}`);
  const text = [title, sdk.conversation?.id ?? "", "", ...lines, ""].join("\n");
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const name = `transcript-${sdk.conversation?.id ?? "chat"}.txt`;
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/**
 * Read page by page; what is known already stays as it is.
 *
 * @param {import("../widget-sdk.mjs").WidgetSDK} sdk
 */
async function wholeTranscript(sdk) {
  let after = 0;
  for (;;) {
    const page = await sdk.history({ after, limit: 200 });
    const last = page.at(-1)?.seq;
    if (last === undefined || last <= after) return;
    after = last;
  }
}
