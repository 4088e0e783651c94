// Owns a whole widget for the SDK's units: its page's calls, and a small platform behind them.

import { Widget } from "../../mockplatform/sdk/src/sdk.js";
import { FakeSockets } from "./socket_world.mjs";
import { Browser, FakeTokenService, settled } from "./world.mjs";

const CONVERSATIONS = "/api/v2/conversations/messaging";
const OPTIONS = { deploymentId: "shop-web", userId: "ann", baseUrl: "https://chat.test" };
const WHERE = { pageUrl: "https://chat.test/page" };
const BAD_REQUEST = { status: 400, body: { code: "bad.request", message: "No." } };

/** A platform that has conversations and their messages; `before` may answer a call instead. */
export class FakePlatform {
  constructor(browser) {
    this.tokens = new FakeTokenService(browser.clock);
    this.conversations = new Map();
    this.calls = [];
    this.before = () => undefined;
  }

  /** Makes a conversation that somebody else has begun. */
  begin(id, more = {}) {
    const document = {
            id, state: "OPEN", version: 1, latestSeq: 1, participants: [], userId: "ann",
            routingData: {}, conversationData: {}, ...more,
        }; // prettier-ignore
    this.conversations.set(id, { document, messages: [] });
    return document;
  }

  /** The methods and paths of what was asked, without logins. */
  get asked() {
    return this.calls.map(({ method, path }) => `${method} ${path.replace(CONVERSATIONS, "")}`);
  }

  async answer(call) {
    if (call.path.includes("/auth/")) return this.tokens.answer(call);
    this.calls.push(call);
    return (await this.before(call)) ?? this.#answer(call);
  }

  #answer({ method, path, body }) {
    const [, id, part] = path.replace(CONVERSATIONS, "").split(/[/?]/);
    if (!id) {
      const number = this.conversations.size + 1;
      return { status: 201, body: this.begin(`begun-${number}`, body) };
    }
    const known = this.conversations.get(id);
    if (!known) return { status: 404, body: { code: "not.found", message: "No." } };
    if (part === undefined) return this.#document(method, known);
    if (part === "messages") return this.#messages(method, known, body);
    if (known.document.state === "CLOSED") return closed();
    if (part !== "routing-data") return BAD_REQUEST;
    known.document.routingData = { ...known.document.routingData, ...body };
    return { status: 200, body: known.document };
  }

  #document(method, { document }) {
    if (method === "DELETE") Object.assign(document, { state: "CLOSED", version: 99 });
    return { status: method === "DELETE" ? 204 : 200, body: structuredClone(document) };
  }

  #messages(method, { document, messages }, body) {
    if (method === "GET") {
      const page = { entities: messages, latestSeq: document.latestSeq, hasMore: false };
      return { status: 200, body: page };
    }
    if (document.state === "CLOSED") return closed();
    const twin = messages.find((one) => one.clientMessageId === body.clientMessageId);
    if (twin) return { status: 200, body: { ...twin, duplicate: true } };
    document.latestSeq += 1;
    const stored = {
            ...body, id: `m${document.latestSeq}`, seq: document.latestSeq, at: "2030-01-01T11:00:00Z",
            direction: "inbound", from: { purpose: "customer", id: "ann" },
        }; // prettier-ignore
    messages.push(stored);
    return { status: 201, body: stored };
  }
}

const closed = () => ({ status: 409, body: { code: "conversation.closed", message: "No." } });

/** A widget on a page, with what it told. */
export function widgetWorld({ tab = new Browser().tab(), platform, ...options } = {}) {
  const here = { tab, browser: tab.browser, sockets: new FakeSockets(), told: {} };
  here.platform = platform ?? new FakePlatform(tab.browser);
  tab.answer = (call) => here.platform.answer(call);
  tab.env.WebSocket = here.sockets.WebSocket;
  here.widget = new Widget({ ...OPTIONS, ...options }, WHERE, tab.env);
  for (const name of ["status", "message", "notice", "error"]) {
    here.told[name] = [];
    here.widget.on(name, (detail) => here.told[name].push(detail));
  }
  here.texts = () => here.widget.messages.map((one) => `${one.text} (${one.state})`);
  return here;
}

/** The same tab after a reload. */
export function reloaded({ tab, platform }) {
  tab.close();
  return widgetWorld({ tab: tab.browser.tab({ session: tab.session }), platform });
}

/** What all that is under way without time comes to. */
export async function answered(here) {
  await here.browser.advance(1_000);
}

/** The platform greets the newest socket of a widget. */
export async function greet(here) {
  await answered(here);
  const { document } = here.platform.conversations.get(here.widget.conversation.id);
  const { latestSeq } = document;
  await here.sockets.last.hello({ conversation: structuredClone(document), latestSeq });
  await settled();
}
