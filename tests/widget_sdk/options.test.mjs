import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultBaseUrl, resolveOptions, tagOptions } from "../../mockplatform/sdk/src/options.js";

test("the tag of a classic script configures by its data attributes", () => {
  const dataset = { deploymentId: "shop-web", baseUrl: "https://chat.test/t/a", sync: "" };
  assert.deepEqual(tagOptions({ dataset }), { ...dataset, sync: true });
  assert.deepEqual(tagOptions({ dataset: { sync: "false", userId: "" } }), { sync: false });
  assert.deepEqual(tagOptions(null), {});
});

test("the platform is where its CDN is, else where the page is, with its tenant", () => {
  const page = "https://shop.test/t/red/widget?x=1#y";
  const cases = [
    ["https://chat.test/cdn/widget/latest/widget-sdk.js", "https://chat.test"],
    ["https://chat.test/t/blue/cdn/widget/1.2/widget-sdk.js", "https://chat.test/t/blue"],
    ["https://shop.test/static/widget-sdk.js", "https://shop.test/t/red"],
    [undefined, "https://shop.test/t/red"],
  ];
  for (const [script, expected] of cases) assert.equal(defaultBaseUrl(script, page), expected);
  assert.equal(defaultBaseUrl(undefined, "https://shop.test/table/"), "https://shop.test");
});

test("what is given wins, and a slash at its end does no harm", () => {
  const where = { pageUrl: "https://shop.test/" };
  const given = { deploymentId: "shop-web", baseUrl: "https://chat.test/t/a/" };
  assert.equal(resolveOptions(given, where).baseUrl, "https://chat.test/t/a");
  assert.equal(resolveOptions({ deploymentId: "x" }, where).baseUrl, "https://shop.test");
});

test("without a deployment it is said how to name one", () => {
  const resolve = () => resolveOptions({}, { pageUrl: "https://shop.test/" });
  assert.throws(resolve, (error) => {
    assert.equal(error.code, "deployment.missing");
    assert.match(error.hint, /data-deployment-id/);
    return !error.isTransient;
  });
});
