import assert from "node:assert/strict";
import { test } from "node:test";
import { Owner } from "../../mockplatform/sdk/src/owner.js";
import { Tier } from "../../mockplatform/sdk/src/tier.js";
import { answered, FakePlatform, greet, widgetWorld } from "./widget_world.mjs";
import { Browser, FakeStorage, settled } from "./world.mjs";

const ANN = { deploymentId: "shop-web", baseUrl: "https://chat.test", named: "ann", sub: null };
const GUEST = { ...ANN, named: null };

/** A tab's storage, as one owner after the other finds it. */
function owned() {
  const { env, session } = new Browser().tab();
  const at = () => new Tier({ env, storage: () => session, prefix: "s_" });
  return { at, own: (identity) => new Owner(at(), { ...ANN, ...identity }) };
}

const CASES = [
    ["the same customer", ANN, ANN, true],
    ["another customer", ANN, { ...ANN, named: "bob" }, false],
    ["another deployment", ANN, { ...ANN, deploymentId: "b2b" }, false],
    ["another tenant", ANN, { ...ANN, baseUrl: "https://chat.test/t/b" }, false],
    ["a guest after a customer, who has logged out", { ...ANN, sub: "ann" }, GUEST, false],
    ["a customer after a guest", { ...GUEST, sub: "guest-1" }, ANN, false],
    ["the same guest", { ...GUEST, sub: "guest-1" }, GUEST, true],
    ["a token of the same", { ...GUEST, sub: "ann" }, { ...GUEST, sub: "ann" }, true],
    ["a token of another", { ...GUEST, sub: "ann" }, { ...GUEST, sub: "bob" }, false],
    ["a token of another, although the name is the same", { ...ANN, sub: "ann" }, { ...ANN, sub: "bob" }, false],
    ["a token that says the name", { ...ANN, sub: "ann" }, { ...GUEST, sub: "ann" }, true],
    ["a name that a token said", { ...GUEST, sub: "ann" }, ANN, true],
]; // prettier-ignore

for (const [who, before, now, isKept] of CASES) {
  test(`${who} finds the tab's state: ${isKept}`, () => {
        const { at, own } = owned();
        own(before);
        at().set("draft", "my PIN");
        at().cache("message_1", "hello");
        own(now);
        assert.deepEqual([at().get("draft"), at().cached().length], isKept ? ["my PIN", 1] : [undefined, 0]);
    }); // prettier-ignore
}

test("state that names no owner, or one that cannot be read, is nobody's", () => {
  for (const kept of [undefined, null, 7, "ann", [], {}]) {
    const { at, own } = owned();
    if (kept !== undefined) at().set("owner", kept);
    at().set("draft", "my PIN");
    own({});
    assert.equal(at().get("draft"), undefined);
  }
});

test("who a guest is, a token tells; from then on others are strangers", () => {
  const { own } = owned();
  const guest = own(GUEST);
  assert.equal(guest.isStranger("guest-1"), false);
  guest.learn("guest-1");
  assert.deepEqual(
    ["guest-1", "guest-2", null].map((sub) => guest.isStranger(sub)),
    [false, true, false],
  );
  assert.equal(own(GUEST).sub, "guest-1", "over a reload too");
});

/** A tab in which Ann has talked: a message, a draft, and what could not be told. */
async function ofAnn() {
  const here = widgetWorld();
  const { widget } = here;
  widget.start({ routingData: { tier: "vip" } });
  await greet(here);
  widget.send("my PIN is 1234");
  await here.browser.advance(9_000); // no ack comes: it goes by HTTP
  here.tab.network(false);
  widget.send("a secret").catch(() => {});
  widget.saveContext({ ann: 1 }).catch(() => {});
  widget.draft = "half a secr";
  await settled();
  assert.deepEqual(here.texts(), ["my PIN is 1234 (sent)", "a secret (pending)"]);
  return here;
}

/** All that a customer could find of Ann. */
function traces({ tab, platform, widget }, since = 0) {
  const stored = tab.session.names.map((name) => tab.session.getItem(name)).join();
  const told = JSON.stringify(platform.calls.slice(since));
  const shown = JSON.stringify([widget.messages, widget.draft, widget.conversation]);
  return ["PIN", "secret", "secr", "vip"].filter((trace) =>
    [stored, told, shown].some((text) => text.includes(trace)),
  );
}

