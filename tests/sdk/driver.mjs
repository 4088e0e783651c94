// Drives Genesys' own JavaScript clients, and sockets, by lines of JSON on standard input.
// One line in, {id, do, …}; one line out, {id, value}, {id, error} or {id, mistake}; a socket's
// events come as {socket, …} whenever they happen. `node.py` is the other end.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
console.log = console.error; // Standard output is for answers only.
const clients = new Map();
const sockets = new Map();

// A client for each test that asks: the singletons that the packages export are left alone.
const make = {
  platform(url, token) {
    const sdk = require("purecloud-platform-client-v2");
    const { protocol, hostname, port, pathname } = new URL(url);
    const client = new sdk.ApiClientClass();
    const path = pathname === "/" ? "" : pathname;
    client.config.setGateway({
      host: hostname,
      protocol: protocol.slice(0, -1),
      port: Number(port) || undefined,
      path_params_login: path,
      path_params_api: path,
    });
    if (token) client.setAccessToken(token);
    return { sdk, client };
  },
  guest(url, token) {
    const sdk = require("purecloud-guest-chat-client");
    const client = new sdk.ApiClient.constructor();
    client.config.basePath = url;
    if (token) client.setJwt(token);
    return { sdk, client };
  },
};

// What a rejected promise holds: an answer (extended, or of a log-in), a bare body, or an error
// without an answer. One that no network can cause is a mistake of the caller or of the answer.
function told(reason) {
  const answer = reason?.response ?? reason;
  if (answer instanceof Error) {
    const text = `${answer.name}: ${answer.message}`;
    return answer.isAxiosError || answer.code ? { error: { status: 0, text } } : { mistake: text };
  }
  if (answer?.headers !== undefined) {
    const { status, data, body, headers, error } = answer;
    if (!status) return { error: { status, text: `${error}` } };
    return { error: { status, body: (data ?? body) || null, headers } };
  }
  return { error: { status: Number(answer?.status) || 0, body: answer } };
}

const plain = ({ status, statusText, headers, body }) => ({ status, statusText, headers, body });

function open({ socket: number, url, headers, protocols }) {
  const { WebSocket } = require("ws");
  const socket = new WebSocket(url, protocols, { headers });
  sockets.set(number, socket);
  return new Promise((resolve, reject) => {
    socket.on("open", () => resolve({ protocol: socket.protocol }));
    socket.on("unexpected-response", async (_, answer) => {
      const body = Buffer.concat(await answer.toArray()).toString();
      reject({ status: answer.statusCode, statusText: "", headers: answer.headers, body });
    });
    socket.on("error", reject);
    socket.on("message", (data) => tell({ socket: number, text: data.toString() }));
    socket.on("close", (code, reason) => tell({ socket: number, code, reason: `${reason}` }));
  });
}

const verbs = {
  client({ client, kind, url, token, extended }) {
    clients.set(client, make[kind](url, token));
    clients.get(client).client.setReturnExtendedResponses(extended);
  },
  async call({ client: number, name, args }) {
    const { sdk, client } = clients.get(number);
    const [owner, method] = name.split(".");
    const api = owner === "ApiClient" ? client : new sdk[owner](client);
    const value = await api[method](...args);
    return owner !== "ApiClient" && client.returnExtended ? plain(value) : value;
  },
  open,
  send({ socket, text }) {
    sockets.get(socket).send(text);
  },
  close({ socket, code, reason }) {
    sockets.get(socket).close(code, reason);
  },
  drop({ socket }) {
    sockets.get(socket).terminate();
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  Promise.resolve()
    .then(() => verbs[order.do](order))
    .then((value) => tell({ id: order.id, value: value ?? null }))
    .catch((reason) => tell({ id: order.id, ...told(reason) }));
}
process.exit(0);
