// Drives NICE's own chat SDKs by lines of JSON on standard input, as `driver.mjs` does Genesys'.
// One line in, {id, do, …}; one line out, {id, value}, {id, error} or {id, mistake}; what a client
// hears comes as {client, …} whenever it happens. `cxone.py` is the other end.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import * as undici from "undici";

const require = createRequire(import.meta.url);
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
console.log = console.error; // Standard output is for answers only.
const clients = new Map();
const LONG_MS = 15_000;
const packages = {
  2: "@nice-devone/nice-cxone-chat-web-sdk",
  1: "nice-cxone-chat-web-sdk-1",
};

// What a page has and Node has not. A page's cookies are kept for its origin, with each call that
// asks for credentials.
const cookies = new Map();
const sockets = [];
globalThis.self = globalThis;
globalThis.window = globalThis;
const page = new EventTarget();
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"])
  globalThis[name] = page[name].bind(page);
globalThis.location = new URL("http://shop.example/");
globalThis.navigator ??= { userAgent: "Node", language: "en-US", platform: "node" };
globalThis.CloseEvent = undici.CloseEvent;
globalThis.ErrorEvent = undici.ErrorEvent;
globalThis.MessageEvent = undici.MessageEvent;
// A page's reader of files, as far as the SDK uses it: whole, as a data URL.
globalThis.FileReader = class {
  result = null;
  error = null;
  async readAsDataURL(file) {
    const content = Buffer.from(await file.arrayBuffer()).toString("base64");
    this.result = `data:${file.type || "application/octet-stream"};base64,${content}`;
    this.onloadend?.({ target: this });
  }
};
globalThis.WebSocket = class extends undici.WebSocket {
  constructor(url, protocols) {
    super(url, protocols);
    sockets.push(this);
  }
};
globalThis.fetch = async (url, options = {}) => {
  const { origin } = new URL(url);
  const headers = new Headers(options.headers);
  headers.set("Origin", "http://shop.example");
  const known = cookies.get(origin);
  if (options.credentials === "include" && known) headers.set("Cookie", known);
  const answer = await undici.fetch(url, { ...options, headers: Object.fromEntries(headers) });
  const [set] = answer.headers.getSetCookie();
  if (options.credentials === "include" && set) cookies.set(origin, set.split(";")[0]);
  return answer;
};

// What the SDK puts off for long can be had now: it renews tokens minutes later, at the soonest.
const patient = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };
const later = new Map();
globalThis.setTimeout = (act, ms, ...args) => {
  const timer = patient.setTimeout(act, ms, ...args);
  if (ms >= LONG_MS) later.set(timer, { ms, act: () => act(...args) });
  return timer;
};
globalThis.clearTimeout = (timer) => {
  later.delete(timer);
  patient.clearTimeout(timer);
};

// A copy of the package for each client: it keeps what it knows in singletons.
function load(version) {
  const path = require.resolve(packages[version]);
  delete require.cache[path];
  return require(path);
}

const plain = (value) => JSON.parse(JSON.stringify(value ?? null));
const told = ({ name, message, data }) => ({ name, message, data: plain(data) });

const verbs = {
  start({ client: number, version, options, listen }) {
    const module = load(version);
    const kept = new Map();
    const cacheStorage = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => kept.set(key, value),
      removeItem: (key) => kept.delete(key),
    };
    const { caches, ...others } = options;
    const sdk = new module.ChatSdk({
      ...others,
      ...(caches ? { cacheStorage } : { cacheStorage: null }),
      onError: (error) => tell({ client: number, error: told(error) }),
      onRawEvent: (event) => tell({ client: number, raw: JSON.parse(event.detail.data) }),
    });
    for (const type of listen ?? Object.values(module.ChatEvent)) {
      sdk.onChatEvent(type, (event) =>
        tell({ client: number, event: type, data: plain(event.detail.data) }),
      );
    }
    clients.set(number, { sdk, module, kept });
  },
  sdk({ client, name, args }) {
    const { sdk } = clients.get(client);
    const outcome = sdk[name](...args);
    if (name === "connect") {
      for (const type of ["open", "close", "authorizationFailed"])
        sdk.getWebsocketClient()?.on(type, () => tell({ client, event: `socket ${type}` }));
    }
    return outcome;
  },
  app({ client, name, args }) {
    const { sdk, module } = clients.get(client);
    return module[name](...args, sdk.getWebsocketClient());
  },
  forget({ client }) {
    clients.get(client).kept.clear();
  },
  async due({ ms }) {
    const found = [...later].filter(([, one]) => one.ms === ms);
    for (const [timer, { act }] of found) {
      clearTimeout(timer);
      await act();
    }
    return found.length;
  },
  // Of group chats the SDK has no methods: it exports what makes a request, and what sends one.
  group({ client, name, args }) {
    const { sdk, module } = clients.get(client);
    const made = module[`create${name}PayloadData`](...args);
    return module[`send${name.replace(/^Send/, "")}Event`](made, sdk.getWebsocketClient());
  },
  thread({ client, thread, name, args }) {
    return clients
      .get(client)
      .sdk.getThread(thread)
      [name](...args);
  },
  attach({ client, thread, files }) {
    const made = files.map(
      ({ name, type, base64 }) => new File([Buffer.from(base64, "base64")], name, { type }),
    );
    return clients.get(client).sdk.getThread(thread).sendAttachments(made);
  },
  async fetch({ url }) {
    const answer = await fetch(url);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const readers = answer.headers.get("Access-Control-Allow-Origin");
    return { status: answer.status, base64: bytes.toString("base64"), readers };
  },
  customer({ client, name, args }) {
    return clients
      .get(client)
      .sdk.getCustomer()
      [name](...args);
  },
  socket({ client, name, args }) {
    return clients
      .get(client)
      .sdk.getWebsocketClient()
      [name](...args);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  Promise.resolve()
    .then(() => verbs[order.do](order))
    .then((value) => tell({ id: order.id, value: plain(value) }))
    .catch((reason) => tell({ id: order.id, error: told(reason) }));
}
process.exit(0);