for (const next of [{ userId: "bob" }, { deploymentId: "b2b" }, { userId: undefined }]) {
  test(`the next customer of a tab finds nothing of the last: ${JSON.stringify(next)}`, async () => {
    const { tab, platform } = await ofAnn();
    tab.close();
    const since = platform.calls.length;
    const again = tab.browser.tab({ session: tab.session });
    const options = { userId: "bob", ...next };
    const here = widgetWorld({ tab: again, platform, ...options });
    const heard = [];
    here.widget.on("messages", (messages) => heard.push(...messages));
    here.widget.start();
    await greet(here);
    await here.browser.advance(60_000);
    // Widgets of other deployments have names of their own: theirs stays, and is not looked at.
    if (next.deploymentId) here.tab.session = new FakeStorage();
    assert.deepEqual([traces(here, since), heard], [[], []]);
  });
}

test("the same customer finds it all after a reload", async () => {
  const { tab, platform } = await ofAnn();
  tab.close();
  const here = widgetWorld({ tab: tab.browser.tab({ session: tab.session }), platform });
  here.widget.start();
  await greet(here);
  await answered(here);
  assert.deepEqual(here.texts(), ["my PIN is 1234 (sent)", "a secret (sent)"]);
  assert.equal(here.widget.draft, "half a secr");
});

test("a token of another customer leaves the one who was here, at once and for good", async () => {
  const here = await ofAnn();
  const { widget, platform, browser, tab } = here;
  const waiting = widget.send("never said");
  const since = platform.calls.length;
  widget.updateToken(platform.tokens.issue("bob"));
  await assert.rejects(waiting, { code: "customer.gone" });
  assert.deepEqual([widget.status, widget.messages, widget.draft], ["idle", [], ""]);
  assert.equal(here.told.notice.at(-1).code, "customer-gone");
  tab.network(true);
  await browser.advance(60_000);
  const begun = widget.start();
  await greet(here);
  assert.equal((await begun).id, widget.conversation.id);
  await browser.advance(60_000);
  assert.deepEqual(traces(here, since), []);
  const bearer = platform.calls.at(-1).headers.Authorization.split(".")[1];
  assert.equal(JSON.parse(Buffer.from(bearer, "base64url")).sub, "bob");
});

test("a login of the site's own that gives another customer's token is no way round that", async () => {
  let who = "ann";
  const platform = new FakePlatform(new Browser());
  const here = widgetWorld({ platform, userId: undefined, login: async () => tokens.issue(who) });
  const tokens = here.platform.tokens;
  here.widget.start();
  await answered(here);
  here.widget.draft = "a secret";
  who = "bob";
  tokens.isGood = () => false; // so that only a login helps
  await here.browser.advance(40 * 60_000);
  assert.deepEqual([here.widget.draft, here.widget.messages], ["", []]);
});

test("to log out forgets all at once, and ends the tokens", async () => {
  const here = await ofAnn();
  const { widget, platform, tab, browser } = here;
  tab.network(true);
  const gone = widget.logout();
  await browser.advance(1_000);
  await gone;
  const own = tab.session.names.filter((name) => !name.includes("instance"));
  assert.deepEqual([own, browser.local.names], [[], []]);
  assert.match(tab.calls.at(-1).path, /revoke$/);
  const since = platform.calls.length;
  widget.configure({ userId: "bob" }).start();
  await greet(here);
  await browser.advance(60_000);
  assert.deepEqual(traces(here, since), []);
});

test("offline, to log out forgets too, and says that the platform does not know", async () => {
  const here = await ofAnn();
  const gone = here.widget.logout();
  const known = assert.rejects(gone, { code: "offline" });
  await answered(here);
  await known;
  assert.deepEqual([here.widget.draft, here.widget.messages], ["", []]);
});

test("what is no token is refused at once, and takes nothing away from a later start", async () => {
  const here = widgetWorld();
  assert.throws(() => here.widget.updateToken("junk"), { code: "token.unreadable" });
  here.widget.start();
  await greet(here);
  assert.equal(here.widget.status, "live");
});
